import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { hintsOf } from '../aggregated.mts';
import type { NodeResult } from '../engine.mts';
import { log } from '../engine.mts';
import { HOUR, MINUTE, WaitingForPools } from '../waitingForPools.mts';

const waiting = new WaitingForPools();

/** Waits in the node or suspended; returns the last run and the output. */
const WAYS: Array<
	[
		string,
		(
			pools: string[],
			parameters?: IDataObject,
		) => Promise<{ result: NodeResult; done: IDataObject[] }>,
	]
> = [
	[
		'in the node',
		async (pools, parameters) => {
			const result = await waiting.run(pools, parameters);
			return { result, done: (result.allOutputs[0] ?? []).map(({ json }) => json) };
		},
	],
	[
		'suspended',
		async (pools, parameters) => {
			const { result } = await waiting.suspend(pools, parameters);
			return { result, done: (result.allOutputs[1] ?? []).map(({ json }) => json) };
		},
	],
];

/** The first columns, because a table shows only these. */
const IN_FRONT = ['pool_id', 'status', 'ended', 'closed_early'];

describe.each(WAYS)('waiting for a pool %s', (_name, wait) => {
	it('ends when people have done everything', async () => {
		waiting.emulator.switches.set({ answerDelayMs: 10 * MINUTE });
		const pool = waiting.openPool({ performers: true, maxDurationSeconds: 3_600 });
		const { result, done } = await wait([pool]);
		expect(result.error).toBeUndefined();
		expect(done).toEqual([
			expect.objectContaining({
				pool_id: pool,
				status: 'CLOSED',
				last_close_reason: 'COMPLETED',
				ended: true,
				closed_early: false,
				has_active_assignments: false,
				awaits_review: false,
			}),
		]);
		expect(Object.keys(done[0] ?? {}).slice(0, 4)).toEqual(IN_FRONT);
		expect(waiting.emulator.truth.assignments(pool)).toHaveLength(6);
	});

	it('says that answers await review', async () => {
		const pool = waiting.openPool({ performers: true, autoAccept: false });
		const { done } = await wait([pool]);
		expect(done[0]).toMatchObject({ last_close_reason: 'COMPLETED', awaits_review: true });
	});

	it('continues while the pool is closed for an update', async () => {
		const pool = waiting.openPool();
		waiting.at(waiting.now() + 5 * MINUTE, () =>
			waiting.emulator.seedData.closePool(pool, 'FOR_UPDATE'),
		);
		waiting.at(waiting.now() + 15 * MINUTE, () => waiting.emulator.seedData.openPool(pool));
		waiting.at(waiting.now() + 40 * MINUTE, () =>
			waiting.emulator.seedData.closePool(pool, 'COMPLETED'),
		);
		const began = waiting.now();
		const { result, done } = await wait([pool]);
		expect(result.error).toBeUndefined();
		expect(done[0]).toMatchObject({ last_close_reason: 'COMPLETED' });
		expect(waiting.now() - began).toBeGreaterThanOrEqual(40 * MINUTE);
	});

	it('waits for people who are still at work after it closed', async () => {
		const pool = waiting.openPool({ maxDurationSeconds: 1_800 });
		waiting.emulator.seedData.addAssignments(pool, { count: 1, status: 'ACTIVE' });
		waiting.emulator.seedData.closePool(pool, 'COMPLETED');
		const began = waiting.now();
		const { result, done } = await wait([pool]);
		expect(result.error).toBeUndefined();
		expect(done[0].pool_id).toBe(pool);
		expect(waiting.now() - began).toBeGreaterThan(30 * MINUTE);
		expect(waiting.now() - began).toBeLessThan(60 * MINUTE);
		// Meanwhile it asks only whether they are.
		const { log } = waiting.emulator;
		expect(log.count('GET /pools/{id}') + log.count('GET /operations')).toBeLessThan(30);
	});

	it('notices that it was opened again while they were', async () => {
		const pool = waiting.openPool({ maxDurationSeconds: 1_800 });
		const { seedData } = waiting.emulator;
		seedData.addAssignments(pool, { count: 1, status: 'ACTIVE' });
		seedData.closePool(pool, 'MANUAL');
		const began = waiting.now();
		waiting.at(began + 5 * MINUTE, () => {
			seedData.openPool(pool);
			waiting.at(began + 90 * MINUTE, () => seedData.closePool(pool, 'COMPLETED'));
		});
		const { result, done } = await wait([pool]);
		expect(result.error).toBeUndefined();
		expect(done[0]).toMatchObject({ last_close_reason: 'COMPLETED' });
		expect(waiting.now() - began).toBeGreaterThanOrEqual(90 * MINUTE);
	});

	const reasons = [
		['NOT_ENOUGH_BALANCE', 'because the balance of the account is too low'],
		['EXPIRED', 'because its expiry time has passed'],
		['MANUAL', 'because somebody closed it'],
		['BLOCKED', 'because Toloka has blocked the account'],
	] as const;
	it.each(reasons)(
		'that closes for the reason %s stops, or outputs what is done',
		async (reason, why) => {
			const pool = waiting.openPool();
			waiting.at(waiting.now() + 5 * MINUTE, () =>
				waiting.emulator.seedData.closePool(pool, reason),
			);
			const { result } = await wait([pool]);
			expect(result.error?.message).toBe(`Pool ${pool} ended before people were done, ${why}`);
			expect(result.error?.description).toContain('Output What Is Done');
			const { result: second, done } = await wait([pool], { ifClosedEarly: 'output' });
			expect(second.error).toBeUndefined();
			expect(done).toEqual([
				expect.objectContaining({ closed_early: true, last_close_reason: reason, ended: true }),
			]);
		},
	);

	it('ends at the deadline', async () => {
		const pool = waiting.openPool();
		const began = waiting.now();
		const { result } = await wait([pool], { deadlineDays: 0.25 });
		expect(result.error?.message).toBe(
			`Pool ${pool} is OPEN, 0 of 6 tasks done: people had not finished within 6 hours`,
		);
		expect(waiting.now() - began).toBe(6 * HOUR);
	});

	it('survives some minutes without the service', async () => {
		const pool = waiting.openPool();
		waiting.at(waiting.now() + 5 * MINUTE, () => {
			waiting.emulator.faults.add({ kind: 'status', status: 503, times: 'always' });
		});
		waiting.at(waiting.now() + 12 * MINUTE, () => waiting.emulator.faults.clear());
		waiting.at(waiting.now() + 30 * MINUTE, () =>
			waiting.emulator.seedData.closePool(pool, 'COMPLETED'),
		);
		const { result, done } = await wait([pool]);
		expect(result.error).toBeUndefined();
		expect(done).toHaveLength(1);
	});

	it('polls many together, and answers each', async () => {
		const pools = Array.from({ length: 12 }, () => waiting.openPool());
		for (const [index, pool] of pools.entries()) {
			waiting.at(waiting.now() + (1 + 3 * index) * MINUTE, () =>
				waiting.emulator.seedData.closePool(pool, 'COMPLETED'),
			);
		}
		const { result, done } = await wait(pools);
		expect(result.error).toBeUndefined();
		expect(done.map(({ pool_id }) => pool_id).sort()).toEqual([...pools].sort());
	});

	it('costs at most one request per pool and minute while people work', async () => {
		const pools = [waiting.openPool(), waiting.openPool(), waiting.openPool()];
		const began = waiting.now();
		waiting.at(waiting.now() + 60 * MINUTE, () => {
			for (const pool of pools) waiting.emulator.seedData.closePool(pool, 'COMPLETED');
		});
		const { result } = await wait(pools);
		expect(result.error).toBeUndefined();
		const between = waiting.emulator.log
			.entries()
			.filter(({ at: ms }) => ms > began + MINUTE / 2 && ms < began + 59 * MINUTE);
		expect(between.length).toBeLessThanOrEqual(3 * 60);
		// At the start: whether the pool can be completed; at the end: openings, assignments and the
		// count.
		const around = waiting.emulator.log.entries().length - between.length;
		expect(around).toBeLessThanOrEqual(3 * (4 + 8));
	});

	it('reports how far people are, in the log and in the output', async () => {
		const { seedData, switches } = waiting.emulator;
		switches.set({ answerDelayMs: 40 * MINUTE, performersAtOnce: 2 });
		const pool = waiting.openPool({
			performers: true,
			autoAccept: false,
			maxDurationSeconds: 7_200,
		});
		log.length = 0;
		waiting.at(waiting.now() + 105 * MINUTE, () => seedData.closePool(pool, 'EXPIRED'));
		const { result, done } = await wait([pool], { ifClosedEarly: 'output' });
		expect(result.error).toBeUndefined();
		const lines = log.map(({ message }) => message.replace(/^.*(?=, \d+ of)/, ''));
		expect(lines).toContain(`, 0 of 6 tasks done`);
		// People continue to work between the two lists from which this is counted.
		expect(lines.join('\n')).toMatch(/^, [2-5] of 6 tasks done, [2-6] task suites await review$/m);
		const given = waiting.emulator.truth.assignments(pool);
		const submitted = given.filter(({ status }) => status === 'SUBMITTED').length;
		expect(submitted).toBeGreaterThan(0);
		expect(done[0]).toMatchObject({
			tasks_done: submitted,
			tasks_total: 6,
			assignments_awaiting_review: submitted,
			awaits_review: true,
		});
	});

	const refused: Array<[string, () => string, RegExp]> = [
		[
			'was never opened',
			() => waiting.emulator.seedData.addPool({ status: 'CLOSED' }).id,
			/^Pool \d+ was never opened, so nobody works on it$/,
		],
		[
			'is a training',
			() => waiting.emulator.catalogue.trainings()[0].id,
			/^Pool \d+ is a training: /,
		],
		['does not exist', () => '404404', /404404/],
	];
	it.each(refused)('that %s is refused at once', async (_what, pool, message) => {
		const began = waiting.now();
		const { result } = await wait([pool()]);
		expect(result.error?.message).toMatch(message);
		expect(waiting.now() - began).toBeLessThan(MINUTE);
	});

	it.each(['absent', 'null'] as const)(
		'that was never opened is refused, its keys %s',
		async (neverOpenedKeys) => {
			waiting.emulator.switches.set({ neverOpenedKeys });
			const { id } = waiting.emulator.seedData.addPool({ status: 'CLOSED' });
			const { result } = await wait([id]);
			expect(result.error?.message).toContain('was never opened');
		},
	);
});

describe('a pool that has just been opened', () => {
	/** Opens a pool through the service, with an operation of this duration. */
	async function openAgain(lastCloseReason: 'COMPLETED' | undefined, runMs: number) {
		const { seedData, switches } = waiting.emulator;
		const closed = lastCloseReason && { lastCloseReason };
		const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1, ...closed });
		seedData.addTaskSuites(id, { count: 2 });
		switches.set({ operationRunMs: runMs, lockedWhileActing: false });
		const headers = { Authorization: `ApiKey ${waiting.emulator.apiKey}` };
		const url = `${waiting.emulator.url}/api/v1/pools/${id}/open`;
		expect((await fetch(url, { method: 'POST', headers })).status).toBe(202);
		return id;
	}

	it.each(['COMPLETED', undefined] as const)(
		'is not judged by its previous run (%s)',
		async (lastCloseReason) => {
			const pool = await openAgain(lastCloseReason, 3 * MINUTE);
			const began = waiting.now();
			waiting.at(began + 30 * MINUTE, () => waiting.emulator.seedData.closePool(pool, 'COMPLETED'));
			const result = await waiting.run([pool]);
			expect(result.error).toBeUndefined();
			expect(waiting.now() - began).toBeGreaterThanOrEqual(30 * MINUTE);
		},
	);
});

describe('a pool that is never completed', () => {
	it('is reported besides the output', async () => {
		const { seedData } = waiting.emulator;
		const mixerConfig = { real_tasks_count: 1, golden_tasks_count: 0, training_tasks_count: 0 };
		const { id } = seedData.addPool({ status: 'CLOSED', mixerConfig });
		seedData.addTasks(id, { count: 2, overlap: null });
		seedData.openPool(id);
		waiting.at(waiting.now() + 5 * MINUTE, () => seedData.closePool(id, 'MANUAL'));
		const result = await waiting.run([id], { ifClosedEarly: 'output' });
		expect(hintsOf(result)).toEqual([expect.stringContaining('infinite overlap')]);
	});
});
