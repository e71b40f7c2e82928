import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { hintsOf } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { CONTINUE, rows, Operating } from '../operating.mts';

const LIST = 'GET /assignments';

const operating = new Operating();

describe('getting assignments', () => {
	it('returns one with its tasks and answers', async () => {
		const { ids } = operating.assignments(1, 'SUBMITTED');
		const result = await operating.operate('assignment:get', { assignmentId: '={{ $json.id }}' }, [
			{ id: ids[0] },
		]);
		expect(rows(result)).toEqual([
			expect.objectContaining({
				id: ids[0],
				status: 'SUBMITTED',
				tasks: [expect.anything()],
				solutions: [{ output_values: expect.anything() }],
			}),
		]);
	});

	it('reports an unknown one with its ID and the item', async () => {
		const { error } = await operating.operate('assignment:get', { assignmentId: 'x--1' });
		expect(error?.message).toMatch(/x--1/);
		expect(error?.context?.itemIndex).toBe(0);
	});

	it('returns one item per answer, output values at the top', async () => {
		const { seedData } = operating.emulator;
		const outputSpec = { result: { type: 'string' }, status: { type: 'string' } } as const;
		const pool = seedData.addPool({ status: 'OPEN', outputSpec }).id;
		seedData.addAssignments(pool, {
			count: 2,
			tasksPerSuite: 2,
			answer: (index) => ({ result: `answer ${index}`, status: 'fine' }),
		});
		const result = await operating.operate('assignment:getMany', { pool: byId(pool) });
		expect(rows(result).map(({ result: value }) => value)).toEqual([
			'answer 0',
			'answer 1',
			'answer 2',
			'answer 3',
		]);
		const [first] = operating.truth(pool);
		expect(rows(result)[1]).toEqual({
			result: 'answer 1',
			output_status: 'fine',
			assignment_id: first.id,
			task_id: first.taskIds[1],
			task_suite_id: first.taskSuiteId,
			pool_id: pool,
			user_id: first.userId,
			status: 'ACCEPTED',
			is_control: false,
			submitted: expect.any(String),
			input_values: {},
		});
		const raw = { pool: byId(pool), simplify: false };
		const whole = await operating.operate('assignment:getMany', raw);
		expect(rows(whole)[1].output_values).toEqual({ result: 'answer 1', status: 'fine' });
	});

	it('returns whole assignments with the requested statuses', async () => {
		const { pool } = operating.assignments(2, 'SUBMITTED');
		operating.emulator.seedData.addAssignments(pool, { count: 3, status: 'REJECTED' });
		operating.emulator.seedData.addAssignments(pool, { count: 1, status: 'ACTIVE' });
		const read = async (wanted: string[]) =>
			rows(
				await operating.operate('assignment:getMany', {
					pool: byId(pool),
					statuses: wanted,
					assignmentOutput: 'assignments',
				}),
			).map(({ status }) => status);
		expect(await read(['REJECTED'])).toEqual(['REJECTED', 'REJECTED', 'REJECTED']);
		expect((await read(['SUBMITTED', 'ACTIVE'])).sort()).toEqual([
			'ACTIVE',
			'SUBMITTED',
			'SUBMITTED',
		]);
		expect(await read([])).toHaveLength(6);
	});

	it('returns no answers for work that was not submitted', async () => {
		const { pool } = operating.assignments(1, 'ACTIVE');
		for (const missingSolutions of ['absent', 'empty'] as const) {
			operating.emulator.switches.set({ missingSolutions });
			const parameters = { pool: byId(pool), statuses: ['ACTIVE'] };
			expect(rows(await operating.operate('assignment:getMany', parameters))).toEqual([]);
		}
	});

	it('marks answers to control tasks, and leaves them out on request', async () => {
		const { seedData, clock } = operating.emulator;
		const mixerConfig = { real_tasks_count: 2, golden_tasks_count: 1, training_tasks_count: 0 };
		const pool = seedData.addPool({ status: 'CLOSED', mixerConfig, performers: true }).id;
		seedData.addTasks(pool, { count: 4, overlap: 1 });
		seedData.addTasks(pool, { count: 5, known: () => ({ result: 'cat' }) });
		seedData.openPool(pool);
		await clock.advance(3_600_000);
		const parameters = { pool: byId(pool) };
		const all = rows(await operating.operate('assignment:getMany', parameters));
		expect(all.filter(({ is_control }) => is_control === true)).toHaveLength(2);
		expect(all).toHaveLength(6);
		const options = { includeControlTasks: false };
		const own = await operating.operate('assignment:getMany', { ...parameters, options });
		expect(rows(own).map(({ is_control }) => is_control)).toEqual([false, false, false, false]);
	});

	it('says if the limit shortened the result, and only then', async () => {
		const { pool } = operating.assignments(5, 'SUBMITTED');
		const cut = await operating.operate('assignment:getMany', { pool: byId(pool), limit: 4 });
		expect(rows(cut)).toHaveLength(4);
		expect(hintsOf(cut)).toEqual([expect.stringContaining('cut at 4 items')]);
		const whole = await operating.operate('assignment:getMany', { pool: byId(pool), limit: 5 });
		expect(rows(whole)).toHaveLength(5);
		expect(hintsOf(whole)).toEqual([]);
	});

	it.each(['reject', 'clamp'] as const)('reads many pages if large ones are a %s', async (how) => {
		const { emulator } = operating;
		emulator.switches.set({ limitAboveMax: how, requestsPerSecond: 0 });
		const { pool } = operating.assignments(0, 'SUBMITTED');
		emulator.seedData.addBulkAssignments(pool, { count: 2_000 });
		const result = await operating.operate('assignment:getMany', {
			pool: byId(pool),
			returnAll: true,
		});
		expect(new Set(rows(result).map(({ task_id }) => task_id)).size).toBe(2_000);
		expect(emulator.log.count(LIST)).toBeLessThan(10);
	});

	it('reads the answers of a pool once, however many input items name it', async () => {
		const pools = [
			operating.assignments(2, 'SUBMITTED').pool,
			operating.assignments(1, 'SUBMITTED').pool,
		];
		const input = [0, 1, 0, 0].map((index) => ({ pool: pools[index] }));
		const parameters = { pool: byId('={{ $json.pool }}') };
		const { outputs } = await operating.operate('assignment:getMany', parameters, input);
		const all = [{ item: 0 }, { item: 2 }, { item: 3 }];
		const first = { json: expect.objectContaining({ pool_id: pools[0] }), pairedItem: all };
		const second = {
			json: expect.objectContaining({ pool_id: pools[1] }),
			pairedItem: { item: 1 },
		};
		expect(outputs[0]).toEqual([first, first, second]);
		expect(operating.emulator.log.count(LIST)).toBe(2);
	});

	it('answers each input item if their common list cannot be read', async () => {
		const input = [{}, {}];
		const parameters = { pool: byId('1') };
		const result = await operating.operate('assignment:getMany', parameters, input, {
			settings: CONTINUE,
		});
		expect(rows(result).map(({ error }) => error)).toEqual([
			expect.stringContaining('no pool with the ID 1'),
			expect.stringContaining('no pool with the ID 1'),
		]);
	});

	it('requests a page that is too large once, however many pools it reads', async () => {
		const { emulator } = operating;
		emulator.switches.set({ limitAboveMax: 'reject', requestsPerSecond: 0 });
		const input = [1, 2, 3].map((count) => ({
			pool: operating.assignments(count, 'SUBMITTED').pool,
		}));
		const parameters = { pool: byId('={{ $json.pool }}'), returnAll: true };
		const result = await operating.operate('assignment:getMany', parameters, input);
		expect(rows(result)).toHaveLength(6);
		expect(emulator.log.count(LIST)).toBe(4);
	});

	it("returns those submitted since a time, in the workflow's time zone", async () => {
		const { seedData, clock } = operating.emulator;
		const pool = seedData.addPool({ status: 'OPEN' }).id;
		const toMs = clock.now();
		const fromMs = toMs - 10 * 3_600_000;
		seedData.addAssignments(pool, { count: 10, status: 'SUBMITTED', fromMs, toMs });
		const since = new Date(toMs - 3.5 * 3_600_000).toISOString();
		const parameters = { pool: byId(pool), statuses: ['SUBMITTED'], options: { since } };
		expect(rows(await operating.operate('assignment:getMany', parameters))).toHaveLength(4);
	});

	const bad: Array<[IDataObject, string]> = [
		[{ options: { since: 'now' } }, 'Since is not a clear time: “now”'],
		[{ limit: 0 }, 'Limit must be a whole number of 1 or more, not “0”'],
		[
			{ statuses: ['DONE'] },
			'Statuses must be one of ACCEPTED, ACTIVE, EXPIRED, REJECTED, SKIPPED, SUBMITTED, not “DONE”',
		],
		[
			{ pool: byId('={{ $json.none }}') },
			'Pool of item 0 is empty: the input is an empty item, not a row',
		],
	];
	it.each(bad)('refuses %j before any request', async (parameters, message) => {
		const all = { pool: byId('1'), ...parameters };
		const { error } = await operating.operate('assignment:getMany', all);
		expect(error?.message).toBe(message);
		expect(error?.context?.itemIndex).toBe(0);
		expect(operating.emulator.log.entries()).toEqual([]);
	});
});
