import { describe, expect, it } from 'vitest';
import { rowReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import { parseSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import { read as readRow } from './readRow.mts';

const inputSpec = parseSpecs({ image: { type: 'url' } });
const outputSpec = parseSpecs({ r: { type: 'string' }, kind: { type: 'string', required: false } });
const image = 'https://example.com/1.jpg';

const read = rowReader({ inputSpec, outputSpec }, 'leaveOut');
const refuse = rowReader({ inputSpec, outputSpec }, 'refuse');
const withoutKnown = rowReader({ inputSpec }, 'leaveOut');

const columnCalled = (name: string) =>
	`the field is called “${name}”. Rename the column to send its values`;
const BESIDE_INPUT = 'it is used only beside “input_values”';
const keyCalled = (name: string) => `it is called “${name}”. Rename it to send its values`;

describe('a column whose name was read in a wrong encoding', () => {
	const specs = new Map([['Bildgröße', { type: 'string', required: false }]]);
	const misread = /name is UTF-8 that was read in another encoding/;
	const lost = /name has lost characters \(U\+FFFD\)/;

	it.each([
		['BildgrÃ¶ÃŸe', misread],
		['Bildgr√∂√üe', misread],
		['Bildgr\ufffd\ufffde', lost],
	])('%s is reported, whether it is left out, refused or needed', (column, reason) => {
		const [told] = readRow({ [column]: 'x', image }, specs, 'leaveOut').leftOut ?? [];
		expect(told).toMatchObject({ column, advice: expect.stringMatching(reason) });
		const [refused] = readRow({ [column]: 'x' }, specs).problems;
		expect(refused.reason).toMatch(reason);
		const [missing] = readRow({ [column]: 'x' }, inputSpec, 'leaveOut').problems;
		expect(missing.reason).toMatch(/^is required but missing: the name of column “Bildgr/);
		expect(missing.reason).toMatch(/” (?:is UTF-8 that was|has lost characters)/);
	});
});

describe('a column that was probably meant for the task', () => {
	it.each([
		...['GOLDEN.r', 'GOLDEN_r', 'golden r', 'Golden-R', 'GOLDEN\uff1ar', 'GOLDN:r', 'golden'].map(
			(name) => [name, columnCalled('GOLDEN:r')],
		),
		...['GOLD:r', 'Gold_r', 'GOLDEN', 'GOLDEN:', 'gold'].map((name) => [
			name,
			columnCalled('GOLDEN:r'),
		]),
		['gold: KIND', columnCalled('GOLDEN:kind')],
		['golden_kind', columnCalled('GOLDEN:kind')],
		['HINT:hint', columnCalled('HINT:text')],
		['hint_text', columnCalled('HINT:text')],
		['TASK_overlap', columnCalled('TASK:overlap')],
		['AL.latitude', columnCalled('Al:latitude')],
		['overlap', columnCalled('TASK:overlap')],
		['message_on_unknown_solution', columnCalled('HINT:text')],
		['known_solutions', `${BESIDE_INPUT}. Use columns such as “GOLDEN:r” instead`],
		['knownSolution', `${BESIDE_INPUT}. Use columns such as “GOLDEN:r” instead`],
		['infinite_overlap', BESIDE_INPUT],
		['known_solutions.0.output_values.r', columnCalled('GOLDEN:r')],
		['known_solutions[0].output_values.r', columnCalled('GOLDEN:r')],
	])('%s is reported if it is left out, and refused otherwise', (column, advice) => {
		const row = { image, [column]: 'x' };
		expect(read(row)).toMatchObject({ input: { image }, leftOut: [{ column, advice }] });
		expect(read({ input_values: row }).leftOut).toEqual([{ column, advice }]);
		expect(refuse(row).problems).toMatchObject([{ field: column, isExtra: true }]);
		expect(withoutKnown(row)).not.toHaveProperty('leftOut');
	});

	it.each([
		'GOLDEN:kind',
		'hint',
		'latitude',
		'overlay',
		'golden_retriever',
		'goldsmith',
		'solutions',
	])('%s is not such a column, or is read', (column) => {
		expect(read({ image, 'GOLDEN:r': 'a', [column]: 'x' })).not.toHaveProperty('leftOut');
	});

	it('is not reported besides the correct column', () => {
		const row = { image, 'GOLDEN:r': 'a', 'GOLDEN.r': 'b' };
		expect(read(row)).not.toHaveProperty('leftOut');
	});
});

describe('a list or object that n8n divided into columns', () => {
	const specs = parseSpecs({
		image: { type: 'url' },
		tags: { type: 'array_string', required: false },
	});
	const ofRows = rowReader({ inputSpec: specs }, 'leaveOut');
	const PART =
		'it is part of “tags”, which was split when the file was written. Write that field as JSON text';

	it('is reported if it is left out, and refused otherwise', () => {
		const row = { image, 'tags.0': 'a', 'tags.1': 'b' };
		const leftOut = ['tags.0', 'tags.1'].map((column) => ({ column, advice: PART }));
		expect(ofRows(row)).toMatchObject({ input: { image }, leftOut });
		expect(ofRows({ ...row, tags: '["a","b"]' })).not.toHaveProperty('leftOut');
		const ofOthers = { image, 'tags[0]': 'a' };
		expect(ofRows(ofOthers).leftOut).toEqual([{ column: 'tags[0]', advice: PART }]);
		expect(readRow(row, specs).problems.map(({ reason }) => reason)).toEqual(
			leftOut.map(() => `is not an input field of the project: ${PART}`),
		);
	});

	it.each([
		[{ 'image.0.url': 'x' }, ': it is part of “image”, which was split when the file was written'],
		[{ 'input_values.image': 'x' }, ': rename the column “input_values.image” to “image”'],
		[{ '\ufeffinput_values.image': 'x' }, ': rename the column “input_values.image” to “image”'],
		[{ 'input_data.image': 'x' }, ': rename the column “input_data.image” to “image”'],
		[{ '\uff29\uff4d\uff41\uff47\uff45': 'x' }, ': rename the column “Ｉｍａｇｅ” to “image”'],
		[{ input_image: 'x' }, ': rename the column “input_image” to “image”'],
		[{ property_image: 'x' }, ': rename the column “property_image” to “image”'],
		[{ input_values: 'image=x' }, ': “input_values” must be an object, or its JSON text'],
		[
			{ query: {}, body: { image: 'x' } },
			': it is within “body”: turn the values in that object into columns, with Edit Fields',
		],
	])('is named if a field is missing: %j', (row, advice) => {
		const [{ reason }] = ofRows(row).problems;
		expect(reason).toContain(`is required but missing${advice}`);
	});
});

describe('a row with the names of the columns', () => {
	const specs = parseSpecs({ image: { type: 'url' }, note: { type: 'string', required: false } });
	const ofRows = rowReader({ inputSpec: specs }, 'leaveOut');
	const MOVE = 'set Starting Line or Range to it where the file is read';

	it.each<[object, string]>([
		[{ Report: 'image' }, MOVE],
		[{ 'Report of May': 'image', __EMPTY: 'note', __EMPTY_1: 'by whom' }, MOVE],
		[{ 'sep=;': 'image;note' }, MOVE],
		[{ 'sep=': 'image', '': 'note' }, MOVE],
		[{ A: 'INPUT:image', B: 'GOLDEN:r' }, MOVE],
		[{ row: ['image', 'note'] }, 'turn Header Row on where the file is read'],
		[{ row: { 0: 'image', 1: 'note' } }, 'turn Header Row on where the file is read'],
	])('is reported as such: %j', (row, advice) => {
		expect(ofRows(row as Record<string, unknown>).problems).toEqual([
			{
				field: 'image',
				reason: `is required but missing: this row contains the column names: ${advice}`,
			},
		]);
	});

	it.each([
		{ kind: 'image', url: image },
		{ kind: 'image', size: 5, by: 'me' },
		{ row: [image, 'a note'] },
		{ row: {} },
		{ Report: image },
		{},
	])('is not suspected if a value is a name by chance: %j', (row) => {
		expect(ofRows(row as Record<string, unknown>).problems).toEqual([
			{ field: 'image', reason: 'is required but missing' },
		]);
	});
});

describe('a text that contains the whole table', () => {
	const specs = parseSpecs({ image: { type: 'url' }, note: { type: 'string', required: false } });
	const ofRows = rowReader({ inputSpec: specs }, 'leaveOut');

	it.each([
		'image,note\nhttps://example.com/1.jpg,a',
		'\ufeffINPUT:image\tGOLDEN:r\r\nhttps://example.com/1.jpg\tb\r\n',
		'Image;Note\rhttps://example.com/1.jpg;c',
		'image\nhttps://example.com/1.jpg\n',
	])('is reported as such: %j', (data) => {
		expect(ofRows({ status: 200, data }).problems).toEqual([
			{
				field: 'image',
				reason:
					'is required but missing: “data” contains a whole table as text: have it read as a file, and put Extract from File behind that',
			},
		]);
	});

	it('is not suspected in other texts', () => {
		for (const data of ['An image, and more\nof it', 'one line, image', 'image note\ntwo']) {
			expect(ofRows({ data, by: 'me' }).problems).toEqual([
				{ field: 'image', reason: 'is required but missing' },
			]);
		}
	});
});

describe('a key besides input_values', () => {
	it.each([
		['known_solution', keyCalled('known_solutions')],
		['knownSolutions', keyCalled('known_solutions')],
		['knwon_solutions', keyCalled('known_solutions')],
		['Overlap', keyCalled('overlap')],
		['overlaps', keyCalled('overlap')],
		['message_on_unknown_solutions', keyCalled('message_on_unknown_solution')],
		['GOLDEN:r', 'it is used only within “input_values”, or beside input columns'],
	])('%s is reported if it is left out, and refused otherwise', (column, advice) => {
		const task = { input_values: { image }, [column]: 'x' };
		expect(read(task)).toMatchObject({ input: { image }, leftOut: [{ column, advice }] });
		expect(refuse(task).problems).toMatchObject([{ field: column, isExtra: true }]);
		expect(withoutKnown(task)).not.toHaveProperty('leftOut');
	});

	it('that is an input field is used only within input_values', () => {
		const note = { type: 'string', required: false };
		const specs = { inputSpec: parseSpecs({ image: { type: 'url' }, note }), outputSpec };
		const readTask = rowReader(specs, 'leaveOut');
		const WITHIN = 'it is used only within “input_values”';
		const leftOut = [{ column: 'note', advice: WITHIN }];
		expect(readTask({ input_values: { image }, note: 'x' })).toMatchObject({ leftOut });
		expect(readTask({ input_data: `{"image":"${image}"}`, note: 'x' })).toMatchObject({ leftOut });
		for (const input_values of [
			{ image, note: 'y' },
			{ image, 'INPUT:note': 'y' },
		]) {
			expect(readTask({ input_values, note: 'x' })).not.toHaveProperty('leftOut');
		}
		expect(readTask({ input_values: { note: 'y' }, image }).problems).toEqual([
			{ field: 'image', reason: `is required but missing: ${WITHIN}` },
		]);
		expect(readTask({ input_values: { note: 'y' }, image: '' }).problems).toEqual([
			{ field: 'image', reason: 'is required but missing' },
		]);
	});

	it('with an unknown name, or besides the correct key, is silently left out', () => {
		const tasks = [{ comment: 'x' }, { overlap: 3, overlaps: 3 }, { solution: 'x' }];
		for (const beside of tasks) {
			expect(read({ input_values: { image }, ...beside })).not.toHaveProperty('leftOut');
		}
	});
});

describe('a row without any known column', () => {
	const optional = { type: 'url', required: false };
	const specs = new Map([
		['image', optional],
		['note', { type: 'string', required: false }],
	]);
	const readOptional = (json: object) => readRow(json, specs, 'leaveOut');
	const IN_VAIN = 'none of its columns with a value is an input field of the project';

	it.each<[object, string]>([
		[{ photo: 'u' }, ''],
		[{ data: [{ image: 'u' }] }, ''],
		[[{ image: 'u' }, { image: 'v' }], ''],
		[{ image: '', id: 5 }, ''],
		[{ image: null, 'ASSIGNMENT:status': 'x' }, ''],
		[{ Image: 'u' }, ': rename the column “Image” to “image”'],
		[{ inputValues: { image: 'u' } }, ': rename the column “inputValues” to “input_values”'],
		[{ input_value: '{}' }, ': rename the column “input_value” to “input_values”'],
		[
			{ 'image;note': 'u;x' },
			': the columns of its file are separated by “;”: set Delimiter to “;”',
		],
		[{ id: 1, 'image\tnote': 'u\tx' }, ': the columns of its file are separated by a tab'],
	])('is refused: %j', (row, advice) => {
		for (const json of [row, { input_values: row }]) {
			if (Array.isArray(row) && json !== row) continue;
			const { problems } = readOptional(json);
			expect(problems).toEqual([{ field: '', reason: expect.any(String) as string }]);
			expect(problems[0].reason.startsWith(`${IN_VAIN}${advice}`)).toBe(true);
			if (advice === '') expect(problems[0].reason).toBe(IN_VAIN);
		}
	});

	it('is accepted if it has no values', () => {
		for (const json of [{}, { image: '' }, { row_number: 2 }, { input_values: {} }]) {
			expect(readOptional(json)).toMatchObject({ input: {}, problems: [] });
		}
		expect(readOptional({ photo: 'u', note: 'x' }).problems).toEqual([]);
	});
});
