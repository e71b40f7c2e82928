import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, rowsOf, useService, type Reply } from './service.mts';

interface LogRow {
	type: string;
	success: boolean;
	input: JsonObject;
	output: JsonObject;
}

describe('an operation', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.catalogue.pool('CLOSED').id;
	});

	const suites = (...images: string[]): JsonObject[] =>
		images.map((image, index) => ({
			pool_id: pool,
			overlap: 1,
			tasks: [{ input_values: { image } }],
			__item_idx: String(index),
		}));
	const start = async (body: JsonObject[], query = ''): Promise<string> => {
		const reply = await service.v1('POST', `/task-suites?async_mode=true${query}`, body);
		expect(reply.status).toBe(202);
		return (reply.json as { id: string }).id;
	};
	const read = (id: string): Promise<Reply> => service.v1('GET', `/operations/${id}`);
	const log = async (id: string): Promise<LogRow[]> =>
		rowsOf<LogRow>(await service.v1('GET', `/operations/${id}/log`));
	const created = (): number => service.emulator.truth.taskSuites(pool).length;

	it('changes from PENDING through RUNNING to SUCCESS by the clock, and only then creates', async () => {
		const id = await start(suites('www.a.org', 'www.b.org'));
		const pending = (await read(id)).json;
		expect(pending).toMatchObject({
			id,
			type: 'TASK_SUITE.BATCH_CREATE',
			status: 'PENDING',
			progress: 0,
		});
		for (const absent of ['started', 'finished', 'details']) {
			expect(pending).not.toHaveProperty(absent);
		}
		service.clock.advance(1_500);
		const running = (await read(id)).json;
		expect(running).toMatchObject({ status: 'RUNNING', started: expect.any(String) });
		expect(running).not.toHaveProperty('finished');
		expect(created()).toBe(0);
		service.clock.advance(1_000);
		expect((await read(id)).json).toMatchObject({
			status: 'SUCCESS',
			progress: 100,
			finished: '2024-01-15T12:00:02.500',
			details: { total_count: 2, success_count: 2, failed_count: 0 },
		});
		expect(created()).toBe(2);
	});

	it('has no details while it runs, then empty ones or a count', async () => {
		const ids: string[] = [];
		for (let at = 0; at < 20; at++) ids.push(await start(suites('www.a.org')));
		service.clock.advance(1_500);
		const running = await Promise.all(ids.map(async (id) => (await read(id)).json));
		const details = running.map((one) => JSON.stringify((one as JsonObject).details));
		expect(new Set(details)).toEqual(new Set([undefined, '{}', '{"items_count":1}']));
	});

	it('maps suites to the request through its log, as the official client does', async () => {
		const id = await start(suites('www.a.org', 'nowhere', 'www.c.org'), '&skip_invalid_items=true');
		service.clock.advance(5_000);
		expect((await read(id)).json).toMatchObject({
			status: 'SUCCESS',
			details: { valid_count: 2, not_valid_count: 1, success_count: 2, failed_count: 1 },
		});
		const entries = await log(id);
		expect(entries.map(({ input }) => input.__item_idx)).toEqual(['1', '0', '2']);
		expect(entries[0]).toMatchObject({
			type: 'TASK_SUITE_VALIDATE',
			success: false,
			output: { 'tasks.0.input_values.image': { code: 'INVALID_URL_SYNTAX' } },
		});
		const made = entries.slice(1).map(({ output }) => output.task_suite_id);
		expect(made).toEqual(service.emulator.truth.taskSuites(pool).map((suite) => suite.id));
		const bounds = `id_gte=${made[0]}&id_lte=${made[1]}`;
		const listed = await service.v1('GET', `/task-suites?pool_id=${pool}&${bounds}&sort=id`);
		expect(rowsOf<{ id: string }>(listed).map((suite) => suite.id)).toEqual(made);
	});

	it('fails as a whole if one suite is bad and none may be skipped', async () => {
		const id = await start(suites('www.a.org', 'nowhere'));
		service.clock.advance(5_000);
		expect((await read(id)).json).toMatchObject({
			status: 'FAIL',
			details: {
				total_count: 2,
				valid_count: 1,
				not_valid_count: 1,
				success_count: 0,
				failed_count: 2,
			},
		});
		expect(created()).toBe(0);
		expect(await log(id)).toHaveLength(1);
		service.emulator.switches.set({ validEntriesOfFailed: 'validated' });
		const again = await start(suites('www.a.org', 'nowhere'));
		service.clock.advance(5_000);
		expect((await log(again)).map(({ success }) => success)).toEqual([false, true]);
	});

	it('logs failures in either documented shape and in any order', async () => {
		const id = await start(
			suites('nowhere', 'neither', 'www.c.org', 'www.d.org'),
			'&skip_invalid_items=true',
		);
		service.clock.advance(5_000);
		const direct = { 'tasks.0.input_values.image': { code: 'INVALID_URL_SYNTAX' } };
		const wrapped = { code: 'VALIDATION_ERROR', payload: direct };
		for (const [failureLogShape, shapes] of [
			['direct', [direct, direct]],
			['wrapped', [wrapped, wrapped]],
			['mixed', [direct, wrapped]],
		] as const) {
			service.emulator.switches.set({ failureLogShape, logOrder: 'given' });
			const outputs = (await log(id)).map(({ output }) => output);
			expect(outputs.slice(0, 2)).toMatchObject(shapes);
		}
		service.emulator.switches.set({ logOrder: 'shuffled' });
		const shuffled = (await log(id)).map(({ input }) => input.__item_idx);
		expect(shuffled).not.toEqual(['0', '1', '2', '3']);
		expect([...shuffled].sort()).toEqual(['0', '1', '2', '3']);
		expect((await log(id)).map(({ input }) => input.__item_idx)).toEqual(shuffled);
	});

	it('opens the pool afterward, and mentions it only in the log', async () => {
		const id = await start(suites('www.a.org'), '&open_pool=true');
		service.clock.advance(5_000);
		expect(await log(id)).toContainEqual({
			type: 'POOL_OPEN',
			success: true,
			input: { pool_id: Number(pool) },
			output: {},
		});
		expect((await service.v1('GET', `/pools/${pool}`)).json).toMatchObject({ status: 'OPEN' });
	});

	it('succeeds although the pool could not be opened', async () => {
		service.emulator.faults.add({ match: { route: 'POST /task-suites' }, kind: 'pool-open-fail' });
		const id = await start(suites('www.a.org'), '&open_pool=true');
		service.clock.advance(5_000);
		expect((await read(id)).json).toMatchObject({ status: 'SUCCESS' });
		expect((await log(id)).at(-1)).toMatchObject({
			type: 'POOL_OPEN',
			success: false,
			output: { code: 'NOT_ENOUGH_BALANCE', request_id: expect.any(String) },
		});
		expect((await service.v1('GET', `/pools/${pool}`)).json).toMatchObject({ status: 'CLOSED' });
	});

	it.each([
		[false, 0],
		[true, 2],
	])(
		'fails because of a fault with applied %s after creating %i suites',
		async (applied, count) => {
			service.emulator.faults.add({ kind: 'operation-fail', applied });
			const id = await start(suites('www.a.org', 'www.b.org'));
			service.clock.advance(5_000);
			expect((await read(id)).json).toMatchObject({ status: 'FAIL' });
			expect(created()).toBe(count);
		},
	);

	it('loses its log after a month', async () => {
		const id = await start(suites('www.a.org'));
		service.clock.advance(29 * 86_400_000);
		expect(await log(id)).toHaveLength(1);
		service.clock.advance(2 * 86_400_000);
		expect(codeOf(await service.v1('GET', `/operations/${id}/log`))).toBe(
			'409 OPERATION_LOGS_ARCHIVED',
		);
	});

	it('is listed by type, status and time', async () => {
		const ids = service.emulator.seedData.addOperations({ count: 20, overMs: 600_000 });
		service.clock.advance(300_000);
		const list = async (query: string): Promise<string[]> =>
			rowsOf<{ id: string }>(await service.v1('GET', `/operations?${query}`)).map(({ id }) => id);
		const over = await list('status=SUCCESS&sort=finished');
		const running = await list('status=RUNNING&type=TASK_SUITE.BATCH_CREATE');
		expect(over.length).toBeGreaterThan(3);
		expect([...over, ...running].sort()).toEqual([...ids].sort());
		expect(await list('type=POOL.OPEN')).toEqual([]);
		expect(await list('finished_gt=2024-01-15T12:05:00')).toEqual([]);
		expect(await list('submitted_lte=2024-01-15&limit=1')).toEqual([]);
		service.clock.advance(300_000);
		expect(await list('status=SUCCESS')).toHaveLength(20);
		expect(await list('limit=3&sort=-finished')).toEqual(
			(await list('sort=-finished')).slice(0, 3),
		);
	});

	describe('on a pool', () => {
		const act = async (id: string, verb: string): Promise<Reply> =>
			await service.v1('POST', `/pools/${id}/${verb}`);

		it('opens or closes it, and does nothing if there is nothing to do', async () => {
			service.emulator.seedData.addTaskSuites(pool, { count: 1 });
			const opening = await act(pool, 'open');
			expect(opening.json).toMatchObject({ type: 'POOL.OPEN', parameters: { pool_id: pool } });
			expect(codeOf(await act(pool, 'open'))).toBe('409 POOL_LOCKED_BY_ANOTHER_OPERATION');
			service.clock.advance(5_000);
			const again = await act(pool, 'open');
			expect([again.status, again.text]).toEqual([204, '']);
			expect((await act(pool, 'close')).status).toBe(202);
			service.clock.advance(5_000);
			expect((await service.v1('GET', `/pools/${pool}`)).json).toMatchObject({
				status: 'CLOSED',
				last_close_reason: 'MANUAL',
				last_started: '2024-01-15T12:00:02.500',
				last_stopped: '2024-01-15T12:00:07.500',
			});
			expect((await act(pool, 'close')).status).toBe(204);
		});

		it('does not open an empty or archived pool', async () => {
			expect(codeOf(await act(pool, 'open'))).toBe('409 EMPTY_POOL');
			const archived = service.emulator.catalogue.pool('ARCHIVED').id;
			expect(codeOf(await act(archived, 'open'))).toBe('409 POOL_INAPPROPRIATE_STATUS');
		});

		it('may say SUCCESS in the first reply', async () => {
			service.emulator.switches.set({ operationPendingMs: 0, operationRunMs: 0 });
			service.emulator.seedData.addTaskSuites(pool, { count: 1 });
			expect((await act(pool, 'open')).json).toMatchObject({ status: 'SUCCESS', progress: 100 });
		});
	});
});
