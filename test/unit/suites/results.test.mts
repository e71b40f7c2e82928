import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../nodes/shared/toloka/operations/log.ts';
import { createdTaskSuites } from '../../../nodes/shared/toloka/operations/log.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import { SUITES, TASKS } from '../../../nodes/shared/toloka/suites/drafts/kinds.ts';
import {
	refusedFailure,
	refusedItems,
} from '../../../nodes/shared/toloka/suites/outcomes/refusals.ts';
import { requestOf } from '../../../nodes/shared/toloka/suites/run/requests.ts';
import {
	factsFromLog,
	factsFromRefusal,
	factsFromReply,
} from '../../../nodes/shared/toloka/suites/outcomes/results.ts';

/** Three suites of two tasks each, made of items 0 to 5. */
const DRAFTS = [0, 1, 2].map((index) => {
	const items = [2 * index, 2 * index + 1];
	const tasks = items.map((item) => ({ input_values: { n: item } }));
	return draftOf({ pool_id: '22', tasks }, items, 'group');
});
const RUN = { drafts: DRAFTS, kind: SUITES };
const REQUEST = { ...requestOf(DRAFTS, [0, 1, 2]), id: '5c04458e-63c1-46c1-ba0d-6f0756a5358b' };
const REQUIRED = { code: 'VALUE_REQUIRED', message: 'May not be null' };

const created = (index: number, id: string): LogEntry => ({
	type: 'TASK_SUITE_CREATE',
	success: true,
	input: { ...DRAFTS[index].json, __item_idx: String(2 * index) },
	output: { task_suite_id: id },
});
const refused = (index: number, output: Record<string, unknown>): LogEntry => ({
	...created(index, ''),
	type: 'TASK_SUITE_VALIDATE',
	success: false,
	output,
});

describe('reading the log of an operation', () => {
	const direct = { 'tasks.1.input_values.image': REQUIRED };
	const wrapped = { code: 'VALIDATION_ERROR', message: 'Validation failed', payload: direct };

	it.each([direct, wrapped])('finds each suite, whatever the order and the format', (output) => {
		const log = [refused(1, output), created(2, 'c'), created(0, 'a')];
		const facts = factsFromLog(RUN, REQUEST, log);
		expect(facts.get(0)).toEqual({ operationId: REQUEST.id, id: 'a' });
		expect(facts.get(1)?.errors).toEqual([{ path: 'tasks.1.input_values.image', ...REQUIRED }]);
		expect(facts.get(2)?.id).toBe('c');
	});

	it('accepts an ID that is a number, as everywhere', () => {
		const entry = { ...created(0, ''), output: { task_suite_id: 5 } };
		expect(factsFromLog(RUN, REQUEST, [entry]).get(0)?.id).toBe('5');
		expect(createdTaskSuites([entry])).toEqual(['5']);
	});

	it('says nothing of suites that it does not mention', () => {
		const facts = factsFromLog(RUN, REQUEST, [created(0, 'a')]);
		expect([...facts.keys()]).toEqual([0]);
	});

	it('does not confuse a passed validation with a creation', () => {
		const entry = { ...created(0, ''), type: 'TASK_SUITE_VALIDATE', output: {} };
		expect(factsFromLog(RUN, REQUEST, [entry]).size).toBe(0);
		const both = [entry, created(0, 'a')];
		expect(factsFromLog(RUN, REQUEST, both).get(0)?.id).toBe('a');
	});

	it('reports a pool that was not opened on every suite', () => {
		const opening: LogEntry = {
			type: 'POOL_OPEN',
			success: false,
			input: { pool_id: 22 },
			output: { code: 'EMPTY_POOL', message: 'Pool contains no tasks', request_id: 'r' },
		};
		const facts = factsFromLog(RUN, REQUEST, [opening, created(0, 'a')]);
		expect(facts.get(0)?.poolProblem).toBe(
			'The pool 22 was not opened: Pool contains no tasks (EMPTY_POOL)',
		);
	});

	it('finds rows that were sent in another order by their content', () => {
		const log = [created(0, 'a'), created(1, 'b'), created(2, 'c')];
		const reversed = { drafts: [...DRAFTS].reverse(), kind: SUITES };
		const facts = factsFromLog(reversed, REQUEST, log, true);
		expect([0, 1, 2].map((position) => facts.get(position)?.id)).toEqual(['c', 'b', 'a']);
	});

	it('finds the tasks of a pool with smart mixing', () => {
		const task = draftOf({ pool_id: '22', input_values: { n: 1 } }, [7], 'task');
		const input = { ...task.json, __item_idx: '7' };
		const output = { task_id: 't' };
		const log = [{ type: 'TASK_CREATE', success: true, input, output }];
		const one = { ...requestOf([task], [0]), id: REQUEST.id };
		const run = { drafts: [task], kind: TASKS };
		expect(factsFromLog(run, one, log).get(0)?.id).toBe('t');
		expect(factsFromLog(run, one, log, true).get(0)?.id).toBe('t');
	});
});

describe('reading a synchronous answer', () => {
	const tasks = [1, 0].map((n) => ({ id: `t${n}`, input_values: { n } }));
	const suite = { id: 'a', tasks };
	const taskIds = ['t0', 't1'];

	it('accepts maps by index', () => {
		const body = { items: { '0': suite }, validation_errors: { '2': { overlap: REQUIRED } } };
		const facts = factsFromReply(RUN, REQUEST, body);
		expect(facts.get(0)).toEqual({ id: 'a', taskIds });
		expect(facts.has(1)).toBe(false);
		expect(facts.get(2)?.errors).toEqual([{ path: 'overlap', ...REQUIRED }]);
	});

	it.each([
		[{ id: 'a', tasks: null }, 'a'],
		[{ id: 'a' }, 'a'],
		[{ id: 5, tasks }, '5'],
	])('never says that a suite of the response was not created: %j', (json, id) => {
		const facts = factsFromReply(RUN, REQUEST, { items: { '0': suite, '1': json } });
		expect(facts.get(1)).toMatchObject({ id });
	});

	it('leaves unclear what became of a suite without an ID', () => {
		for (const id of [null, undefined, '']) {
			const body = { items: { '0': suite, '1': { id, tasks } } };
			expect(() => factsFromReply(RUN, REQUEST, body)).toThrow(TolokaFailure);
		}
	});

	it('accepts a single suite for a request of one', () => {
		const one = { ...REQUEST, positions: [0] };
		expect(factsFromReply(RUN, one, suite)).toEqual(new Map([[0, { id: 'a', taskIds }]]));
		const whole = DRAFTS.map((draft) => ({ ...draft, form: 'suite' as const }));
		expect(factsFromReply({ ...RUN, drafts: whole }, one, suite)).toEqual(
			new Map([[0, { id: 'a', suite }]]),
		);
	});

	it.each([[[]], [{}], ['text'], [null], [{ items: [] }]])('refuses %j', (body) => {
		expect(() => factsFromReply(RUN, REQUEST, body)).toThrow(TolokaFailure);
	});

	it.each([
		[{ '1': { 'tasks.0.input_values.n': REQUIRED } }],
		[{ '1.tasks.0.input_values.n': REQUIRED }],
		[{ '[1].tasks[0].input_values.n': REQUIRED }],
		[{ 1: { tasks: { 0: { input_values: { n: REQUIRED } } } } }],
	])('reads a refusal in the format %j', (payload) => {
		const facts = factsFromRefusal(RUN, REQUEST, new TolokaFailure('invalid', { payload }));
		expect([...facts.keys()]).toEqual([1]);
		expect(facts.get(1)?.errors).toEqual([{ path: 'tasks.0.input_values.n', ...REQUIRED }]);
	});

	it.each(['1.input_values.n', 'tasks.1.input_values.n', 'body.tasks[1].input_values.n'])(
		'reads a refusal of a single task at %s',
		(path) => {
			const failure = new TolokaFailure('invalid', { payload: { [path]: REQUIRED } });
			const facts = factsFromRefusal({ ...RUN, kind: TASKS }, REQUEST, failure);
			expect([...facts]).toEqual([[1, { errors: [{ path: 'input_values.n', ...REQUIRED }] }]]);
		},
	);

	it('does not confuse the tasks of a suite with suites', () => {
		const failure = new TolokaFailure('invalid', { payload: { 'tasks.1.overlap': REQUIRED } });
		expect(factsFromRefusal(RUN, REQUEST, failure).size).toBe(0);
	});

	it('reads a refusal of a whole suite', () => {
		const failure = new TolokaFailure('invalid', { payload: { 1: REQUIRED, 99: REQUIRED } });
		const facts = factsFromRefusal(RUN, REQUEST, failure);
		expect([...facts]).toEqual([[1, { errors: [{ path: '', ...REQUIRED }] }]]);
	});

	it('reads a refusal without an index if one suite was sent', () => {
		const one = { ...REQUEST, positions: [2] };
		const failure = new TolokaFailure('invalid', { payload: { overlap: REQUIRED } });
		expect([...factsFromRefusal(RUN, one, failure).keys()]).toEqual([2]);
		expect(factsFromRefusal(RUN, REQUEST, failure).size).toBe(0);
	});
});

describe('naming the refused items', () => {
	it('assigns an error of a task to its item, and an error of the suite to all of them', () => {
		const fates = new Map([
			[0, { errors: [{ path: 'tasks.1.input_values.image', ...REQUIRED }] }],
			[2, { errors: [{ path: 'overlap', ...REQUIRED }] }],
		]);
		expect([...refusedItems(DRAFTS, fates)]).toEqual([
			[0, 'not created, because item 1 of the same task suite is invalid'],
			[1, 'field “image”: May not be null (VALUE_REQUIRED)'],
			[4, 'field “overlap”: May not be null (VALUE_REQUIRED)'],
			[5, 'field “overlap”: May not be null (VALUE_REQUIRED)'],
		]);
	});

	it('keeps the whole path if an item is a whole suite', () => {
		const draft = draftOf(DRAFTS[0].json, [7], 'suite');
		const fates = new Map([[0, { errors: [{ path: 'tasks.1.input_values.n', ...REQUIRED }] }]]);
		expect([...refusedItems([draft], fates).keys()]).toEqual([7]);
		expect(refusedItems([draft], fates).get(7)).toContain('“tasks.1.input_values.n”');
	});

	it('shortens long lists of reasons', () => {
		const errors = Array.from({ length: 40 }, (_, index) => ({ path: `f${index}`, ...REQUIRED }));
		expect(refusedItems(DRAFTS, new Map([[0, { errors }]])).get(0)).toMatch(/; and 35 more$/);
	});

	it('composes sentences for only the first of 40,000 reasons', () => {
		let read = 0;
		const errors = Array.from({ length: 40_000 }, (_, at) => ({
			path: `tasks.${at}.input_values.n`,
			code: 'VALUE_REQUIRED',
			get message() {
				read++;
				return 'May not be null';
			},
		}));
		const whole = draftOf({ tasks: [] }, [0], 'suite');
		const reasons = refusedItems([whole], new Map([[0, { errors }]]));
		expect(reasons.get(0)).toMatch(/; and 39995 more$/);
		expect(read).toBe(5);
	});

	it('stops at the first item with its own reason', () => {
		const fates = new Map([
			[0, { errors: [{ path: '', code: '', message: 'not created, because of another' }] }],
			[1, { errors: [{ path: 'tasks.0.input_values.n', ...REQUIRED }] }],
		]);
		expect(refusedFailure(DRAFTS, fates)?.details).toMatchObject({
			headline:
				'Item 2: field “n”: May not be null (VALUE_REQUIRED). Toloka refused the whole request',
			itemIndex: 2,
		});
		expect(refusedFailure(DRAFTS, new Map([[0, { id: 'a' }]]))).toBeUndefined();
	});
});
