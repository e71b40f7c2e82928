import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { useService } from './service.mts';
import { assignmentsOf, HOUR, PLAIN_MIXER, poolOf, staffedPool } from './pools.mts';

const service = useService();
/** The performers of another pool, in the order in which they came. */
let people: string[];

beforeEach(() => {
	const { id } = staffedPool(service);
	service.emulator.seedData.addTaskSuites(id, { count: 30, overlap: 9 });
	service.clock.advance(10 * HOUR);
	people = [...new Set(assignmentsOf(service, id).map(({ userId }) => userId))];
});

/** Adds one piece of work to a new pool; returns the pool after some hours. */
async function worked(route: 'tasks' | 'task-suites', limits: JsonObject): Promise<string> {
	const isMixed = route === 'tasks';
	const { id } = staffedPool(service, isMixed ? { mixerConfig: PLAIN_MIXER } : {});
	const task = { input_values: { image: 'https://images.example.org/1.jpg' } };
	await service.v1('POST', `/${route}`, {
		pool_id: id,
		overlap: 1,
		...(isMixed ? task : { tasks: [task] }),
		...limits,
	});
	service.clock.advance(10 * HOUR);
	return id;
}

describe.each(['tasks', 'task-suites'] as const)('%s (toloka-api §6.2, §P2.2)', (route) => {
	it('that the first people may not take are done by others, and the pool ends', async () => {
		expect(people.length).toBeGreaterThan(4);
		const pool = await worked(route, { unavailable_for: people });
		const [done] = assignmentsOf(service, pool);
		expect(people).not.toContain(done?.userId);
		expect(done?.status).toBe('ACCEPTED');
		expect(await poolOf(service, pool)).toMatchObject({ status: 'CLOSED' });
	});

	it('that are reserved for somebody are done by that person', async () => {
		const chosen = String(people.at(-1));
		const pool = await worked(route, { reserved_for: [chosen] });
		expect(assignmentsOf(service, pool).map(({ userId }) => userId)).toEqual([chosen]);
	});

	it('that nobody may take stay, until there is more', async () => {
		const pool = await worked(route, { reserved_for: ['nobody'] });
		expect(assignmentsOf(service, pool)).toEqual([]);
		const task = { input_values: { image: 'https://images.example.org/2.jpg' } };
		await service.v1('POST', `/${route}`, {
			pool_id: pool,
			overlap: 1,
			...(route === 'tasks' ? task : { tasks: [task] }),
		});
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(1);
		expect(await poolOf(service, pool)).toMatchObject({ status: 'OPEN' });
	});
});
