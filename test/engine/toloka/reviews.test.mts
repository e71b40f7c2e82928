import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { CONTINUE, RETRY, rows, Operating } from '../operating.mts';

const PATCH = 'PATCH /assignments/{id}';

const operating = new Operating();

const statuses = (pool: string) => operating.truth(pool).map(({ status }) => status);

describe('reviewing assignments', () => {
	const accept = async (ids: unknown[], parameters: IDataObject = {}, rest = {}) =>
		await operating.operate(
			'assignment:accept',
			{ assignmentId: '={{ $json.id }}', ...parameters },
			ids.map((id, index) => ({ id, why: `reason ${index}` }) as IDataObject),
			rest,
		);
	const reject = async (ids: unknown[], parameters: IDataObject = {}, rest = {}) =>
		await operating.operate(
			'assignment:reject',
			{ assignmentId: '={{ $json.id }}', comment: '={{ $json.why }}', ...parameters },
			ids.map((id, index) => ({ id, why: `reason ${index}` }) as IDataObject),
			rest,
		);

	it.each(['full', 'changed'] as const)('accepts, whatever the %s reply', async (reviewReply) => {
		operating.emulator.switches.set({ reviewReply });
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const result = await accept(ids);
		expect(result.error).toBeUndefined();
		expect(rows(result)).toEqual(
			ids.map((id) =>
				expect.objectContaining({
					...{ assignment_id: id, status: 'ACCEPTED', existed: false },
					...{ pool_id: pool, user_id: expect.any(String) as string },
				}),
			),
		);
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED']);
		// A table shows only its first columns.
		expect(Object.keys(rows(result)[0]).slice(0, 2)).toEqual(['assignment_id', 'status']);
	});

	it('counts a verdict as given if the rest of the assignment cannot be read', async () => {
		operating.emulator.switches.set({ reviewReply: 'changed' });
		const match = { route: 'GET /assignments/{id}' };
		operating.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
		const { ids } = operating.assignments(1, 'SUBMITTED');
		const result = await accept(ids);
		expect(result.error).toBeUndefined();
		expect(rows(result)[0]).toMatchObject({ assignment_id: ids[0], status: 'ACCEPTED' });
	});

	it('rejects with the comment of each item', async () => {
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const result = await reject(ids);
		expect(result.error).toBeUndefined();
		expect(
			operating.truth(pool).map(({ status, publicComment }) => [status, publicComment]),
		).toEqual([
			['REJECTED', 'reason 0'],
			['REJECTED', 'reason 1'],
		]);
	});

	it.each<[unknown, string]>([
		['', 'Comment is empty for item 1. A rejected performer must be told why'],
		[{ a: 1 }, 'Comment of item 1 must be text, not an object'],
		[true, 'Comment of item 1 must be text, not “true”'],
		[
			'#REF!',
			'Comment of item 1 is #REF!, which a spreadsheet puts where a formula fails: correct the formula',
		],
		['x'.repeat(2_049), 'Comment of item 1 has 2,049 characters; 2,048 are allowed'],
	])('rejects nothing if a comment is unusable', async (comment, message) => {
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const own = ids.map((id, index) => {
			return { id, why: index === 1 ? comment : 'blurred' } as IDataObject;
		});
		const parameters = { assignmentId: '={{ $json.id }}', comment: '={{ $json.why }}' };
		const { error } = await operating.operate('assignment:reject', parameters, own);
		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(1);
		expect(statuses(pool)).toEqual(['SUBMITTED', 'SUBMITTED']);
	});

	it('rejects nothing if a comment has “undefined” for a column that is not there', async () => {
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const own = [{ id: ids[0], of: 'blurred' }, { id: ids[1] }];
		const parameters = { assignmentId: '={{ $json.id }}', comment: '={{ "Why: " + $json.of }}' };
		const { error } = await operating.operate('assignment:reject', parameters, own);
		expect(error?.message).toBe(
			'The value of an expression for item 1 has “undefined” in it, because the item has no column “of”',
		);
		expect(error?.description).toBe(
			'Check the column that the expression “{{ "Why: " + $json.of }}” reads.',
		);
		expect(statuses(pool)).toEqual(['SUBMITTED', 'SUBMITTED']);
	});

	it('accepts the rows of a results file of the website unchanged', async () => {
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const rows = ids.map((id) => ({ 'ASSIGNMENT:assignment_id': id, 'ACCEPT:comment': 'blurred' }));
		const parameters = { comment: '={{ $json["ACCEPT:comment"] }}' };
		const { error } = await operating.operate('assignment:reject', parameters, rows);
		expect(error?.message).toBeUndefined();
		expect(statuses(pool)).toEqual(['REJECTED', 'REJECTED']);
	});

	it('rejects nothing if an assignment is given two comments', async () => {
		const { pool, ids } = operating.assignments(1, 'SUBMITTED');
		const [id] = ids;
		const { error } = await reject([id, id]);
		expect(error?.message).toBe(`Assignment ${id} has one comment in item 0 and another in item 1`);
		expect(error?.context?.itemIndex).toBe(1);
		expect(statuses(pool)).toEqual(['SUBMITTED']);
		const result = await reject([id, id], { comment: 'blurred' });
		expect(rows(result).map(({ status }) => status)).toEqual(['REJECTED', 'REJECTED']);
	});

	it('reports what was reviewed before a failure, with advice', async () => {
		const { pool, ids } = operating.assignments(9, 'SUBMITTED');
		const match = { route: PATCH, nth: 7 };
		operating.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
		const { error } = await accept([...ids, ids[0]]);
		const done = statuses(pool).filter((status) => status === 'ACCEPTED').length;
		expect(done).toBeGreaterThan(0);
		expect(error?.description).toMatch(
			new RegExp(
				`^${done} of 9 assignments were reviewed before; .*Check the token and the environment`,
			),
		);
		operating.emulator.faults.clear();
		expect((await accept(ids)).error).toBeUndefined();
		expect(new Set(statuses(pool))).toEqual(new Set(['ACCEPTED']));
	});

	it('repeating a verdict succeeds', async () => {
		const { ids } = operating.assignments(1, 'ACCEPTED');
		expect(rows(await accept(ids))).toEqual([
			expect.objectContaining({ status: 'ACCEPTED', existed: true }),
		]);
		const { ids: rejected } = operating.assignments(1, 'REJECTED');
		expect(rows(await reject(rejected))).toEqual([
			expect.objectContaining({ status: 'REJECTED', existed: true }),
		]);
	});

	it('can still accept a rejected assignment', async () => {
		const { pool, ids } = operating.assignments(1, 'REJECTED');
		await accept(ids);
		expect(statuses(pool)).toEqual(['ACCEPTED']);
	});

	it('explains that one with several answers may have been sent to both verdicts', async () => {
		const { pool } = operating.assignments(0, 'SUBMITTED');
		const several = { count: 1, status: 'ACCEPTED', tasksPerSuite: 2 } as const;
		const { error } = await reject(operating.emulator.seedData.addAssignments(pool, several));
		expect(error?.description).toContain('set Output to “Assignments”');
		const { error: single } = await reject(operating.assignments(1, 'ACCEPTED').ids);
		expect(single?.description).not.toContain('Output');
	});

	const refusals: Array<[string, 'accept' | 'reject', () => string[], RegExp]> = [
		[
			'an accepted one',
			'reject',
			() => operating.assignments(1, 'ACCEPTED').ids,
			/^Assignment \S+ cannot be rejected: it has been accepted and paid for$/,
		],
		[
			'one that is worked on',
			'accept',
			() => operating.assignments(1, 'ACTIVE').ids,
			/^Assignment \S+ cannot be accepted: a performer is still working on it$/,
		],
		[
			'an expired one',
			'accept',
			() => {
				const { seedData } = operating.emulator;
				const { pool } = operating.assignments(0, 'SUBMITTED');
				return seedData.addAssignments(pool, { count: 1, status: 'EXPIRED' });
			},
			/^Assignment \S+ cannot be accepted: it expired and has no answers$/,
		],
		[
			'one in an archived pool',
			'accept',
			() => {
				const { pool, ids } = operating.assignments(1, 'SUBMITTED');
				operating.emulator.seedData.setPoolStatus(pool, 'ARCHIVED');
				return ids;
			},
			/^Assignment \S+ cannot be accepted: its pool is archived$/,
		],
		['an unknown one', 'accept', () => ['x--404'], /x--404/],
	];
	it.each(refusals)(
		'%s is refused in one sentence about its item',
		async (_name, how, bad, text) => {
			const { ids } = operating.assignments(1, 'SUBMITTED');
			const { error } = await (how === 'accept' ? accept : reject)([...ids, ...bad()]);
			expect(error?.message).toMatch(text);
			expect(error?.context?.itemIndex).toBe(1);
			expect(error?.description).toContain('does not review them twice');
		},
	);

	it('assignments named twice are reviewed once, and each item is answered', async () => {
		const { ids } = operating.assignments(2, 'SUBMITTED');
		const result = await accept([ids[0], ids[1], ids[0]]);
		expect(rows(result).map(({ assignment_id }) => assignment_id)).toEqual([
			ids[0],
			ids[1],
			ids[0],
		]);
		expect(result.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(operating.emulator.log.count(PATCH)).toBe(2);
	});

	it('accepts once although the response is lost', async () => {
		const { pool, ids } = operating.assignments(3, 'SUBMITTED');
		operating.emulator.faults.add({
			kind: 'lost-answer',
			match: { route: PATCH, nth: 2 },
		});
		const result = await accept(ids);
		expect(result.error).toBeUndefined();
		expect(rows(result).map(({ existed }) => existed)).toEqual([false, false, false]);
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED', 'ACCEPTED']);
	});

	it('can be retried on fail', async () => {
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const match = { route: PATCH, nth: 2 };
		operating.emulator.faults.add({ kind: 'status', status: 403, match });
		const result = await accept(ids, {}, { settings: RETRY });
		expect(result.error).toBeUndefined();
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED']);
	});

	it('continues on fail with each item that can be reviewed', async () => {
		const { pool, ids } = operating.assignments(2, 'SUBMITTED');
		const { ids: active } = operating.assignments(1, 'ACTIVE');
		const wanted = [ids[0], ...active, '../x', '', ids[1]];
		const result = await accept(wanted, {}, { settings: CONTINUE });
		expect(result.status).toBe('success');
		expect(rows(result).map(({ error, status }) => error ?? status)).toEqual([
			'ACCEPTED',
			`Assignment ${active[0]} cannot be accepted: a performer is still working on it`,
			'Assignment ID of item 2 is not an ID: “../x”',
			'Assignment ID of item 3 is empty',
			'ACCEPTED',
		]);
		expect(statuses(pool)).toEqual(['ACCEPTED', 'ACCEPTED']);
	});
});

it('an empty response does not prove a verdict', async () => {
	const pool = operating.emulator.seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
	const [id] = operating.emulator.seedData.addAssignments(pool, {
		count: 1,
		status: 'SUBMITTED',
	});
	const match = { route: 'PATCH /assignments/{id}' };
	operating.emulator.faults.add({ kind: 'empty', applied: false, match, times: 1 });
	const { error } = await operating.operate('assignment:accept', { assignmentId: id });
	expect(`${error?.message} ${error?.description}`).toContain('the status is SUBMITTED');
	const second = await operating.operate('assignment:accept', { assignmentId: id });
	expect(second.error).toBeUndefined();
	expect(operating.emulator.truth.assignments(pool)[0].status).toBe('ACCEPTED');
});

it("a refusal for another reason includes the service's reason", async () => {
	const pool = operating.emulator.seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
	const wanted = { count: 1, status: 'SUBMITTED' } as const;
	const [id] = operating.emulator.seedData.addAssignments(pool, wanted);
	const code = 'POOL_LOCKED_BY_ANOTHER_OPERATION';
	const body = { request_id: 'r', code, message: 'Pool is locked', payload: null };
	const match = { route: 'PATCH /assignments/{id}' };
	operating.emulator.faults.add({ kind: 'status', status: 409, body, match });
	const { error } = await operating.operate('assignment:accept', { assignmentId: id });
	expect(error?.message).toBe(
		`Assignment ${id} cannot be accepted: Toloka refused it for another reason (Pool is locked)`,
	);
	expect(error?.description).toContain(code);
});
