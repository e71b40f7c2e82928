import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, hasMore, rowsOf, useService, type Reply } from './service.mts';

const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };
const known = [{ output_values: { result: 'cat' }, correctness_weight: 0.7 }];

describe('lists and changes of tasks', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.seedData.addPool({ mixerConfig: MIXER, defaultTaskOverlap: 3 }).id;
	});

	it('list the tasks of a pool by ID bounds, up and down, with every page size', async () => {
		const ids = service.emulator.seedData.addTasks(pool, { count: 12 });
		for (const [sort, end, wanted] of [
			['id', 'gt', ids],
			['-id', 'lt', [...ids].reverse()],
		] as const) {
			for (const limit of [1, 2, 5, 11, 12, 13]) {
				const base = `/tasks?pool_id=${pool}&sort=${sort}&limit=${limit}`;
				const seen: string[] = [];
				let reply = await service.v1('GET', base);
				for (;;) {
					seen.push(...rowsOf<{ id: string }>(reply).map(({ id }) => id));
					if (!hasMore(reply)) break;
					reply = await service.v1('GET', `${base}&id_${end}=${seen.at(-1)}`);
				}
				expect(seen).toEqual(wanted);
			}
		}
		const some = await service.v1(
			'GET',
			`/tasks?pool_id=${pool}&id_gte=${ids[3]}&id_lte=${ids[5]}`,
		);
		expect(rowsOf<{ id: string }>(some).map(({ id }) => id)).toEqual(ids.slice(3, 6));
		expect(codeOf(await service.v1('GET', '/tasks'))).toBe('400 VALIDATION_ERROR');
		expect(codeOf(await service.v1('GET', `/tasks?pool_id=${pool}&limit=301`))).toBe(
			'400 VALIDATION_ERROR',
		);
	});

	it('list the tasks of suites made by hand, too', async () => {
		const open = service.emulator.catalogue.pool('OPEN').id;
		const inSuites = service.emulator.truth.taskSuites(open).flatMap(({ tasks }) => tasks);
		const rows = rowsOf<{ id: string }>(
			await service.v1('GET', `/tasks?pool_id=${open}&limit=300`),
		);
		expect(rows.map(({ id }) => id)).toEqual(inSuites.map(({ id }) => id));
		const one = await service.v1('GET', `/tasks/${inSuites[7]?.id}`);
		expect(one.json).toMatchObject({ id: inSuites[7]?.id, pool_id: open, overlap: 3 });
	});

	it('change overlap, solutions and hints afterward', async () => {
		const [id = ''] = service.emulator.seedData.addTasks(pool, { count: 1, overlap: 2 });
		const patch = (body: JsonObject, rest = ''): Promise<Reply> =>
			service.v1('PATCH', `/tasks/${id}${rest}`, body);
		expect((await patch({ overlap: 5 })).json).toMatchObject({ overlap: 5, remaining_overlap: 5 });
		expect((await patch({ overlap: null, infinite_overlap: true })).json).toMatchObject({
			infinite_overlap: true,
		});
		expect((await patch({ known_solutions: known })).json).toMatchObject({
			known_solutions: known,
		});
		expect((await patch({ overlap: 0 }, '/set-overlap-or-min')).json).toMatchObject({ overlap: 0 });
		expect(codeOf(await patch({ overlap: 0 }))).toBe('400 VALIDATION_ERROR');
		expect(codeOf(await patch({ input_values: {} }))).toBe('400 VALIDATION_ERROR');
		expect((await patch({ overlap: 2 }, '?open_pool=true')).status).toBe(200);
		expect((await service.v1('GET', `/pools/${pool}`)).json).toMatchObject({ status: 'OPEN' });
	});

	it('change the overlap of suites, but not of their tasks', async () => {
		const plain = service.emulator.catalogue.pool('CLOSED').id;
		const [suite = ''] = service.emulator.seedData.addTaskSuites(plain, { count: 1, overlap: 2 });
		const inside = service.emulator.truth.taskSuites(plain)[0]?.tasks[0]?.id;
		const reply = await service.v1('PATCH', `/task-suites/${suite}`, { overlap: 4 });
		expect(reply.json).toMatchObject({ id: suite, overlap: 4 });
		const least = await service.v1('PATCH', `/task-suites/${suite}/set-overlap-or-min`, {
			overlap: 0,
		});
		expect(least.json).toMatchObject({ overlap: 0 });
		expect(codeOf(await service.v1('PATCH', `/tasks/${inside}`, { overlap: 3 }))).toBe(
			'409 POOL_TASK_TYPE_CONFLICT',
		);
	});
});
