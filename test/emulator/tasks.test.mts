import { beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { codeOf, rowsOf, useService, type Reply } from './service.mts';

const ID = '5c04458e-63c1-46c1-ba0d-6f0756a5358b';
const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };

interface LogRow {
	type: string;
	success: boolean;
	input: JsonObject;
	output: JsonObject;
}

describe('creating tasks', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.seedData.addPool({ mixerConfig: MIXER, defaultTaskOverlap: 3 }).id;
	});

	const task = (extra: JsonObject = {}): JsonObject => ({
		pool_id: pool,
		overlap: 2,
		infinite_overlap: false,
		input_values: { image: 'https://images.example.org/1.png' },
		...extra,
	});
	const bad = (): JsonObject => task({ input_values: { imagis: 'x' } });
	const known = [{ output_values: { result: 'cat' }, correctness_weight: 0.7 }];
	const post = (body: Json, query = ''): Promise<Reply> =>
		service.v1('POST', `/tasks${query}`, body);
	const created = (): string[] => service.emulator.truth.tasks(pool).map(({ id }) => id);
	const log = async (id: string): Promise<LogRow[]> =>
		rowsOf<LogRow>(await service.v1('GET', `/operations/${id}/log`));

	it('creates one task immediately, with what the service sets', async () => {
		const reply = await post(task());
		expect(reply.status).toBe(201);
		const { id } = reply.json as { id: string };
		expect(reply.json).toEqual({
			id: expect.stringMatching(/^[0-9a-f]{10}--[0-9a-f]{24}$/),
			pool_id: pool,
			input_values: { image: 'https://images.example.org/1.png' },
			overlap: 2,
			infinite_overlap: false,
			remaining_overlap: 2,
			reserved_for: [],
			unavailable_for: [],
			created: '2024-01-15T12:00:00.000',
		});
		expect((await service.v1('GET', `/tasks/${id}`)).json).toEqual(reply.json);
		expect(codeOf(await service.v1('GET', `/tasks/${id}0`))).toBe('404 DOES_NOT_EXIST');
		expect(codeOf(await service.v1('GET', '/tasks/nope'))).toBe('404 DOES_NOT_EXIST');
	});

	it('accepts the pool ID as a number, too', async () => {
		expect((await post(task({ pool_id: Number(pool) }))).json).toMatchObject({ pool_id: pool });
		service.emulator.seedData.setPoolStatus(pool, 'ARCHIVED');
		expect(codeOf(await post(task({ pool_id: Number(pool) })))).toBe(
			'409 POOL_INAPPROPRIATE_STATUS',
		);
	});

	it('keeps kinds, baselines, users, traits and localization', async () => {
		const sent = task({
			overlap: null,
			infinite_overlap: true,
			known_solutions: known,
			message_on_unknown_solution: 'It is a cat',
			baseline_solutions: [{ output_values: { result: 'cat' }, confidence_weight: 0.5 }],
			reserved_for: ['a'],
			traits_all_of: ['t'],
			localization_config: { default_language: 'EN' },
		});
		const { overlap: _infinite, ...wanted } = sent;
		const reply = await post(sent);
		expect(reply.json).toMatchObject(wanted);
		expect(reply.json).not.toHaveProperty('overlap');
		await post([task(), task({ known_solutions: known, overlap: null, infinite_overlap: true })]);
		expect(service.emulator.truth.tasks(pool).map(({ kind }) => kind)).toEqual([
			'training',
			'general',
			'control',
		]);
	});

	it.each<[string, JsonObject, string]>([
		['pool_id', { pool_id: null }, 'VALUE_REQUIRED'],
		['pool_id', { pool_id: 1 }, 'ENTITY_DOES_NOT_EXIST'],
		['pool_id', { pool_id: true }, 'STRING_EXPECTED'],
		['overlap', { overlap: 0 }, 'VALUE_LESS_THAN_MIN'],
		['overlap', { overlap: 30_001 }, 'VALUE_GREATER_THAN_MAX'],
		['overlap', { infinite_overlap: true }, 'VALUE_NOT_ALLOWED'],
		['input_values', { input_values: null }, 'VALUE_REQUIRED'],
		['input_values.image', { input_values: {} }, 'VALUE_REQUIRED'],
		['input_values.imagis', { input_values: { imagis: 1 } }, 'VALUE_NOT_ALLOWED'],
		['known_solutions', { known_solutions: {} }, 'ARRAY_EXPECTED'],
		[
			'known_solutions.0.output_values.result',
			{ known_solutions: [{ output_values: {} }] },
			'VALUE_REQUIRED',
		],
		[
			'baseline_solutions.0.confidence_weight',
			{ baseline_solutions: [{ output_values: { result: 'cat' }, confidence_weight: 2 }] },
			'VALUE_OUT_OF_BOUNDS',
		],
		['message_on_unknown_solution', { message_on_unknown_solution: 1 }, 'STRING_EXPECTED'],
		['traits_any_of', { traits_any_of: 'x' }, 'ARRAY_EXPECTED'],
		['reserved_for', { reserved_for: ['a', 'a'] }, 'DUPLICATE_VALUE_IN_ARRAY'],
	])('refuses %s in %j', async (path, extra, code) => {
		const reply = await post(task(extra));
		expect(reply.status).toBe(400);
		expect(reply.json).toMatchObject({ code: 'VALIDATION_ERROR', payload: { [path]: { code } } });
		expect(created()).toEqual([]);
	});

	it('accepts known solutions for some outputs if these may be partial', async () => {
		const { seedData, switches } = service.emulator;
		const outputSpec = { result: { type: 'string' }, note: { type: 'string' } };
		const inputSpec = { image: { type: 'url' } };
		const pool_id = seedData.addPool({ mixerConfig: MIXER, inputSpec, outputSpec }).id;
		const partial = { pool_id, known_solutions: known };
		const refused = { 'known_solutions.0.output_values.note': { code: 'VALUE_REQUIRED' } };
		expect((await post(task(partial))).json).toMatchObject({ payload: refused });
		switches.set({ partialKnownSolutions: 'accepted' });
		const made = await post(task(partial));
		expect(made.json).toMatchObject({ known_solutions: known });
		const { id } = made.json as { id: string };
		expect((await service.v1('PATCH', `/tasks/${id}`, { known_solutions: known })).status).toBe(
			200,
		);
		const wrong = { known_solutions: [{ output_values: { notes: 'a' } }] };
		expect((await post(task({ pool_id, ...wrong }))).status).toBe(400);
		const baseline = { baseline_solutions: known.map(({ output_values }) => ({ output_values })) };
		expect((await post(task({ pool_id, ...baseline }))).status).toBe(400);
	});

	it("gives a task precedence over the pool's default, and requires one of them", async () => {
		const { overlap: _own, ...plain } = task();
		expect((await post(task(), '?allow_defaults=true')).json).toMatchObject({ overlap: 2 });
		expect((await post(plain)).json).toMatchObject({ overlap: 3 });
		service.emulator.switches.set({ missingOverlap: 'refused' });
		expect((await post(plain)).json).toMatchObject({
			payload: { overlap: { code: 'VALUE_REQUIRED' } },
		});
		expect((await post(plain, '?allow_defaults=true')).json).toMatchObject({ overlap: 3 });
		const { seedData } = service.emulator;
		const forSuites = seedData.addPool({ mixerConfig: MIXER, defaultOverlap: 4 }).id;
		const taken = await post({ ...plain, pool_id: forSuites }, '?allow_defaults=true');
		expect(taken.json).toMatchObject({ overlap: 4 });
		const bare = seedData.addPool({ mixerConfig: MIXER, defaultOverlap: 0 }).id;
		const reply = await post({ ...plain, pool_id: bare }, '?allow_defaults=true');
		expect(reply.json).toMatchObject({ payload: { overlap: { code: 'VALUE_REQUIRED' } } });
	});

	it('accepts only control tasks in a pool without pay', async () => {
		const free = service.emulator.seedData.addPool({ mixerConfig: MIXER, rewardPerAssignment: 0 });
		const general = await post(task({ pool_id: free.id }));
		expect(general.json).toMatchObject({ payload: { known_solutions: {} } });
		const control = task({ pool_id: free.id, known_solutions: known });
		expect((await post(control)).status).toBe(201);
	});

	it('answers an array with maps by index, without a prefix in the inner keys', async () => {
		expect((await post([task(), bad()])).json).toMatchObject({
			code: 'VALIDATION_ERROR',
			payload: { '1': { 'input_values.image': { code: 'VALUE_REQUIRED' } } },
		});
		expect(created()).toEqual([]);
		const reply = await post([task(), bad(), task()], '?skip_invalid_items=true');
		expect(reply.status).toBe(201);
		const { items, validation_errors: errors } = reply.json as {
			items: object;
			validation_errors: object;
		};
		expect(Object.keys(items)).toEqual(['0', '2']);
		expect(Object.keys(errors)).toEqual(['1']);
		expect(codeOf(await post([bad()], '?skip_invalid_items=true'))).toBe('400 VALIDATION_ERROR');
	});

	it('creates as an operation and maps results through its log', async () => {
		const sent = [task(), bad(), task()].map((one, index) => ({ ...one, __item_idx: `${index}` }));
		const reply = await post(sent, `?async_mode=true&skip_invalid_items=true&operation_id=${ID}`);
		expect(reply.status).toBe(202);
		expect(reply.json).toMatchObject({ id: ID, type: 'TASK.BATCH_CREATE' });
		expect(created()).toEqual([]);
		service.clock.advance(5_000);
		expect((await service.v1('GET', `/operations/${ID}`)).json).toMatchObject({
			status: 'SUCCESS',
			details: { total_count: 3, valid_count: 2, not_valid_count: 1, success_count: 2 },
		});
		const entries = await log(ID);
		expect(entries.map(({ type }) => type)).toEqual([
			'TASK_VALIDATE',
			'TASK_CREATE',
			'TASK_CREATE',
		]);
		expect(entries[0]?.output).toMatchObject({
			'input_values.imagis': { code: 'VALUE_NOT_ALLOWED' },
		});
		expect(entries.slice(1).map(({ output }) => output.task_id)).toEqual(created());
		expect(codeOf(await post(task(), `?async_mode=true&operation_id=${ID}`))).toBe(
			'409 OPERATION_ALREADY_EXISTS',
		);
	});

	it('opens the pool after success, and mentions a failed opening only in the log', async () => {
		const empty = await post([task()], '?async_mode=true&open_pool=true');
		service.clock.advance(5_000);
		const { id } = empty.json as { id: string };
		expect((await log(id)).at(-1)).toMatchObject({
			type: 'POOL_OPEN',
			success: true,
			input: { pool_id: Number(pool) },
		});
		expect((await service.v1('GET', `/pools/${pool}`)).json).toMatchObject({ status: 'OPEN' });
		const plain = service.emulator.catalogue.pool('CLOSED').id;
		const stored = await post([task({ pool_id: plain })], '?async_mode=true&open_pool=true');
		service.clock.advance(5_000);
		expect((await log((stored.json as { id: string }).id)).at(-1)).toMatchObject({
			type: 'POOL_OPEN',
			success: false,
			output: { code: 'EMPTY_POOL' },
		});
	});

	it('keeps pools with and without smart mixing apart', async () => {
		const plain = service.emulator.catalogue.pool('CLOSED').id;
		const suite = { pool_id: pool, overlap: 1, tasks: [{ input_values: { image: 'www.a.org' } }] };
		expect(codeOf(await service.v1('POST', '/task-suites', suite))).toBe(
			'409 POOL_TASK_TYPE_CONFLICT',
		);
		expect((await post(task({ pool_id: plain }))).status).toBe(201);
		expect(codeOf(await service.v1('POST', `/pools/${plain}/open`))).toBe('409 EMPTY_POOL');
		service.emulator.switches.set({ tasksIntoPlainPool: 'refused' });
		expect(codeOf(await post(task({ pool_id: plain })))).toBe('409 MIXER_CONFIG_REQUIRED');
	});

	it('refuses baseline solutions in suites', async () => {
		const plain = service.emulator.catalogue.pool('CLOSED').id;
		const one = {
			input_values: { image: 'www.a.org' },
			baseline_solutions: [{ output_values: { result: 'cat' } }],
		};
		const reply = await service.v1('POST', '/task-suites', { pool_id: plain, tasks: [one] });
		expect(reply.json).toMatchObject({
			payload: { 'tasks.0.baseline_solutions': { code: 'VALUE_NOT_ALLOWED' } },
		});
	});

	it('limits a request in tasks, bytes and quota', async () => {
		const many = (count: number): JsonObject[] => Array.from({ length: count }, () => task());
		expect(codeOf(await post(many(5_001)))).toBe('413 ENTITY_TOO_LARGE');
		expect((await post(many(5_000))).status).toBe(201);
		const long = 'https://example.org/'.padEnd(600_000, 'x');
		const wide = [1, 2].map(() => task({ input_values: { image: long } }));
		expect((await post(wide)).json).toMatchObject({
			payload: { input_values: { code: 'OBJECT_SIZE_BYTES_GREATER_THAN_MAX' } },
		});
		service.emulator.switches.set({ tasksPerMinute: 5_010 });
		expect((await post(many(11))).json).toMatchObject({ payload: { interval: 'MIN' } });
	});
});
