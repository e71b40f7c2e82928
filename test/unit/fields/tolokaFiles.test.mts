import { describe, expect, it } from 'vitest';
import { rowReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import { isBlankRow } from '../../../nodes/shared/toloka/fields/rows/row.ts';
import { parseSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';

const inputSpec = parseSpecs({
	image: { type: 'url' },
	count: { type: 'integer', required: false },
});
const outputSpec = parseSpecs({
	is_cat: { type: 'boolean' },
	tags: { type: 'array_string', required: false },
});
const image = 'https://example.com/1.jpg';

const read = rowReader({ inputSpec, outputSpec }, 'refuse');
const withoutKnown = rowReader({ inputSpec }, 'refuse');

describe('rows of Toloka’s task file', () => {
	it('contain the input, the typed known solution, the hint, the overlap and the location', () => {
		const row = {
			'INPUT:image': image,
			'INPUT:count': '3',
			'GOLDEN:is_cat': 'true',
			'GOLDEN:tags': 'a,b\\,c',
			'HINT:text': 'Look at the ears',
			'TASK:overlap': '5',
			'Al:latitude': '55.75',
			'Al:longitude': '37.61',
		};
		expect(read(row)).toEqual({
			input: { image, count: 3 },
			task: {
				known_solutions: [{ output_values: { is_cat: true, tags: ['a', 'b,c'] } }],
				message_on_unknown_solution: 'Look at the ears',
				overlap: 5,
				latitude: 55.75,
				longitude: 37.61,
			},
			columns: new Map([
				['known_solutions.0.output_values.is_cat', 'GOLDEN:is_cat'],
				['known_solutions.0.output_values.tags', 'GOLDEN:tags'],
				['message_on_unknown_solution', 'HINT:text'],
				['overlap', 'TASK:overlap'],
				['latitude', 'Al:latitude'],
				['longitude', 'Al:longitude'],
			]),
			problems: [],
		});
	});

	it('may be of any kind in one file: empty cells are absent', () => {
		const golden = { 'GOLDEN:is_cat': '', 'GOLDEN:tags': '', 'HINT:text': '' };
		expect(read({ 'INPUT:image': image, ...golden })).toEqual({
			input: { image },
			task: undefined,
			problems: [],
		});
		const blank = { 'GOLDEN:is_cat': ' ', 'GOLDEN:tags': '\u00a0', 'HINT:text': ' ' };
		expect(read({ 'INPUT:image': image, ...blank })).toMatchObject({ task: undefined });
		const text = rowReader(
			{ inputSpec, outputSpec: parseSpecs({ word: { type: 'string' } }) },
			'refuse',
		);
		expect(text({ image, 'GOLDEN:word': '  ' })).toMatchObject({ task: undefined, problems: [] });
		const control = read({ 'INPUT:image': image, ...golden, 'GOLDEN:is_cat': 'FALSE' });
		expect(control?.task).toEqual({ known_solutions: [{ output_values: { is_cat: false } }] });
	});

	it('may name their columns in any case and after a byte order mark', () => {
		const row = { '\ufeffinput:image': image, 'golden: is_cat': 'true', 'AL:latitude': '1' };
		expect(read(row)).toMatchObject({ input: { image }, problems: [] });
		const around = { 'HINT:Text': 'a', 'Task:Overlap': '2', 'Al:Latitude': '3' };
		expect(read({ 'INPUT:image': image, ...around, 'HINT:default_language': 'EN' })).toMatchObject({
			task: { message_on_unknown_solution: 'a', overlap: 2, latitude: 3 },
			problems: [],
		});
	});

	it.each([
		[{ 'GOLDEN:is_cat': 'perhaps' }, 'GOLDEN:is_cat', 'must be true or false, not “perhaps”'],
		[{ 'GOLDEN:tags': 'a' }, 'GOLDEN:is_cat', 'is required but missing'],
		[
			{ 'GOLDEN:is_cat': 'true', 'GOLDEN:is_dog': 'x' },
			'GOLDEN:is_dog',
			'is not an output field of the project',
		],
		[
			{ 'GOLDEN:is_cat': 'true', 'golden:is_cat': 'false' },
			'GOLDEN:is_cat',
			'is given by two columns, “GOLDEN:is_cat” and “golden:is_cat”: keep one of them',
		],
		[
			{ 'GOLDEN:Is_Cat': 'true', 'GOLDEN:is_cat': 'true' },
			'GOLDEN:Is_Cat',
			'is not an output field of the project: the field is called “is_cat”',
		],
		[{ 'INPUT:size': 'x' }, 'INPUT:size', 'is not an input field of the project'],
		[{ 'TASK:speed': '1' }, 'TASK:speed', 'is not an input field of the project'],
		[{ image }, 'image', 'is given by two columns, “image” and “INPUT:image”: keep one of them'],
	])('%j is refused by name', (more, field, reason) => {
		expect(read({ 'INPUT:image': image, ...more })?.problems).toMatchObject([{ field, reason }]);
	});

	it('provide only the input if known solutions are not accepted', () => {
		const row = { 'INPUT:image': image, 'GOLDEN:is_cat': 'perhaps', 'GOLDEN:x': '1' };
		expect(withoutKnown(row)).toMatchObject({ input: { image }, problems: [] });
	});

	it('match a declared field with such a name', () => {
		const odd = rowReader({ inputSpec: parseSpecs({ 'INPUT:image': { type: 'url' } }) }, 'refuse');
		expect(odd({ 'INPUT:image': image })?.input).toEqual({ 'INPUT:image': image });
	});

	it('provide any input if the project declares none', () => {
		const open = rowReader({ inputSpec: new Map(), outputSpec: new Map() }, 'refuse');
		expect(open({ 'INPUT:any': '1', 'GOLDEN:any': 'x' })).toMatchObject({
			input: { any: '1' },
			task: { known_solutions: [{ output_values: { any: 'x' } }] },
			problems: [],
		});
	});
});

describe('rows of Toloka’s result files', () => {
	it('provide their input again, without the answers and their times', () => {
		const row = {
			'INPUT:image': image,
			'OUTPUT:is_cat': 'true',
			'CONFIDENCE:is_cat': '87.3%',
			'GOLDEN:is_cat': '',
			'ACCEPT:verdict': '+',
			'ACCEPT:comment': 'fine',
			'ASSIGNMENT:link': 'https://example.com/a',
			'ASSIGNMENT:reward': '0.05',
			'TASK:id': '0001--1',
			status: 'APPROVED',
			task_id: '0001--1',
		};
		expect(read(row)).toEqual({ input: { image }, task: undefined, problems: [] });
	});

	it('a column named status is an ordinary column elsewhere', () => {
		expect(read({ image, status: 'new' })?.problems).toMatchObject([{ field: 'status' }]);
	});

	it('a separator between suites is skipped', () => {
		const separator = { 'INPUT:image': '', 'OUTPUT:is_cat': '', 'ASSIGNMENT:status': '' };
		expect(isBlankRow(separator)).toBe(true);
	});
});

it('hidden columns are not suggested for an input field, nor answers for a solution', () => {
	const lenient = rowReader({ inputSpec, outputSpec }, 'leaveOut');
	for (const column of ['HINT:Image', 'GOLDEN:image', 'ACCEPT:image', 'CONFIDENCE:image']) {
		const [{ reason }] = lenient({ [column]: 'x' }).problems;
		expect(reason).toBe('is required but missing');
	}
	const row = { 'INPUT:image': image, 'GOLDEN:tags': 'a', 'OUTPUT:is_cat': 'true' };
	expect(lenient(row).problems).toEqual([
		{ field: 'GOLDEN:is_cat', reason: 'is required but missing' },
	]);
});

describe('tasks as JSON', () => {
	const known_solutions = [{ output_values: { is_cat: true }, correctness_weight: 0.5 }];

	it('are read like rows in Toloka’s format, without what the service sets', () => {
		const task = {
			id: '0001--1',
			pool_id: '5',
			input_values: { image, count: '3' },
			known_solutions,
			message_on_unknown_solution: 'Look',
			overlap: '2',
			infinite_overlap: null,
			remaining_overlap: 2,
		};
		expect(read(task)).toEqual({
			input: { image, count: 3 },
			task: { known_solutions, message_on_unknown_solution: 'Look', overlap: 2 },
			problems: [],
		});
	});

	it('accept solutions as a list, a single one, or the JSON text of either, with weights as text', () => {
		const [solution] = known_solutions;
		const written = { output_values: { is_cat: 'TRUE' }, correctness_weight: '0.50' };
		for (const value of [written, [written], JSON.stringify(written), [solution]]) {
			expect(read({ input_values: { image }, known_solutions: value })?.task).toEqual({
				known_solutions,
			});
		}
		for (const value of ['', '  ', null, undefined, 'null']) {
			expect(read({ input_values: { image }, known_solutions: value })?.task).toEqual({});
		}
		const baseline = { output_values: { is_cat: 'false' }, confidence_weight: '1.0' };
		expect(read({ input_values: { image }, baseline_solutions: baseline })?.task).toEqual({
			baseline_solutions: [{ output_values: { is_cat: false }, confidence_weight: 1 }],
		});
	});

	it('accept text in cells', () => {
		const cells = { input_values: JSON.stringify({ image }), known_solutions: '' };
		expect(read(cells)).toEqual({ input: { image }, task: {}, problems: [] });
		const known = { ...cells, known_solutions: JSON.stringify(known_solutions[0]) };
		expect(read(known)?.task).toEqual({ known_solutions });
		const nested = { output_values: JSON.stringify(known_solutions[0].output_values) };
		const within = { ...known_solutions[0], ...nested };
		expect(read({ ...cells, known_solutions: [within] })?.task).toEqual({ known_solutions });
		const fenced = (value: unknown) => `\ufeff\`\`\`json\n${JSON.stringify(value)}\n\`\`\``;
		const model = { input_values: fenced({ image }), known_solutions: fenced(known_solutions) };
		expect(read(model)).toEqual({ input: { image }, task: { known_solutions }, problems: [] });
	});

	it('accept names with invisible characters, as a file leaves them in the first name', () => {
		const row = { input: { image }, task: { known_solutions }, problems: [] };
		expect(read({ '\ufeffinput_values': { image }, 'known_solutions ': known_solutions })).toEqual(
			row,
		);
		const [first, second] = ['input_values', '\ufeffinput_values'];
		expect(read({ [first]: { image }, [second]: { image: 'x' }, known_solutions })?.input).toEqual({
			image,
		});
	});

	it('report what is wrong with them', () => {
		const task = {
			input_values: { image: 'x', more: 1 },
			known_solutions: [{ output_values: { is_cat: 'x' } }],
			colour: 'red',
		};
		expect(read(task)?.problems.map(({ field }) => field)).toEqual([
			'image',
			'more',
			'known_solutions.0.output_values.is_cat',
			'colour',
		]);
		expect(read({ input_values: '{"image":' })?.problems).toEqual([
			{ field: 'input_values', reason: 'must be an object, or its JSON text' },
		]);
		expect(read({ input_values: {} })?.problems).toMatchObject([{ field: 'image' }]);
		expect(read({ input_values: 'x', image })?.problems).toMatchObject([
			{ field: 'input_values', isExtra: true },
		]);
	});

	it('accept other columns without values', () => {
		const task = { input_values: { image }, row_number: 2, comment: '', more: null };
		expect(read(task)).toEqual({ input: { image }, task: {}, problems: [] });
	});

	it('accept app items as nodes output them', () => {
		const item = { id: 'a', input_data: { image, count: '3' }, input_values: null };
		const beside = { app_project_id: 'p', existed: true };
		const leavingOut = rowReader({ inputSpec, outputSpec }, 'leaveOut');
		const row = { input: { image, count: 3 }, task: {}, problems: [] };
		expect(leavingOut({ ...item, ...beside })).toEqual(row);
		expect(read(item)?.problems).toEqual([]);
		expect(read({ input_values: { image }, input_data: { image: 'x' } })?.input).toEqual({ image });
	});

	it.each(['input_values', 'input_data'])('a declared field named %s is that field', (name) => {
		const odd = rowReader({ inputSpec: parseSpecs({ [name]: { type: 'json' } }) }, 'refuse');
		expect(odd({ [name]: { a: 1 } })?.input).toEqual({ [name]: { a: 1 } });
	});
});
