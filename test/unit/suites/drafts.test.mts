import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowReader, taskReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import { parseSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import {
	misnamedKeys,
	overlapFields,
	suiteFrom,
	withSettings,
	withTaskValues,
} from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';

describe('reading a suite', () => {
	it('leaves out what only the service sets, in the suite and in its tasks', () => {
		const suite = suiteFrom({
			id: 'a',
			remaining_overlap: 3,
			automerged: false,
			created: '2016-04-18T12:43:04.988',
			mixed: true,
			traits_all_of: ['x'],
			overlap: null,
			tasks: [{ id: 'b', origin_task_id: 'c', input_values: { image: 'd' }, known_solutions: [] }],
		});
		expect(suite).toEqual({
			mixed: true,
			traits_all_of: ['x'],
			tasks: [{ input_values: { image: 'd' }, known_solutions: [] }],
		});
	});

	it('treats an empty cell as absent, as in a row', () => {
		const tasks = [{ input_values: { image: 'd' }, known_solutions: ' ' }];
		const cells = { pool_id: '  ', overlap: '', latitude: ' ', mixed: '', infinite_overlap: '' };
		expect(suiteFrom({ ...cells, issuing_order_override: '\u00a0', tasks })).toEqual({
			tasks: [{ input_values: { image: 'd' } }],
		});
	});

	it('ignores invisible characters in a name', () => {
		const tasks = [{ input_values: { image: 'd' } }];
		expect(suiteFrom({ '\ufeffpool_id': '5', 'tasks\r': tasks })).toEqual({ pool_id: '5', tasks });
	});

	it('accepts tasks as JSON text, as in a cell', () => {
		const tasks = [{ input_values: { image: 'd' } }];
		expect(suiteFrom({ overlap: '2', tasks: JSON.stringify(tasks) })).toEqual({
			overlap: '2',
			tasks,
		});
		expect(suiteFrom({ tasks: '[{' })).toEqual({ tasks: '[{' });
	});

	it('finds JSON in the text that models and editors put around it, and accepts a single task', () => {
		const tasks = [{ input_values: { image: 'd' } }];
		const around = (json: unknown) => [
			`\`\`\`json\n${JSON.stringify(json)}\n\`\`\``,
			`\ufeff${JSON.stringify(json)}\u00a0`,
		];
		for (const text of around({ tasks })) expect(suiteFrom(text)).toEqual({ tasks });
		for (const text of around(tasks)) expect(suiteFrom({ tasks: text })).toEqual({ tasks });
		for (const one of [...around(tasks[0]), tasks[0]]) {
			expect(suiteFrom({ tasks: one })).toEqual({ tasks });
		}
	});

	it('reports keys that resemble its own', () => {
		const misnamed = misnamedKeys();
		const suite = {
			...{ Overlap: 3, 'TASK:overlap': 3, 'Al:latitude': 5, reservedFor: 'a', pool_id: '1' },
			...{ note: 'x', priority: 2, longitude: 1, longitudes: 2, traits_all_of: [] },
		};
		expect(misnamed(suite).map(({ field, reason }) => [field, reason.split('“')[1]])).toEqual([
			['Overlap', 'overlap”. Rename it to send its values'],
			['TASK:overlap', 'overlap”. Rename it to send its values'],
			['Al:latitude', 'latitude”. Rename it to send its values'],
			['reservedFor', 'reserved_for”. Rename it to send its values'],
		]);
	});

	it('describes what is not a suite', () => {
		expect(suiteFrom('{"tasks":')).toBe('the task suite is not valid JSON');
		expect(suiteFrom("{'tasks': []}")).toBe(
			'the task suite is not valid JSON: it is in the notation of Python, write it with json.dumps',
		);
		for (const value of [[], 'null', '[]', '1', 7, true, null, undefined]) {
			expect(typeof suiteFrom(value)).toBe('string');
		}
	});

	it('accepts any value without a crash', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const suite = suiteFrom(value);
				if (typeof suite !== 'string') withSettings(suite, overlapFields('number', value));
			}),
		);
	});
});

describe('completing a suite', () => {
	const settings = { ...overlapFields('number', 3), mixed: false, pool_id: '1' };

	it.each([
		['nothing of its own', {}, { overlap: 3, infinite_overlap: false }],
		['an overlap', { overlap: 5 }, { overlap: 5, infinite_overlap: false }],
		['an infinite overlap', { infinite_overlap: true }, { infinite_overlap: true }],
		['no infinite overlap', { infinite_overlap: false }, { overlap: 3, infinite_overlap: false }],
	])('keeps the overlap fields consistent when the suite says %s', (_what, own, expected) => {
		expect(withSettings(own, settings)).toEqual({ ...expected, mixed: false, pool_id: '1' });
	});

	it('says that the overlap is not infinite, even if the pool decides it', () => {
		expect(withSettings({}, { ...overlapFields('poolDefault', 3), pool_id: '1' })).toEqual({
			infinite_overlap: false,
			pool_id: '1',
		});
	});

	it.each([
		['an overlap', { overlap: 5 }, { overlap: 5, infinite_overlap: false }],
		['no infinite overlap', { infinite_overlap: false }, { infinite_overlap: false }],
	])('gives a suite that says %s precedence over an infinite overlap', (_what, own, expected) => {
		expect(withSettings(own, overlapFields('infinite', null))).toEqual(expected);
	});

	it('understands numbers and booleans as text, and leaves the rest to the check', () => {
		const own = { overlap: '3', latitude: ' 55.75 ', longitude: '37.6E0', mixed: 'TRUE' };
		expect(withSettings(own, {})).toEqual({
			overlap: 3,
			infinite_overlap: false,
			latitude: 55.75,
			longitude: 37.6,
			mixed: true,
		});
		expect(withSettings({ overlap: 'three', mixed: 'yes', infinite_overlap: 5 }, {})).toEqual({
			overlap: 'three',
			infinite_overlap: 5,
			mixed: 'yes',
		});
	});

	it.each([
		[1, true],
		['1', true],
		['t', true],
		['F', false],
		[0, false],
		['TRUE', true],
	])('understands %j as a flag, as in a row', (value, flag) => {
		expect(withSettings({ infinite_overlap: value, mixed: value }, {})).toEqual({
			infinite_overlap: flag,
			mixed: flag,
		});
	});

	it('does not replace a missing number of performers', () => {
		expect(withSettings({}, overlapFields('number', ' '))).toMatchObject({ overlap: '' });
	});

	it('gives the suite precedence and writes its pool as text', () => {
		expect(withSettings({ mixed: true, pool_id: 22 }, settings)).toMatchObject({
			mixed: true,
			pool_id: '22',
		});
	});
});

describe('reading other values', () => {
	const DIGITS = '1524831183200260097';
	it.each([
		['a, b\nc', ['a', 'b', 'c']],
		['a;b', ['a', 'b']],
		['a; b  c\t\r\nd', ['a', 'b', 'c', 'd']],
		[' {a,b} ', ['a', 'b']],
		['{a}', ['a']],
		['"a","b"', ['a', 'b']],
		['"a";"b"', ['a', 'b']],
		['a,b, ,\n', ['a', 'b']],
		['a;\nb;', ['a', 'b']],
		[`["a", ${DIGITS},\n]`, ['a', DIGITS]],
		[
			['a', 5],
			['a', '5'],
		],
		[
			['a;b', 'c'],
			['a', 'b', 'c'],
		],
		['["a", 5]', ['a', '5']],
		[5, ['5']],
		[`[${DIGITS}]`, [DIGITS]],
		[`a,${DIGITS}`, ['a', DIGITS]],
		[BigInt(DIGITS), [DIGITS]],
		[[], []],
		[' ', undefined],
		[undefined, undefined],
	])('reads IDs of performers from %o', (value, ids) => {
		expect(withSettings({}, { reserved_for: value }).reserved_for).toEqual(ids);
		expect(withSettings({ unavailable_for: value }, {}).unavailable_for).toEqual(ids);
		// The same key in a row: the suite adopts its value.
		const row = { input_values: {}, reserved_for: value };
		const { task } = rowReader({ inputSpec: new Map() }, 'refuse')(row);
		expect(task?.reserved_for).toEqual(ids);
	});

	it.each([
		[7, '7'],
		[' 7.0 ', '7'],
		['7.5', '7.5'],
		[7n, '7'],
		[1524831183200260097, 1524831183200260097],
	])('reads the ID of a pool from %s, and no other', (value, id) => {
		expect(withSettings({ pool_id: value }, {}).pool_id).toBe(id);
	});
});

describe('the values of the tasks of a suite', () => {
	const reader = taskReader({
		inputSpec: parseSpecs({ image: { type: 'url' }, n: { type: 'integer', required: false } }),
		outputSpec: parseSpecs({ ok: { type: 'boolean' } }),
	});
	const image = 'www.a.b';
	const read = (...tasks: unknown[]) => withTaskValues({ overlap: 3, tasks }, reader);

	it('are read by their declared types, wherever they are', () => {
		const known = { output_values: { ok: 'TRUE' }, correctness_weight: '0.50' };
		const { suite, problems } = read(
			{ input_values: { image: ' www.a.b\r', n: '3.0' }, known_solutions: known, traits: ['x'] },
			{ input_values: { image, n: '' }, known_solutions: '', message_on_unknown_solution: 7 },
			{ input_values: JSON.stringify({ image }), known_solutions: JSON.stringify([known]) },
		);
		expect(problems).toEqual([]);
		const solutions = [{ output_values: { ok: true }, correctness_weight: 0.5 }];
		expect(suite).toEqual({
			overlap: 3,
			tasks: [
				{ traits: ['x'], known_solutions: solutions, input_values: { image, n: 3 } },
				{ message_on_unknown_solution: '7', input_values: { image } },
				{ known_solutions: solutions, input_values: { image } },
			],
		});
	});

	it('keep the task settings from columns, unless the task has its own', () => {
		const columns = { image, 'GOLDEN:ok': 'TRUE', 'HINT:text': 'Look' };
		const known_solutions = [{ output_values: { ok: true } }];
		const said = { message_on_unknown_solution: 'Read' };
		const {
			suite,
			problems,
			columns: named,
		} = read({ input_values: columns }, { input_values: columns, ...said });
		expect(problems).toEqual([]);
		const known = 'known_solutions.0.output_values.ok';
		expect(Object.fromEntries(named)).toEqual({
			[`tasks.0.${known}`]: 'tasks.0.input_values.GOLDEN:ok',
			'tasks.0.message_on_unknown_solution': 'tasks.0.input_values.HINT:text',
			[`tasks.1.${known}`]: 'tasks.1.input_values.GOLDEN:ok',
		});
		expect(suite.tasks).toEqual([
			{ input_values: { image }, known_solutions, message_on_unknown_solution: 'Look' },
			{ input_values: { image }, known_solutions, ...said },
		]);
	});

	it('are refused with the messages for rows, and with their path', () => {
		const { problems } = read(
			{ input_values: { image }, known_solutions: [{ output_values: { ok: 'yes' } }] },
			{ input_values: { image: 'x', n: 1e21, more: 1 } },
			{ input_values: { image, '': 1 } },
		);
		expect(problems.map(({ field, reason }) => `${field} ${reason}`)).toEqual([
			'tasks.0.known_solutions.0.output_values.ok must be true or false, not “yes”',
			expect.stringMatching(/^tasks\.1\.input_values\.image must be a link/),
			expect.stringMatching(/^tasks\.1\.input_values\.n is beyond/),
			'tasks.1.input_values.more is not an input field of the project',
			'tasks.2.input_values a column without a name is not an input field of the project',
		]);
	});

	it('are unchanged if they are not an object: the check refuses them', () => {
		const odd = [null, { input_values: [] }, { input_values: '{' }, {}];
		expect(read(...odd)).toMatchObject({ suite: { overlap: 3, tasks: odd }, problems: [] });
		expect(withTaskValues({ tasks: 'none' }, reader).suite).toEqual({ tasks: 'none' });
	});
});

it('a list of tasks with an empty slot keeps it, so that the check refuses it', () => {
	const task = { input_values: { image: 'x' } };
	const tasks: unknown[] = [];
	tasks[1] = task;
	expect(suiteFrom({ tasks })).toEqual({ tasks: [undefined, task] });
});
