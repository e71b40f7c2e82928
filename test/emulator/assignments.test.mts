import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, hasMore, rowsOf, START_MS, useService, type Reply } from './service.mts';
import { assignmentsOf, HOUR, known, MIXER, staffedPool } from './pools.mts';

interface Row extends JsonObject {
	id: string;
	status: string;
	user_id: string;
}

describe('assignments', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.seedData.addPool({ autoAccept: false }).id;
	});

	const get = (query: string): Promise<Reply> => service.v1('GET', `/assignments${query}`);
	const list = async (query = ''): Promise<Row[]> =>
		rowsOf<Row>(await get(`?pool_id=${pool}&limit=300${query}`));
	const add = (status: 'ACCEPTED' | 'SUBMITTED' | 'ACTIVE' | 'EXPIRED', count = 1): string[] =>
		service.emulator.seedData.addAssignments(pool, { count, status, tasksPerSuite: 2 });

	it('show who did what and when, with the answers in the order of the tasks', async () => {
		const [id = ''] = service.emulator.seedData.addAssignments(pool, {
			count: 1,
			status: 'SUBMITTED',
			tasksPerSuite: 2,
			input: (index) => ({ image: `https://example.org/${index}.jpg` }),
			answer: (index) => ({ result: ['cat', 'dog'][index] ?? '' }),
		});
		const reply = await service.v1('GET', `/assignments/${id}`);
		expect(reply.json).toEqual({
			id,
			task_suite_id: expect.stringMatching(/--/),
			pool_id: pool,
			user_id: expect.stringMatching(/^[0-9a-f]{32}$/),
			status: 'SUBMITTED',
			reward: 0.02,
			mixed: false,
			automerged: false,
			tasks: [0, 1].map((index) => ({
				id: expect.stringMatching(/--/),
				input_values: { image: `https://example.org/${index}.jpg` },
			})),
			solutions: [{ output_values: { result: 'cat' } }, { output_values: { result: 'dog' } }],
			owner: expect.objectContaining({ myself: true }),
			created: '2024-01-15T12:00:00.000',
			submitted: '2024-01-15T12:00:00.000',
		});
		expect((await list())[0]).toEqual(reply.json);
		expect(codeOf(await service.v1('GET', '/assignments/nope'))).toBe('404 DOES_NOT_EXIST');
	});

	it('have exactly the times of their events', async () => {
		for (const status of [
			'ACTIVE',
			'SUBMITTED',
			'ACCEPTED',
			'REJECTED',
			'SKIPPED',
			'EXPIRED',
		] as const) {
			service.emulator.seedData.addAssignments(pool, { count: 1, status });
		}
		const rows = await list();
		const names = ['submitted', 'accepted', 'rejected', 'skipped', 'expired', 'solutions'];
		expect(rows.map((row) => [row.status, ...names.filter((name) => name in row)])).toEqual([
			['ACTIVE'],
			['SUBMITTED', 'submitted', 'solutions'],
			['ACCEPTED', 'submitted', 'accepted', 'solutions'],
			['REJECTED', 'submitted', 'rejected', 'solutions'],
			['SKIPPED', 'skipped'],
			['EXPIRED', 'expired'],
		]);
		service.emulator.switches.set({ missingSolutions: 'empty' });
		expect((await list('&status=ACTIVE'))[0]).toMatchObject({ solutions: [] });
	});

	/** As the sample of the official OpenAPI. */
	it('show the tasks of mixed suites whole', async () => {
		const mixing = staffedPool(service, { mixerConfig: MIXER }).id;
		service.emulator.seedData.addTasks(mixing, { count: 3, known });
		service.emulator.seedData.addTasks(mixing, { count: 6, overlap: 1 });
		service.clock.advance(HOUR);
		const [row] = rowsOf<Row>(await get(`?pool_id=${mixing}`));
		for (const task of row?.tasks as JsonObject[]) {
			expect((await service.v1('GET', `/tasks/${String(task.id)}`)).json).toEqual(task);
		}
		expect((row?.tasks as JsonObject[]).length).toBeGreaterThan(3);
	});

	it('show the tasks of mixed suites with their kinds and overlaps', async () => {
		pool = staffedPool(service, { mixerConfig: MIXER, defaultTaskOverlap: 2 }).id;
		service.emulator.seedData.addTasks(pool, { count: 1, known });
		service.emulator.seedData.addTasks(pool, { count: 3 });
		service.clock.advance(HOUR);
		const [row] = await list();
		const tasks = row?.tasks as JsonObject[];
		expect(row).toMatchObject({ mixed: true, status: 'ACCEPTED', accepted: row?.submitted });
		const [control] = tasks.filter((task) => 'known_solutions' in task);
		expect(control).toMatchObject({ pool_id: pool, infinite_overlap: true });
		expect(tasks.filter((task) => task.overlap === 2)).toHaveLength(3);
	});

	it('are found by statuses, pool, suite, task and person', async () => {
		const submitted = add('SUBMITTED', 3);
		const accepted = add('ACCEPTED', 2);
		add('EXPIRED', 2);
		const ids = async (query: string): Promise<string[]> =>
			rowsOf<Row>(await get(query)).map(({ id }) => id);
		expect(await ids(`?pool_id=${pool}&status=SUBMITTED,ACCEPTED`)).toEqual([
			...submitted,
			...accepted,
		]);
		const third = assignmentsOf(service, pool)[2];
		expect(await ids(`?task_suite_id=${third?.taskSuiteId}`)).toEqual([submitted[2]]);
		expect(await ids(`?task_id=${third?.taskIds[1]}`)).toEqual([submitted[2]]);
		expect(await ids(`?pool_id=${pool}&user_id=${third?.userId}`)).toEqual([submitted[2]]);
		expect(codeOf(await get(''))).toBe('400 VALIDATION_ERROR');
		expect(codeOf(await get(`?pool_id=${pool}&status=SUBMITED`))).toBe('400 VALIDATION_ERROR');
		expect(await ids('?pool_id=1')).toEqual([]);
	});

	it('are listed by the time of an event, but only if it happened', async () => {
		service.emulator.seedData.addAssignments(pool, {
			count: 10,
			status: 'SUBMITTED',
			fromMs: START_MS - 10_000,
		});
		add('ACTIVE', 2);
		const since = '&submitted_gte=2024-01-15T11:59:56&sort=-submitted';
		const rows = await list(since);
		expect(rows).toHaveLength(5);
		expect(rows[0]?.submitted).toBe('2024-01-15T12:00:00.000');
		expect(rows.map(({ submitted }) => submitted)).toEqual(
			rows
				.map(({ submitted }) => submitted)
				.sort()
				.reverse(),
		);
	});

	it.each([1, 3, 7, 20, 21])('are listed once each in pages of %i', async (limit) => {
		const ids = add('SUBMITTED', 20);
		const seen: string[] = [];
		let query = `?pool_id=${pool}&sort=id&limit=${limit}`;
		for (;;) {
			const reply = await get(query);
			seen.push(...rowsOf<Row>(reply).map(({ id }) => id));
			if (!hasMore(reply)) break;
			query = `?pool_id=${pool}&sort=id&limit=${limit}&id_gt=${seen.at(-1)}`;
		}
		expect(seen).toEqual(ids);
	});

	it('are listed in pages of at most 300, or as the switch says', async () => {
		add('SUBMITTED', 310);
		expect(rowsOf(await get(`?pool_id=${pool}`))).toHaveLength(50);
		expect(codeOf(await get(`?pool_id=${pool}&limit=301`))).toBe('400 VALIDATION_ERROR');
		service.emulator.switches.set({ assignmentsMaxLimit: 100_000 });
		expect(rowsOf(await get(`?pool_id=${pool}&limit=100000`))).toHaveLength(310);
	});
});
