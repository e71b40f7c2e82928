import { describe, expect, it } from 'vitest';
import { taskReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import type { FieldSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import {
	problemsOfSuite,
	problemsOfTask,
} from '../../../nodes/shared/toloka/suites/drafts/check.ts';
import { withSettings } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import {
	problemsOfFrame,
	problemsOfPriority,
} from '../../../nodes/shared/toloka/suites/drafts/frame.ts';
import {
	MAX_INPUT_BYTES,
	MAX_OUTPUT_BYTES,
	sizeOf,
} from '../../../nodes/shared/toloka/suites/drafts/size.ts';
import { SUITES, TASKS } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import type { PoolRules } from '../../../nodes/shared/toloka/suites/drafts/poolRules.ts';

const RULES: PoolRules = {
	...rulesOf(new Map([['image', { type: 'url' }]])),
	kind: SUITES,
	needsPlace: false,
	lacksDefaultOverlap: false,
	issuesInOrder: true,
	isClosed: true,
};
function rulesOf(inputSpec: FieldSpecs) {
	const specs = { inputSpec, outputSpec: new Map() };
	return { ...specs, tasks: taskReader(specs) };
}

const TASK = { input_values: { image: 'www.image1.ru' } };

function problemsOf(suite: Record<string, unknown>, rules: Partial<PoolRules> = {}) {
	const whole = { pool_id: '1', tasks: [TASK], ...suite };
	return problemsOfSuite(whole, { ...RULES, ...rules }, sizeOf(whole), 5_000);
}

function fieldsOf(suite: Record<string, unknown>, rules: Partial<PoolRules> = {}): string[] {
	return problemsOf(suite, rules).map(({ field }) => field);
}

describe('the fields of a suite', () => {
	it.each([
		{},
		{ overlap: 1 },
		{ overlap: 30_000 },
		{ infinite_overlap: true },
		{ issuing_order_override: 99_999.99999 },
		{ longitude: -180, latitude: 90 },
		{ reserved_for: ['a', 'b'], unavailable_for: [] },
		{ mixed: true },
	])('may be %j', (suite) => {
		expect(fieldsOf(suite)).toEqual([]);
	});

	it.each([
		[{ overlap: 0 }, 'overlap'],
		[{ overlap: 30_001 }, 'overlap'],
		[{ overlap: 1.5 }, 'overlap'],
		[{ overlap: '3' }, 'overlap'],
		[{ overlap: 3, infinite_overlap: true }, 'overlap'],
		[{ infinite_overlap: 'yes' }, 'infinite_overlap'],
		[{ issuing_order_override: 100_000 }, 'issuing_order_override'],
		[{ issuing_order_override: NaN }, 'issuing_order_override'],
		[{ longitude: 180.1 }, 'longitude'],
		[{ latitude: -91 }, 'latitude'],
		[{ mixed: 1 }, 'mixed'],
		[{ reserved_for: 'a' }, 'reserved_for'],
		[{ unavailable_for: [1] }, 'unavailable_for'],
		[{ unavailable_for: ['a', 'a'] }, 'unavailable_for'],
		[{ tasks: [] }, 'tasks'],
		[{ tasks: 'none' }, 'tasks'],
		[{ tasks: [null] }, 'tasks.0'],
	])('may not be %j', (suite, field) => {
		expect(fieldsOf(suite)).toEqual([field]);
	});

	it.each([
		[{ overlap: '2.5' }, 'must be a whole number from 1 to 30000, not “2.5”'],
		[{ overlap: 0 }, 'must be a whole number from 1 to 30000, not 0'],
		[{ overlap: 30_001 }, 'must be a whole number from 1 to 30000, not 30001'],
		[
			{ overlap: '1.000' },
			'must be a whole number from 1 to 30000, not “1.000”, which may mean 1 or 1000',
		],
		[{ overlap: '3,0' }, 'must be a whole number from 1 to 30000 without a comma, not “3,0”'],
		[{ longitude: 200 }, 'must be a number from -180 to 180, not 200'],
		[{ latitude: '55,7' }, 'must be a number from -90 to 90 with a decimal point, not “55,7”'],
		[{ mixed: 'yes' }, 'must be true or false, not “yes”'],
	])('say what they are: %j', (suite, reason) => {
		expect(problemsOfFrame(suite, RULES)).toEqual([{ field: Object.keys(suite)[0], reason }]);
	});

	it.each([
		[1524831183200260097, /^contains a number beyond .* deliver it as text .*\(entry 1\)$/],
		[['a', 1524831183200260097], /^contains a number beyond .*\(entry 2\)$/],
		[['a', ''], /^has an empty entry: fill it or leave it out \(entry 2\)$/],
		[',', /^has an empty entry/],
		['["a","b', /^must be a list/],
		['a,,b', /^has an empty entry.*\(entry 2\)$/],
		[['a', null], /^has an empty entry.*\(entry 2\)$/],
		["['a', 'b']", /^must be a list/],
		['{a', /^must be a list/],
		[{ id: 'a' }, /^must be a list.*, not an object$/],
		[true, /^must have only IDs of performers: letters, digits, .*, has true \(entry 1\)$/],
		['a,b.c', /has “b\.c” \(entry 2\)$/],
		['1.52483E+18', /^is 1\.52483E\+18, a number that a spreadsheet shortened/],
		['a@b.c', /has “a@b\.c”/],
		[1.5, /has “1\.5”/],
		['#N/A', /a spreadsheet puts where a formula fails/],
		['a, nan', /^has “nan” \(entry 2\), which stands for an empty cell: remove it$/],
		['-', /^has “-” \(entry 1\), which stands for an empty cell: remove it$/],
		['NA', /^has “NA” \(entry 1\), which stands for an empty cell: remove it$/],
		['a,a', /^names a performer twice$/],
	])('do not accept %j as performers', (value, reason) => {
		for (const field of ['reserved_for', 'unavailable_for']) {
			const [found, ...more] = problemsOfFrame(withSettings({ [field]: value }, {}), RULES);
			expect([found?.field, more.length]).toEqual([field, 0]);
			expect(found.reason).toMatch(reason);
		}
	});

	it('need an overlap if the pool has none', () => {
		const rules = { lacksDefaultOverlap: true };
		expect(fieldsOf({}, rules)).toEqual(['overlap']);
		expect(fieldsOf({ overlap: 1 }, rules)).toEqual([]);
		expect(fieldsOf({ infinite_overlap: true }, rules)).toEqual([]);
	});

	it('do not accept a priority if the pool ignores it', () => {
		const suite = { issuing_order_override: 3 };
		expect(fieldsOf(suite, { issuesInOrder: false })).toEqual(['issuing_order_override']);
		expect(fieldsOf({ issuing_order_override: 0 }, { issuesInOrder: false })).toEqual([]);
		const ofNode = (rules: Partial<PoolRules>) => problemsOfPriority(suite, { ...RULES, ...rules });
		expect(ofNode({ issuesInOrder: undefined })).toHaveLength(1);
		expect(ofNode({})).toEqual([]);
	});

	it('are refused in tasks for a pool with smart mixing', () => {
		const json = { latitude: 1, mixed: true, overlap: 3, reserved_for: ['a'] };
		const found = problemsOfFrame(json, { ...RULES, kind: TASKS });
		expect(found.map(({ field }) => field)).toEqual(['latitude', 'mixed']);
	});

	it('need a location if tasks are chosen on a map', () => {
		expect(fieldsOf({ latitude: 1 }, { needsPlace: true })).toEqual(['longitude']);
	});
});

describe('the tasks of a suite', () => {
	it.each([
		[{ input_values: [] }, 'tasks.0.input_values'],
		[{ ...TASK, message_on_unknown_solution: 7 }, 'tasks.0.message_on_unknown_solution'],
		[{ ...TASK, message_on_unknown_solution: '#REF!' }, 'tasks.0.message_on_unknown_solution'],
		[{ ...TASK, known_solutions: {} }, 'tasks.0.known_solutions'],
		[{ ...TASK, known_solutions: [{}] }, 'tasks.0.known_solutions.0'],
		[
			{ ...TASK, known_solutions: [{ output_values: { r: 1 }, correctness_weight: 1.1 }] },
			'tasks.0.known_solutions.0.correctness_weight',
		],
		[
			{ ...TASK, known_solutions: [{ output_values: {} }] },
			'tasks.0.known_solutions.0.output_values',
		],
		[{ ...TASK, known_solutions: '[{]' }, 'tasks.0.known_solutions'],
		[{ ...TASK, baseline_solutions: [] }, 'tasks.0.baseline_solutions'],
	])('may not be %j', (task, field) => {
		expect(fieldsOf({ tasks: [task] })).toEqual([field]);
	});

	it.each([
		[2, 'must be a number from 0 to 1, not 2'],
		['0,5', 'must be a number from 0 to 1 with a decimal point, not “0,5”'],
	])('may have baseline solutions if the pool uses smart mixing: weight %j', (weight, reason) => {
		const baseline = [{ output_values: { r: 1 }, confidence_weight: weight }];
		const found = problemsOfTask(
			{ ...TASK, baseline_solutions: baseline },
			{ ...RULES, kind: TASKS },
		);
		expect(found).toEqual([
			{
				field: 'baseline_solutions.0.confidence_weight',
				reason,
			},
		]);
	});

	it('must be JSON, and the message says where the text stops being JSON', () => {
		const reasonOf = (tasks: unknown) => problemsOf({ tasks })[0].reason;
		expect(reasonOf('[{]')).toBe('is not valid JSON (position 2)');
		expect(reasonOf("[{'output_values': {}}]")).toMatch(/ it is in the notation of Python, write/);
		for (const tasks of ['5', '[]', [], undefined]) {
			expect(reasonOf(tasks)).toBe('must be a list of at least one task');
		}
	});

	it('must have solutions in JSON, and the message says where one stops being JSON', () => {
		const [problem] = problemsOfTask({ ...TASK, known_solutions: '[{"a": 1, }]' }, RULES);
		expect(problem.reason).toBe('is not valid JSON (position 10)');
	});
});

describe('the size of a suite', () => {
	const long = (bytes: number) => 'x'.repeat(bytes);

	it('is refused beyond the limit of a request', () => {
		const rules = rulesOf(new Map());
		const input = (bytes: number) => ({ tasks: [{ input_values: { t: long(bytes) } }] });
		expect(fieldsOf(input(MAX_INPUT_BYTES - 8), rules)).toEqual([]);
		expect(fieldsOf(input(MAX_INPUT_BYTES - 7), rules)).toEqual(['input_values']);
		const output = { output_values: { t: long(MAX_OUTPUT_BYTES) } };
		expect(fieldsOf({ tasks: [{ ...TASK, known_solutions: [output] }] })).toEqual([
			'output_values',
		]);
		expect(fieldsOf({ tasks: new Array(5_001).fill(TASK) })).toEqual(['tasks']);
	});

	it('is counted in bytes, including baseline solutions', () => {
		const size = sizeOf({
			tasks: [
				{
					input_values: { t: 'я' },
					known_solutions: [{ output_values: { r: 1 } }],
					baseline_solutions: [{ output_values: { r: 22 } }],
				},
			],
		});
		expect(size).toEqual({ tasks: 1, inputBytes: 10, outputBytes: 15 });
	});
});
