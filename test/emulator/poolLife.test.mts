import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf, rowsOf, START_MS, useService, type Reply } from './service.mts';
import { HOUR, PLAIN_MIXER, poolOf, staffedPool, statusesOf } from './pools.mts';

const MINUTE = 60_000;

describe('the life of a pool', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.seedData.addPool().id;
		service.emulator.seedData.addTaskSuites(pool, { count: 2, overlap: 1 });
	});

	const act = (action: string, id = pool): Promise<Reply> =>
		service.v1('POST', `/pools/${id}/${action}`);
	const done = async (action: string): Promise<void> => {
		expect((await act(action)).status).toBe(202);
		service.clock.advance(5_000);
	};

	it('starts closed and never opened', async () => {
		const fresh = await poolOf(service, pool);
		expect(fresh.status).toBe('CLOSED');
		for (const key of ['last_started', 'last_stopped', 'last_close_reason']) {
			expect(fresh).not.toHaveProperty(key);
		}
		service.emulator.switches.set({ neverOpenedKeys: 'null' });
		expect(await poolOf(service, pool)).toMatchObject({ last_started: null, last_stopped: null });
	});

	it('includes being locked while it opens or closes, with its old reason', async () => {
		await act('open');
		expect((await poolOf(service, pool)).status).toBe('LOCKED');
		expect(codeOf(await act('close'))).toBe('409 POOL_LOCKED_BY_ANOTHER_OPERATION');
		service.clock.advance(5_000);
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'OPEN',
			last_started: '2024-01-15T12:00:02.500',
		});
		await done('close');
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'CLOSED',
			last_close_reason: 'MANUAL',
			last_stopped: '2024-01-15T12:00:07.500',
		});
		await done('open');
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'OPEN',
			last_close_reason: 'MANUAL',
			last_started: '2024-01-15T12:00:12.500',
			last_stopped: '2024-01-15T12:00:07.500',
		});
		service.emulator.switches.set({ lastStartedInOpenPool: false, lockedWhileActing: false });
		expect(await poolOf(service, pool)).not.toHaveProperty('last_started');
		await act('close');
		expect((await poolOf(service, pool)).status).toBe('OPEN');
	});

	it('reports that there is nothing to do', async () => {
		expect((await act('close')).status).toBe(204);
		expect((await act('close-for-update')).status).toBe(204);
		await done('open');
		expect((await act('open')).status).toBe(204);
	});

	it('does not allow opening it when it is empty, archived or locked', async () => {
		const { catalogue, seedData } = service.emulator;
		for (const mixerConfig of [null, PLAIN_MIXER]) {
			const reply = await act('open', seedData.addPool({ mixerConfig }).id);
			expect(reply.json).toMatchObject({ code: 'EMPTY_POOL', payload: null });
		}
		for (const status of ['ARCHIVED', 'LOCKED'] as const) {
			const { id } = catalogue.pool(status);
			expect(codeOf(await act('open', id))).toBe('409 POOL_INAPPROPRIATE_STATUS');
			expect(codeOf(await act('close', id))).toBe('409 POOL_INAPPROPRIATE_STATUS');
		}
	});

	it('ends as completed when everything is answered, after its delay and a little more', async () => {
		pool = staffedPool(service, { autoCloseDelaySeconds: 600 }).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 2, overlap: 2 });
		service.clock.advance(10 * MINUTE);
		expect(statusesOf(service, pool)).toEqual({ ACCEPTED: 4 });
		expect((await poolOf(service, pool)).status).toBe('OPEN');
		service.clock.advance(3 * MINUTE);
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'CLOSED',
			last_close_reason: 'COMPLETED',
		});
	});

	it('never ends on its own with only infinite overlaps, as an exam; a hundred people come', async () => {
		pool = staffedPool(service).id;
		const suite = { pool_id: pool, tasks: [{ input_values: { image: 'www.a.org' } }] };
		await service.v1('POST', '/task-suites', { ...suite, infinite_overlap: true });
		service.clock.advance(24 * HOUR);
		expect(statusesOf(service, pool)).toEqual({ ACCEPTED: 100 });
		expect((await poolOf(service, pool)).status).toBe('OPEN');
	});

	it('ends when it expires, but started work may be finished', async () => {
		service.emulator.switches.set({ answerDelayMs: 30 * MINUTE });
		pool = staffedPool(service, {
			willExpireMs: START_MS + 15 * MINUTE,
			maxDurationSeconds: 7_200,
		}).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 20, overlap: 1 });
		service.clock.advance(15 * MINUTE);
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'CLOSED',
			last_close_reason: 'EXPIRED',
			last_stopped: '2024-01-15T12:15:00.000',
		});
		const { ACTIVE: active = 0, ACCEPTED: accepted = 0 } = statusesOf(service, pool);
		expect(active).toBeGreaterThan(0);
		service.clock.advance(24 * HOUR);
		expect(statusesOf(service, pool)).toEqual({ ACCEPTED: active + accepted });
	});

	it('stops without money', async () => {
		service.emulator.seedData.setBalance(0.05);
		pool = staffedPool(service).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 20, overlap: 1 });
		service.clock.advance(HOUR);
		expect((await poolOf(service, pool)).last_close_reason).toBe('NOT_ENOUGH_BALANCE');
		expect((await service.v1('GET', '/requester')).json).toMatchObject({
			balance: expect.any(Number),
		});
		service.emulator.seedData.setBalance(10);
		await done('open');
		service.clock.advance(HOUR);
		expect((await poolOf(service, pool)).last_close_reason).toBe('COMPLETED');
	});

	it('stops at the maximum number of assignments', async () => {
		service.emulator.switches.set({ assignmentsPerPool: 3 });
		pool = staffedPool(service).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 5, overlap: 1 });
		service.clock.advance(HOUR);
		expect((await poolOf(service, pool)).last_close_reason).toBe('ASSIGNMENTS_LIMIT_EXCEEDED');
	});

	it.each(['BLOCKED', 'COMPLETED', 'EXPIRED'] as const)('can be closed as %s', async (reason) => {
		service.emulator.seedData.openPool(pool);
		service.clock.advance(1_000);
		service.emulator.seedData.closePool(pool, reason);
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'CLOSED',
			last_close_reason: reason,
			last_stopped: '2024-01-15T12:00:01.000',
		});
	});

	it('continues on its own a quarter of an hour after an update started', async () => {
		await done('open');
		await done('close-for-update');
		expect(await poolOf(service, pool)).toMatchObject({
			status: 'CLOSED',
			last_close_reason: 'FOR_UPDATE',
		});
		service.clock.advance(14 * MINUTE);
		expect((await poolOf(service, pool)).status).toBe('CLOSED');
		service.clock.advance(MINUTE);
		expect((await poolOf(service, pool)).status).toBe('OPEN');
		await done('close-for-update');
		await done('open');
		await done('close');
		service.clock.advance(HOUR);
		expect((await poolOf(service, pool)).last_close_reason).toBe('MANUAL');
	});

	it('is hidden from everybody during moderation', async () => {
		service.emulator.switches.set({ moderationMs: HOUR });
		pool = service.emulator.seedData.addPool({ performers: true }).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 1, overlap: 1 });
		await done('open');
		service.clock.advance(HOUR - 10_000);
		expect((await poolOf(service, pool)).status).toBe('OPEN');
		expect(statusesOf(service, pool)).toEqual({});
		service.clock.advance(HOUR);
		expect(statusesOf(service, pool)).toEqual({ ACCEPTED: 1 });
	});

	it('allows archiving only when everything is decided', async () => {
		const add = (status: 'ACTIVE' | 'SUBMITTED' | 'REJECTED' | 'ACCEPTED'): string => {
			const { id } = service.emulator.seedData.addPool();
			service.emulator.seedData.addAssignments(id, { count: 1, status });
			return id;
		};
		const rejected = add('REJECTED');
		expect(codeOf(await act('archive', add('ACTIVE')))).toBe('409 THERE_IS_ACTIVE_ASSIGNMENT');
		expect(codeOf(await act('archive', add('SUBMITTED')))).toBe(
			'409 SUBMITTED_ASSIGNMENTS_CONFLICT',
		);
		expect(codeOf(await act('archive', rejected))).toBe('409 THERE_IS_REJECTED_ASSIGNMENT');
		service.clock.advance(9 * 24 * HOUR);
		expect((await act('archive', rejected)).status).toBe(202);
		pool = add('ACCEPTED');
		await done('archive');
		expect((await act('archive')).status).toBe(204);
		const patched = await service.v1('PATCH', `/pools/${pool}`, { priority: 50 });
		expect([patched.status, patched.text]).toEqual([409, '']);
		expect(codeOf(await act('open'))).toBe('409 POOL_INAPPROPRIATE_STATUS');
		expect((await act('clone')).status).toBe(202);
		expect(codeOf(await act('archive', service.emulator.catalogue.pool('OPEN').id))).toBe(
			'409 POOL_INAPPROPRIATE_STATUS',
		);
	});

	it('can start as a clone: new, empty, closed, and revealed only at the end', async () => {
		const { id } = (await act('clone')).json as { id: string };
		const operation = (): Promise<Reply> => service.v1('GET', `/operations/${id}`);
		expect(JSON.stringify((await operation()).json)).not.toContain('"details":{"pool_id"');
		service.clock.advance(5_000);
		const reply = (await operation()).json as { details: { pool_id: string } };
		expect(reply).toMatchObject({
			type: 'POOL.CLONE',
			status: 'SUCCESS',
			parameters: { pool_id: pool },
		});
		const copy = reply.details.pool_id;
		expect(copy).not.toBe(pool);
		const { id: _id, created: _created, ...source } = await poolOf(service, pool);
		expect(await poolOf(service, copy)).toMatchObject(source);
		expect(rowsOf(await service.v1('GET', `/task-suites?pool_id=${copy}`))).toEqual([]);
	});

	it('can start as a clone twenty times a minute', async () => {
		for (let time = 0; time < 20; time += 1) {
			expect((await act('clone')).status).toBe(202);
		}
		expect(codeOf(await act('clone'))).toBe('429 TOO_MANY_REQUESTS');
		service.clock.advance(MINUTE);
		expect((await act('clone')).status).toBe(202);
	});

	it('does not change if the action fails', async () => {
		service.emulator.faults.add({ kind: 'operation-fail', match: { method: 'POST' } });
		const { id } = (await act('open')).json as { id: string };
		service.clock.advance(5_000);
		expect((await service.v1('GET', `/operations/${id}`)).json).toMatchObject({ status: 'FAIL' });
		expect((await poolOf(service, pool)).status).toBe('CLOSED');
	});
});
