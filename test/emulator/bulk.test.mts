import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { hasMore, rowsOf, startService, type Service } from './service.mts';

interface Row extends JsonObject {
	id: string;
	submitted: string;
}

describe('rows made by formula', () => {
	let service: Service;
	let pool: string;

	beforeEach(async () => {
		const switches = { tasksMaxLimit: 100_000, assignmentsMaxLimit: 100_000 };
		service = await startService({ switches });
		pool = service.emulator.seedData.addPool().id;
	});

	const readAll = async <T extends { id: string }>(path: string, limit: number): Promise<T[]> => {
		const rows: T[] = [];
		for (let from = ''; ; from = `&id_gt=${rows.at(-1)?.id}`) {
			const reply = await service.v1('GET', `${path}&sort=id&limit=${limit}${from}`);
			rows.push(...rowsOf<T>(reply));
			if (!hasMore(reply)) return rows;
		}
	};

	it('give every aggregated solution its task', async () => {
		const id = service.emulator.seedData.addAggregation({
			rows: 1_000,
			poolId: pool,
			withTasks: true,
			input: (index) => ({ image: `https://example.org/${index}` }),
		});
		const tasks = await readAll<Row>(`/tasks?pool_id=${pool}`, 300);
		const solutions = service.emulator.truth.solutions(id);
		expect(tasks.map((task) => task.id)).toEqual(solutions.map(({ taskId }) => taskId));
		expect(tasks[7]).toMatchObject({ input_values: { image: 'https://example.org/7' } });
	});

	it('give assignments by id, by time and by status', async () => {
		service.emulator.seedData.addBulkAssignments(pool, { count: 500, tasksPerSuite: 2 });
		const path = `/assignments?pool_id=${pool}`;
		const all = await readAll<Row>(path, 77);
		expect(all).toHaveLength(500);
		expect(new Set(all.map(({ id }) => id)).size).toBe(500);
		const middle = all[250]?.submitted ?? '';
		const later = await service.v1(
			'GET',
			`${path}&limit=1000&sort=-submitted&submitted_gt=${middle}`,
		);
		expect(rowsOf<Row>(later)).toEqual(all.slice(251).reverse());
		expect(rowsOf(await service.v1('GET', `${path}&status=SUBMITTED`))).toEqual([]);
		expect(rowsOf(await service.v1('GET', `${path}&status=SUBMITTED,ACCEPTED`))).toHaveLength(50);
		const tasks = await readAll<Row>(`/tasks?pool_id=${pool}`, 1_000);
		const answered = all.flatMap((one) => (one.tasks as Row[]).map(({ id }) => id));
		expect(answered).toEqual(tasks.map(({ id }) => id));
	});

	it('cost nothing until they are read, a million of them neither', async () => {
		service.emulator.seedData.addBulkAssignments(pool, { count: 1_000_000 });
		const path = `/assignments?pool_id=${pool}&sort=-id&limit=3`;
		expect(rowsOf(await service.v1('GET', path))).toHaveLength(3);
	});
});
