import { describe, expect, it } from 'vitest';
import { rowsOf, startService, useService } from './service.mts';
import {
	assignmentsOf,
	HOUR,
	known,
	MIXER,
	PLAIN_MIXER,
	poolOf,
	staffedPool,
	statusesOf,
} from './pools.mts';

describe('simulated performers', () => {
	const service = useService();

	it('work only in open pools, and only if they are switched on', async () => {
		const { seedData, switches } = service.emulator;
		const closed = seedData.addPool({ performers: true }).id;
		const unstaffed = seedData.addPool({ status: 'OPEN' }).id;
		for (const pool of [closed, unstaffed]) {
			seedData.addTaskSuites(pool, { count: 2, overlap: 2 });
		}
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, closed)).toEqual([]);
		expect(assignmentsOf(service, unstaffed)).toEqual([]);
		switches.set({ performers: true });
		seedData.addTaskSuites(unstaffed, { count: 1, overlap: 1 });
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, unstaffed)).toHaveLength(5);
	});

	it('complete every suite as often as its overlap requires, each person once', () => {
		const pool = staffedPool(service).id;
		const suites = service.emulator.seedData.addTaskSuites(pool, { count: 7, overlap: 6 });
		service.clock.advance(HOUR);
		const done = assignmentsOf(service, pool);
		expect(statusesOf(service, pool)).toEqual({ ACCEPTED: 42 });
		for (const id of suites) {
			const people = done.filter((one) => one.taskSuiteId === id).map(({ userId }) => userId);
			expect(new Set(people).size).toBe(6);
		}
		const times = done.map(({ times: { submitted } }) => submitted);
		expect(new Set(times).size).toBe(42);
	});

	it('reduce the remaining overlap while they work', async () => {
		const pool = staffedPool(service).id;
		const [suite] = service.emulator.seedData.addTaskSuites(pool, { count: 1, overlap: 9 });
		const left = async (): Promise<unknown> =>
			(await service.v1('GET', `/task-suites/${suite}`)).json;
		expect(await left()).toMatchObject({ overlap: 9, remaining_overlap: 9 });
		service.clock.advance(3_000);
		expect(statusesOf(service, pool)).toEqual({ ACTIVE: 4 });
		expect(await left()).toMatchObject({ remaining_overlap: 5 });
		service.clock.advance(HOUR);
		expect(await left()).toMatchObject({ remaining_overlap: 0 });
	});

	it('get suites from smart mixing, with control tasks once per person', async () => {
		const pool = staffedPool(service, { mixerConfig: MIXER, defaultTaskOverlap: 2 }).id;
		const { seedData } = service.emulator;
		const controls = seedData.addTasks(pool, { count: 2, known });
		const general = seedData.addTasks(pool, { count: 12 });
		expect(rowsOf(await service.v1('GET', `/task-suites?pool_id=${pool}`))).toEqual([]);
		service.clock.advance(HOUR);
		const done = assignmentsOf(service, pool);
		expect(done).toHaveLength(8);
		for (const { taskIds } of done) {
			expect(taskIds.filter((id) => controls.includes(id))).toHaveLength(1);
			expect(taskIds.filter((id) => general.includes(id))).toHaveLength(3);
		}
		for (const id of general) {
			expect(done.filter(({ taskIds }) => taskIds.includes(id))).toHaveLength(2);
		}
		const had = done.flatMap(({ userId, taskIds }) => taskIds.map((id) => `${userId} ${id}`));
		expect(new Set(had).size).toBe(had.length);
		const rows = rowsOf<object>(await service.v1('GET', `/task-suites?pool_id=${pool}`));
		expect(rows).toHaveLength(8);
		expect(rows[0]).toMatchObject({ mixed: true });
	});

	it.each([
		[true, 2],
		[false, 1],
	])('get a last, short suite if that is forced: %s', async (forced, suites) => {
		const mixerConfig = { ...PLAIN_MIXER, force_last_assignment: forced };
		const pool = staffedPool(service, { mixerConfig }).id;
		service.emulator.seedData.addTasks(pool, { count: 4, overlap: 1 });
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool).map(({ taskIds }) => taskIds.length)).toEqual(
			[3, 1].slice(0, suites),
		);
		expect((await poolOf(service, pool)).status).toBe(forced ? 'CLOSED' : 'OPEN');
	});

	it('get a short suite only after its delay', () => {
		const mixerConfig = { ...PLAIN_MIXER, force_last_assignment_delay_seconds: 600 };
		const pool = staffedPool(service, { mixerConfig }).id;
		service.emulator.seedData.addTasks(pool, { count: 1, overlap: 1 });
		service.clock.advance(590_000);
		expect(assignmentsOf(service, pool)).toEqual([]);
		service.clock.advance(60_000);
		expect(assignmentsOf(service, pool)).toHaveLength(1);
	});

	it('get nothing if control tasks are missing', async () => {
		const pool = staffedPool(service, { mixerConfig: MIXER }).id;
		service.emulator.seedData.addTasks(pool, { count: 6, overlap: 1 });
		service.clock.advance(24 * HOUR);
		expect(assignmentsOf(service, pool)).toEqual([]);
		expect((await poolOf(service, pool)).status).toBe('OPEN');
	});

	it('complete control tasks if the pool mixes no others', async () => {
		const mixerConfig = { real_tasks_count: 0, golden_tasks_count: 1, training_tasks_count: 0 };
		const pool = staffedPool(service, { mixerConfig }).id;
		service.emulator.seedData.addTasks(pool, { count: 5, overlap: 3, known });
		const { control } = service;
		service.clock.advance(3_000);
		expect((await control('GET', `/pools/${pool}`)).json).toMatchObject({
			progress: { wanted: 15, given: 0, active: 4 },
		});
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(15);
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'CLOSED',
			last_close_reason: 'COMPLETED',
		});
	});

	it('leave suites, or let them expire, and others complete them', () => {
		service.emulator.switches.set({ skipShare: 0.3, expireShare: 0.2 });
		const pool = staffedPool(service, { maxDurationSeconds: 120 }).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 30, overlap: 2 });
		service.clock.advance(24 * HOUR);
		const counts = statusesOf(service, pool);
		expect(counts.ACCEPTED).toBe(60);
		expect(counts.SKIPPED).toBeGreaterThan(5);
		expect(counts.EXPIRED).toBeGreaterThan(3);
		const expired = assignmentsOf(service, pool).find(({ status }) => status === 'EXPIRED');
		expect(Number(expired?.times.expired) - Number(expired?.createdUs)).toBe(120_000_000);
	});

	it('continue when tasks are added or the overlap is raised', async () => {
		const pool = staffedPool(service, { autoCloseDelaySeconds: 7_200 }).id;
		const [suite] = service.emulator.seedData.addTaskSuites(pool, { count: 1, overlap: 1 });
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(1);
		await service.v1('PATCH', `/task-suites/${suite}`, { overlap: 3 });
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(3);
		service.emulator.seedData.addTaskSuites(pool, { count: 1, overlap: 1 });
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(4);
		const issued = await service.v1('PATCH', `/task-suites/${suite}`, { overlap: 2 });
		expect(issued.json).toMatchObject({ code: 'ASSIGNMENTS_COUNT_CONFLICT' });
		const least = await service.v1('PATCH', `/task-suites/${suite}/set-overlap-or-min`, {
			overlap: 1,
		});
		expect(least.json).toMatchObject({ overlap: 3 });
	});

	it('give the same answers at the same times, however often one looks', async () => {
		const run = async (steps: number): Promise<unknown> => {
			const other = await startService({ seed: 5, switches: { skipShare: 0.2 } });
			const pool = staffedPool(other, { mixerConfig: PLAIN_MIXER }).id;
			other.emulator.seedData.addTasks(pool, { count: 20, overlap: 3 });
			for (let step = 0; step < steps; step += 1) {
				other.clock.advance(HOUR / steps);
				assignmentsOf(other, pool);
			}
			return assignmentsOf(other, pool);
		};
		expect(await run(1)).toEqual(await run(100));
	});
});
