import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { Pushing } from '../pushing.mts';
import { Creating } from '../creating.mts';

const pushing = new Pushing();
const creating = new Creating();

type Spec = Record<string, IDataObject & { type: string }>;

/** Pushes rows to a project with these input fields; returns the result and what exists there. */
async function push(inputSpec: Spec, rows: object[], parameters: IDataObject = {}) {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec });
	const result = await pushing.push(rows as IDataObject[], { project: byId(id), ...parameters });
	const hints = result.data.resultData.runData['Node under test']?.[0]?.hints ?? [];
	return {
		...result,
		created: pushing.emulator.truth.items(id).map(({ input }) => input),
		hints: hints.map(({ message }) => message),
	};
}

describe('values reach the service in the declared type', () => {
	it.each<[string, unknown, unknown]>([
		['float', '100.0', 100],
		['integer', '3.0', 3],
		['string', new Date(Date.UTC(2026, 0, 31)), '2026-01-31T00:00:00.000Z'],
		['string', true, 'true'],
		['url', 'https://example.com/1.jpg\r', 'https://example.com/1.jpg'],
		['json', '{"a":1}', { a: 1 }],
		['array_string', 'a,b\\,c', ['a', 'b,c']],
		['coordinates', '55.75, 37.61', '55.75,37.61'],
		['coordinates', { lat: 55.75, lng: '37.61' }, '55.75,37.61'],
		['array_string', '{a,"b, c"}', ['a', 'b, c']],
		['array_string', '[1524831183200260097]', ['1524831183200260097']],
		['array_integer', ['1', 2.0, '3.0'], [1, 2, 3]],
		['json', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
	])('%s from %j', async (type, value, expected) => {
		const { error, created } = await push({ n: { type } }, [{ n: value }]);
		expect(error?.message).toBeUndefined();
		expect(created).toEqual([{ n: expected }]);
	});

	it.each([
		['integer', '3.5', /whole number/],
		['string', 1524831183200260097, /field “n” is a number beyond .* that has lost digits/],
		['url', 'https://example.com/photo 1.jpg', /must not contain a space/],
		['url', 'https://example.com/\u200b1.jpg', /U\+200B \(zero width space\)/],
		['string', 'na\ufffdve', /Windows-1252/],
		['string', new Date(NaN), /must be text, not an invalid date/],
		['string', 'Ð¿Ñ€Ð¸', /was read in another encoding: choose UTF-8/],
		['string', '#REF!', /which a spreadsheet puts where a formula fails/],
		['array_string', 'a,,b', /“n” has an empty entry: .* write "" for empty text \(entry 2\)/],
		['array_integer', '1,2,', /“n” has an empty entry: .* \(entry 3\)/],
		['array_string', "{'a', 'b'}", /must be a list/],
		['json', { id: 5n }, /must be JSON, which has no big integers: deliver them as text/],
		['json', '{"id":[-1524831183200260097]}', /contains a number beyond .* deliver it as text/],
	])('%s from %j is refused', async (type, value, reason) => {
		const { error, created } = await push({ n: { type } }, [{ n: value }]);
		expect(error?.message).toMatch(reason);
		expect(created).toEqual([]);
	});

	it('a latitude of 155 in row 10,001 is found before anything is sent', async () => {
		const rows = Array.from({ length: 10_001 }, () => ({ place: '55.75,37.61' }));
		rows[10_000] = { place: '155.75,37.61' };
		const { error, created } = await push({ place: { type: 'coordinates' } }, rows);
		expect(error?.message).toMatch(/^Item 10000: field “place” must have a latitude/);
		expect(created).toEqual([]);
	});
});

describe('rows', () => {
	const image = 'https://example.com/1.jpg';
	const spec = { image: { type: 'url' }, note: { type: 'string', required: false } };

	it('are understood with a byte order mark in the first name', async () => {
		const { error, created } = await push(spec, [{ '\ufeffimage': image }]);
		expect(error?.message).toBeUndefined();
		expect(created).toEqual([{ image }]);
	});

	it('without any value are skipped, and counted', async () => {
		const rows = [{ image }, { image: '', note: '' }, { image }, {}];
		const { outputs, created, hints } = await push(spec, rows);
		expect(created).toHaveLength(2);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(hints).toContain(
			'2 rows without any value were skipped and have no output item: do not combine output and rows by position.',
		);
	});

	it.each([
		[{ Image: image }, /rename the column “Image” to “image”/],
		[{ 'image;note': `${image};x` }, /columns of its file are separated by “;”/],
		[
			{ '\ufeffimage\tnote': `${image}\tx` },
			/separated by a tab: set Delimiter to \{\{ "\\t" \}\}/,
		],
		[{ 'i\0m\0a\0g\0e\0;': 'x' }, /its file is probably UTF-16/],
	])('without the field are reported with the column that was meant: %j', async (row, reason) => {
		expect((await push(spec, [row])).error?.message).toMatch(reason);
	});

	it('with a column named almost like an optional field are reported once', async () => {
		const { created, hints } = await push(spec, [
			{ image, Note: '' },
			{ image, Note: 'a', other: 'b' },
			{ image, Note: 'c' },
			{ image, note: 'd', Note: 'e' },
		]);
		expect(created).toEqual([{ image }, { image }, { image }, { image, note: 'd' }]);
		expect(hints.filter((hint) => hint.includes('Column'))).toEqual([
			'Column “Note” was ignored: the field is called “note”. Rename the column to send its values.',
		]);
	});

	it('without any known column are refused if all fields are optional', async () => {
		const optional = { image: { type: 'url', required: false } };
		const { error, created } = await push(optional, [{ image }, { Image: image }]);
		expect(error?.message).toBe(
			'Item 1: none of its columns with a value is an input field of the project: rename the column “Image” to “image”. Nothing was pushed',
		);
		expect(created).toEqual([]);
		const literal = await push(optional, [{ input_values: {} }]);
		expect(literal.created).toEqual([{}]);
	});

	it('may have columns without a name or a value after their last one', async () => {
		const row = { image, '': '', __EMPTY: null, 'Unnamed: 3': ' ' };
		const { error, created } = await push(spec, [row], { options: { extraFields: 'refuse' } });
		expect(error?.message).toBeUndefined();
		expect(created).toEqual([{ image }]);
	});

	it('are refused if none has any value', async () => {
		const { error } = await push(spec, [{}, { note: '' }]);
		expect(error?.message).toBe(
			'Item 0: field “image” is required but missing. Nothing was pushed',
		);
	});

	it('of Toloka’s files become app items of their inputs', async () => {
		const rows = [{ 'INPUT:image': image, 'GOLDEN:result': 'cat', 'ACCEPT:verdict': '+' }];
		const { created } = await push(spec, rows);
		expect(created).toEqual([{ image }]);
		const twice = await push(spec, [{ 'INPUT:image': image, image }]);
		expect(twice.error?.message).toMatch(/“image” is given by two columns/);
	});
});

describe('Toloka’s task file', () => {
	const outputSpec: Spec = { is_correct: { type: 'string', allowed_values: ['yes', 'no'] } };
	const inputSpec: Spec = {
		text_id: { type: 'integer', required: false },
		text: { type: 'string' },
	};
	const ROWS = [
		{
			'INPUT:text_id': '13',
			'INPUT:text': 'In early 2016',
			'GOLDEN:is_correct': 'no',
			'HINT:text': 'The sentence is incomplete.',
		},
		{ 'INPUT:text_id': '5', 'INPUT:text': 'They released it.', 'GOLDEN:is_correct': 'yes' },
		{ 'INPUT:text_id': '', 'INPUT:text': '', 'GOLDEN:is_correct': '', 'HINT:text': '' },
		{ 'INPUT:text_id': '6', 'INPUT:text': 'Mario Andreoni (guitar)' },
	];
	const tasks = () => creating.suites().map(({ tasks: all }) => all.map(({ input }) => input));

	it('makes training, control and ordinary tasks of its rows', async () => {
		creating.usePool({ defaultOverlap: 1, inputSpec, outputSpec });
		const { outputs, error } = await creating.create(ROWS);
		expect(error?.message).toBeUndefined();
		const shown = outputs[0].map(({ json }) => json);
		expect(shown.map(({ input_values: input }) => input)).toEqual([
			{ text_id: 13, text: 'In early 2016' },
			{ text_id: 5, text: 'They released it.' },
			{ text_id: 6, text: 'Mario Andreoni (guitar)' },
		]);
		expect(shown.map((json) => json.known_solutions)).toEqual([
			[{ output_values: { is_correct: 'no' } }],
			[{ output_values: { is_correct: 'yes' } }],
			undefined,
		]);
		expect(shown[0].message_on_unknown_solution).toBe('The sentence is incomplete.');
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 3].map((item) => ({ item })),
		);
	});

	it('fills suites with tasks of the same location', async () => {
		creating.usePool({ map: true, defaultOverlap: 1, inputSpec, outputSpec });
		const at = (latitude: string, text: string) => ({
			'INPUT:text': text,
			'Al:latitude': latitude,
			'Al:longitude': '37.6',
		});
		const rows = [at('55.7', 'a'), at('59.9', 'b'), at('55.7', 'c')];
		const { error } = await creating.create(rows, { tasksPerSuite: 2 });
		expect(error?.message).toBeUndefined();
		expect(tasks()).toEqual([[{ text: 'a' }, { text: 'c' }], [{ text: 'b' }]]);
	});

	it('names the cell that is wrong', async () => {
		creating.usePool({ defaultOverlap: 1, inputSpec, outputSpec });
		const { error } = await creating.create([{ ...ROWS[1], 'GOLDEN:is_correct': 'maybe' }]);
		expect(error?.message).toBe(
			'Item 0: field “GOLDEN:is_correct” must be one of yes, no, not “maybe”. Nothing was created',
		);
		expect(creating.suites()).toEqual([]);
	});

	it('reports columns that count as absent in a hint', async () => {
		creating.usePool({ defaultOverlap: 1, inputSpec, outputSpec });
		const { error, data } = await creating.create([
			{ text: 'a', 'GOLDEN.is_correct': 'yes', overlap: 3 },
			{ input_values: { text: 'b' }, known_solution: [] },
			{ input_values: { text: 'c' }, known_solution: [{ output_values: {} }] },
		]);
		expect(error?.message).toBeUndefined();
		const hints = data.resultData.runData['Node under test'][0].hints ?? [];
		const ofColumns = hints
			.map(({ message }) => message)
			.filter((hint) => hint.startsWith('Column'));
		expect(ofColumns).toEqual([
			'Column “GOLDEN.is_correct” was ignored: the field is called “GOLDEN:is_correct”. Rename the column to send its values.',
			'Column “overlap” was ignored: the field is called “TASK:overlap”. Rename the column to send its values.',
			'Column “known_solution” was ignored: it is called “known_solutions”. Rename it to send its values.',
		]);
	});

	it('does not use known solutions if fields are mapped one by one', async () => {
		const value = { text: '={{ $json["INPUT:text"] ?? $json.input_values.text }}' };
		const fields = { mappingMode: 'defineBelow', value };
		const hintsOf = async (row: object, controlTask: IDataObject = {}) => {
			creating.usePool({ defaultOverlap: 1, inputSpec, outputSpec });
			const rows = [ROWS[3], row] as IDataObject[];
			const { data } = await creating.create(rows, { fields, controlTask });
			expect(creating.suites()).toHaveLength(2);
			const hints = data.resultData.runData['Node under test'][0].hints ?? [];
			return hints.map(({ message }) => message).filter((hint) => hint.startsWith('Column'));
		};
		expect(await hintsOf(ROWS[1])).toEqual([
			'Column “GOLDEN:is_correct” was ignored: it is used only with Map Automatically. With Map Each Column Manually, set Known Solutions instead.',
		]);
		const known_solutions = [{ output_values: { is_correct: 'yes' } }];
		const task = { input_values: { text: 'a' }, known_solutions };
		expect(await hintsOf(task)).toEqual([expect.stringContaining('Column “known_solutions”')]);
		const knownSolutions = '={{ $json.known_solutions }}';
		expect(await hintsOf(task, { knownSolutions })).toEqual([]);
		expect(await hintsOf({ ...ROWS[1], 'GOLDEN:is_correct': ' ' })).toEqual([]);
	});

	it('may come as JSON', async () => {
		creating.usePool({ defaultOverlap: 1, inputSpec, outputSpec });
		const known_solutions = [{ output_values: { is_correct: 'yes' }, correctness_weight: 1 }];
		const { outputs, error } = await creating.create([
			{ input_values: { text: 'a', text_id: '1' }, known_solutions },
			{ input_values: { text: 'b' } },
		]);
		expect(error?.message).toBeUndefined();
		expect(outputs[0].map(({ json }) => [json.input_values, json.known_solutions])).toEqual([
			[{ text: 'a', text_id: 1 }, known_solutions],
			[{ text: 'b' }, undefined],
		]);
	});
});
