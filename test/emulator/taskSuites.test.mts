import { beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { codeOf, hasMore, rowsOf, useService, type Reply } from './service.mts';

const ID = '5c04458e-63c1-46c1-ba0d-6f0756a5358b';

describe('creating task suites', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.catalogue.pool('CLOSED').id;
	});

	const suite = (extra: JsonObject = {}): JsonObject => ({
		pool_id: pool,
		overlap: 2,
		infinite_overlap: false,
		tasks: [{ input_values: { image: 'https://images.example.org/1.png' } }],
		...extra,
	});
	const bad = (): JsonObject => suite({ tasks: [{ input_values: { imagis: 'x' } }] });
	const post = (body: Json, query = ''): Promise<Reply> =>
		service.v1('POST', `/task-suites${query}`, body);
	const created = (): string[] => service.emulator.truth.taskSuites(pool).map(({ id }) => id);

	it('creates one suite immediately, with what the service sets', async () => {
		const reply = await post(suite());
		expect(reply.status).toBe(201);
		expect(reply.json).toMatchObject({
			id: expect.stringMatching(/^[0-9a-f]{10}--[0-9a-f]{24}$/),
			pool_id: pool,
			overlap: 2,
			infinite_overlap: false,
			remaining_overlap: 2,
			automerged: false,
			tasks: [{ id: expect.stringMatching(/--/) }],
			created: expect.stringMatching(/^2024-01-15T12:00:00/),
		});
		const { id } = reply.json as { id: string };
		expect(Number.parseInt(id.slice(0, 10), 16)).toBe(Number(pool));
		expect((await service.v1('GET', `/task-suites/${id}`)).json).toEqual(reply.json);
	});

	it('keeps control tasks, hints, users, order and weights', async () => {
		const sent = suite({
			tasks: [
				{
					input_values: { image: 'www.example.org' },
					known_solutions: [{ output_values: { result: 'cat' }, correctness_weight: 0.7 }],
					message_on_unknown_solution: 'It is a cat',
					localization_config: { default_language: 'EN' },
				},
			],
			reserved_for: ['a'],
			unavailable_for: ['b'],
			issuing_order_override: 3.5,
			mixed: true,
			traits_all_of: ['t1'],
			traits_none_of_any: ['t2'],
		});
		expect((await post(sent)).json).toMatchObject(sent);
	});

	it.each<[string, JsonObject, string]>([
		['pool_id', { pool_id: null }, 'VALUE_REQUIRED'],
		['pool_id', { pool_id: '1' }, 'ENTITY_DOES_NOT_EXIST'],
		['pool_id', { pool_id: [] }, 'STRING_EXPECTED'],
		['overlap', { overlap: 0 }, 'VALUE_LESS_THAN_MIN'],
		['overlap', { overlap: 30_001 }, 'VALUE_GREATER_THAN_MAX'],
		['overlap', { overlap: 1.5 }, 'INTEGER_EXPECTED'],
		['overlap', { infinite_overlap: true }, 'VALUE_NOT_ALLOWED'],
		['tasks', { tasks: [] }, 'ARRAY_SIZE_LESS_THAN_MIN'],
		['tasks', { tasks: {} }, 'ARRAY_EXPECTED'],
		['tasks.0', { tasks: ['x'] }, 'OBJECT_EXPECTED'],
		['tasks.0.input_values', { tasks: [{}] }, 'VALUE_REQUIRED'],
		['tasks.0.input_values.image', { tasks: [{ input_values: {} }] }, 'VALUE_REQUIRED'],
		['tasks.0.inputs', { tasks: [{ inputs: {} }] }, 'VALUE_NOT_ALLOWED'],
		['issuing_order_override', { issuing_order_override: 100_000 }, 'VALUE_OUT_OF_BOUNDS'],
		['latitude', { latitude: 91 }, 'VALUE_OUT_OF_BOUNDS'],
		['reserved_for', { reserved_for: ['a', 'a'] }, 'DUPLICATE_VALUE_IN_ARRAY'],
		['mixed', { mixed: 'yes' }, 'BOOLEAN_EXPECTED'],
	])('refuses %s in %j', async (path, extra, code) => {
		const before = service.emulator.truth.taskSuites(pool).length;
		const reply = await post(suite(extra));
		expect(reply.status).toBe(400);
		expect(reply.json).toMatchObject({ code: 'VALIDATION_ERROR', payload: { [path]: { code } } });
		expect(created()).toHaveLength(before);
	});

	it('checks known solutions against the output spec and the weight against its range', async () => {
		const known = { output_values: { result: 'cow' }, correctness_weight: 2 };
		const tasks = [{ input_values: { image: 'www.example.org' }, known_solutions: [known] }];
		expect((await post(suite({ tasks }))).json).toMatchObject({
			payload: {
				'tasks.0.known_solutions.0.output_values.result': { code: 'UNKNOWN_ENUM_VALUE' },
				'tasks.0.known_solutions.0.correctness_weight': { code: 'VALUE_OUT_OF_BOUNDS' },
			},
		});
	});

	it('requires an overlap unless the pool has a default', async () => {
		const { overlap: _omitted, ...plain } = suite();
		expect((await post(plain)).json).toMatchObject({ overlap: 3 });
		expect((await post(suite(), '?allow_defaults=true')).json).toMatchObject({ overlap: 3 });
		const bare = service.emulator.seedData.addPool({ defaultOverlap: null }).id;
		for (const query of ['', '?allow_defaults=true']) {
			const reply = await post({ ...plain, pool_id: bare }, query);
			expect(reply.json).toMatchObject({ payload: { overlap: { code: 'VALUE_REQUIRED' } } });
		}
		const infinite = await post({ ...plain, pool_id: bare, infinite_overlap: true, overlap: null });
		expect(infinite.json).toMatchObject({ infinite_overlap: true });
		expect(infinite.json).not.toHaveProperty('overlap');
	});

	it('uses the overlap of the suite or of its pool, as switched', async () => {
		const { switches } = service.emulator;
		const { overlap: _omitted, ...plain } = suite();
		switches.set({ suiteOverlapWithDefaults: 'own' });
		expect((await post(suite(), '?allow_defaults=true')).json).toMatchObject({ overlap: 2 });
		switches.set({ missingOverlap: 'refused' });
		expect((await post(plain, '?allow_defaults=true')).json).toMatchObject({ overlap: 3 });
		expect((await post(plain)).json).toMatchObject({
			payload: { overlap: { code: 'VALUE_REQUIRED' } },
		});
	});

	it('answers an operation with 202 or 201, as switched', async () => {
		expect((await post([suite()], '?async_mode=true')).status).toBe(202);
		service.emulator.switches.set({ successCodes: 'openapi' });
		expect((await post([suite()], '?async_mode=true')).status).toBe(201);
	});

	it('requires a location for map tasks', async () => {
		const map = service.emulator.seedData.addPool({ map: true }).id;
		const sent = { pool_id: map, overlap: 1, tasks: [{ input_values: {} }] };
		expect((await post(sent)).json).toMatchObject({
			payload: { longitude: { code: 'VALUE_REQUIRED' }, latitude: { code: 'VALUE_REQUIRED' } },
		});
		expect((await post({ ...sent, longitude: 27.5, latitude: 53.9 })).status).toBe(201);
	});

	it('answers an array with maps by index, all or nothing', async () => {
		const refused = await post([suite(), bad()]);
		expect(refused.json).toMatchObject({
			code: 'VALIDATION_ERROR',
			payload: { '1': { 'tasks.0.input_values.imagis': { code: 'VALUE_NOT_ALLOWED' } } },
		});
		expect(created()).toEqual([]);
		service.emulator.switches.set({ arrayErrorKeys: 'dotted' });
		expect((await post([suite(), bad()])).json).toMatchObject({
			payload: { '1.tasks.0.input_values.image': { code: 'VALUE_REQUIRED' } },
		});
		const whole = await post([suite(), suite()]);
		expect(whole.status).toBe(201);
		expect(Object.keys((whole.json as { items: object }).items)).toEqual(['0', '1']);
		expect(whole.json).not.toHaveProperty('validation_errors');
	});

	it('creates the valid ones if invalid ones are skipped, but fails if there are none', async () => {
		const reply = await post([suite(), bad(), suite()], '?skip_invalid_items=true');
		const { items, validation_errors: errors } = reply.json as {
			items: object;
			validation_errors: object;
		};
		expect(Object.keys(items)).toEqual(['0', '2']);
		expect(Object.keys(errors)).toEqual(['1']);
		expect(created()).toHaveLength(2);
		expect(codeOf(await post([bad(), bad()], '?skip_invalid_items=true'))).toBe(
			'400 VALIDATION_ERROR',
		);
	});

	it.each(['ARCHIVED', 'LOCKED'] as const)('refuses a pool that is %s', async (status) => {
		const id = service.emulator.catalogue.pool(status).id;
		for (const query of ['', '?async_mode=true']) {
			expect(codeOf(await post([suite({ pool_id: id })], query))).toBe(
				'409 POOL_INAPPROPRIATE_STATUS',
			);
		}
	});

	it('accepts 1,048,576 bytes of input values and not one more', async () => {
		const wide = service.emulator.seedData.addPool({
			inputSpec: { text: { type: 'string' } },
			defaultOverlap: 1,
		}).id;
		const frame = JSON.stringify({ text: '' }).length;
		const ofBytes = (bytes: number): JsonObject[] => {
			const text = 'x'.repeat(bytes / 4 - frame);
			const tasks = [0, 1].map(() => ({ input_values: { text } }));
			return [0, 1].map(() => ({ pool_id: wide, tasks }));
		};
		const refused = await post(ofBytes(1_048_576 + 4), '?async_mode=true');
		expect(refused.json).toMatchObject({
			payload: {
				input_values: { code: 'OBJECT_SIZE_BYTES_GREATER_THAN_MAX', params: [1_048_576] },
			},
		});
		expect((await post(ofBytes(1_048_576), '?async_mode=true')).status).toBe(202);
	});

	it('accepts 5000 tasks in a synchronous request and not one more', async () => {
		const task = { input_values: { image: 'www.example.org' } };
		const of = (count: number): JsonObject =>
			suite({ tasks: Array.from({ length: count }, () => task) });
		expect(codeOf(await post(of(5_001)))).toBe('413 ENTITY_TOO_LARGE');
		expect((await post(of(5_000))).status).toBe(201);
		expect((await post([of(5_001)], '?async_mode=true')).status).toBe(202);
	});

	it('lists the suites of a pool or task, by ID bounds, with every page size', async () => {
		const ids = service.emulator.seedData.addTaskSuites(pool, { count: 12, tasksPerSuite: 2 });
		for (let limit = 1; limit <= 13; limit += 1) {
			const seen: string[] = [];
			let reply = await service.v1('GET', `/task-suites?pool_id=${pool}&sort=id&limit=${limit}`);
			for (;;) {
				seen.push(...rowsOf<{ id: string }>(reply).map(({ id }) => id));
				if (!hasMore(reply)) break;
				reply = await service.v1(
					'GET',
					`/task-suites?pool_id=${pool}&sort=id&limit=${limit}&id_gt=${seen.at(-1)}`,
				);
			}
			expect(seen).toEqual(ids);
		}
		const between = `/task-suites?pool_id=${pool}&id_gte=${ids[3]}&id_lte=${ids[5]}&sort=-id`;
		expect(rowsOf<{ id: string }>(await service.v1('GET', between)).map(({ id }) => id)).toEqual([
			ids[5],
			ids[4],
			ids[3],
		]);
		const task = service.emulator.truth.taskSuites(pool)[7]?.tasks[1]?.id;
		const byTask = await service.v1('GET', `/task-suites?task_id=${task}`);
		expect(rowsOf<{ id: string }>(byTask).map(({ id }) => id)).toEqual([ids[7]]);
		expect(codeOf(await service.v1('GET', '/task-suites'))).toBe('400 VALIDATION_ERROR');
	});

	it('accepts an operation ID once, whatever happened to the operation', async () => {
		const query = `?async_mode=true&operation_id=${ID}`;
		expect((await post([bad()], query)).status).toBe(202);
		service.clock.advance(60_000);
		expect((await service.v1('GET', `/operations/${ID}`)).json).toMatchObject({ status: 'FAIL' });
		expect(codeOf(await post([suite()], query))).toBe('409 OPERATION_ALREADY_EXISTS');
		service.clock.advance(60_000);
		expect(created()).toEqual([]);
		expect(codeOf(await post([suite()], '?async_mode=true&operation_id=7'))).toBe(
			'400 VALIDATION_ERROR',
		);
		expect((await post(suite(), `?operation_id=${ID}`)).status).toBe(201);
	});
});
