import type { IDataObject, INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { log } from '../engine.mts';
import { CONTINUE } from '../operating.mts';
import { runToTheEnd } from '../suspending.mts';
import { MINUTE, WaitingForPools } from '../waitingForPools.mts';

const waiting = new WaitingForPools();

/** Changes to a pool between two polls of it. */

const v1 = async (method: string, path: string) =>
	await fetch(`${waiting.emulator.url}/api/v1${path}`, {
		method,
		headers: { Authorization: `ApiKey ${waiting.emulator.apiKey}` },
	});

const READ = 'GET /pools/{id}';

describe('while a pool is waited for', () => {
	it('it is closed and archived: what people did is output on request', async () => {
		const pool = waiting.openPool();
		waiting.at(waiting.now() + 5 * MINUTE, () => {
			waiting.emulator.seedData.closePool(pool, 'COMPLETED');
			void v1('POST', `/pools/${pool}/archive`);
		});
		const { outputs, error } = await waiting.run([pool]);
		expect(error).toBeUndefined();
		expect(outputs[0][0].json).toMatchObject({ ended: true, last_close_reason: 'COMPLETED' });
	});

	it('it is archived before the node polls', async () => {
		const pool = waiting.openPool();
		waiting.emulator.seedData.closePool(pool, 'MANUAL');
		expect((await v1('POST', `/pools/${pool}/archive`)).status).toBe(202);
		waiting.emulator.clock.advance(MINUTE);
		const { outputs, error } = await waiting.run([pool], { ifClosedEarly: 'output' });
		expect(error).toBeUndefined();
		const json: IDataObject = outputs[0][0].json;
		expect(json).toMatchObject({ status: 'ARCHIVED', ended: true, closed_early: true });
	});

	it('it disappears: the failure names it, and the others are waited for', async () => {
		const gone = waiting.openPool();
		const kept = waiting.openPool();
		const { faults, seedData } = waiting.emulator;
		const match = { route: READ, path: `/api/v1/pools/${gone}` };
		waiting.at(waiting.now() + 5 * MINUTE, () => {
			faults.add({ kind: 'status', status: 404, match, times: 'always' });
		});
		waiting.at(waiting.now() + 20 * MINUTE, () => seedData.closePool(kept, 'COMPLETED'));
		const { outputs, error } = await waiting.run([gone, kept], {}, { settings: CONTINUE });
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.error).toContain(gone);
		expect(outputs[0][1].json).toMatchObject({ pool_id: kept, ended: true });
	});

	it('its lists cannot be read: it is waited for without progress', async () => {
		const pool = waiting.openPool();
		const { faults, seedData } = waiting.emulator;
		log.length = 0;
		const match = { route: 'GET /task-suites' };
		faults.add({ kind: 'status', status: 403, match, times: 'always' });
		waiting.at(waiting.now() + 60 * MINUTE, () => seedData.closePool(pool, 'COMPLETED'));
		const { outputs, error } = await waiting.run([pool]);
		expect(error).toBeUndefined();
		expect(outputs[0][0].json).toMatchObject({
			ended: true,
			tasks_done: null,
			tasks_total: null,
			assignments_awaiting_review: null,
		});
		expect(log.map(({ message }) => message)).toContain(`Toloka: pool ${pool} is OPEN`);
		// Requested once for whether it can be completed, once for the progress, and once at the end.
		expect(waiting.emulator.log.count('GET /task-suites')).toBeLessThanOrEqual(5);
	});

	it('its assignments cannot be read: the wait fails within a quarter of an hour', async () => {
		const pool = waiting.openPool();
		const { faults, seedData } = waiting.emulator;
		const match = { route: 'GET /assignments' };
		faults.add({ kind: 'status', status: 503, match, times: 'always' });
		const closesAt = waiting.now() + 30 * MINUTE;
		waiting.at(closesAt, () => seedData.closePool(pool, 'COMPLETED'));
		const { error } = await waiting.run([pool], { deadlineDays: 0.25 });
		expect(error?.message).toContain('was not available while reading the assignments');
		expect(waiting.now() - closesAt).toBeLessThanOrEqual(20 * MINUTE);
	});
});

describe.each(['inNode', 'suspend'])('a pool that is never completed (%s)', (mode) => {
	const wait = async (pools: string[]) => {
		const parameters = { deadlineDays: 0.25 };
		if (mode === 'inNode') return await waiting.run(pools, parameters);
		return (await waiting.suspend(pools, parameters)).result;
	};
	const finite = () =>
		waiting.emulator.log
			.entries()
			.filter(({ query }) => query.overlap_gte !== undefined && query.pool_id !== undefined);

	it('is reported at the deadline', async () => {
		const pool = waiting.openPool({}, { overlap: null });
		const { error } = await wait([pool]);
		expect(error?.message).toMatch(/people had not finished within 6 hours$/);
		expect(error?.description).toContain(`Pool ${pool} has only tasks with infinite overlap`);
	});

	it('is checked for only once if the pool can be completed', async () => {
		const { error } = await wait([waiting.openPool()]);
		expect(error?.description).toContain('raise the deadline');
		expect(finite().length).toBeLessThanOrEqual(2);
	});
});

describe.each([
	['inNode', 0],
	['suspend', 1],
] as const)('one pool of twelve that cannot be read (%s)', (mode, output) => {
	const wait = async (settings: Partial<INode>) => {
		const pools = Array.from({ length: 12 }, () => waiting.openPool());
		const { faults, seedData } = waiting.emulator;
		const match = { path: `/pools/${pools[3]}$` };
		faults.add({ kind: 'status', status: 503, times: 'always', match });
		for (const pool of pools) if (pool !== pools[3]) seedData.closePool(pool, 'COMPLETED');
		const { result } = await runToTheEnd(
			waiting.emulated,
			async (resume) =>
				await waiting.run(pools, { mode }, { loop: mode === 'suspend', resume, settings }),
		);
		return { pools, result };
	};

	it('affects only its own item', async () => {
		const { pools, result } = await wait(CONTINUE);
		const done = result.allOutputs[output].map(({ json }) => json.error ?? json.pool_id);
		const told = `Toloka was not available while reading the pool ${pools[3]}`;
		const expected = [...pools.filter((_pool, index) => index !== 3), told];
		expect(done.sort()).toEqual(expected.sort());
	});

	it('is named with its item', async () => {
		const { pools, result } = await wait({});
		expect(result.error?.message).toContain(`reading the pool ${pools[3]}`);
		const item = mode === 'inNode' ? 3 : 0;
		expect(result.error?.context?.itemIndex).toBe(item);
	});
});

describe.each(['inNode', 'suspend'] as const)('a wait that the service requests (%s)', (mode) => {
	const wait = async (pool: string, seconds: number, deadlineDays: number) => {
		const headers = { 'Retry-After': String(seconds) };
		waiting.at(waiting.now() + 50 * MINUTE, () => {
			waiting.emulator.faults.add({ kind: 'status', status: 429, headers });
		});
		const parameters = { mode, deadlineDays };
		if (mode === 'inNode') return await waiting.run([pool], parameters);
		return (await waiting.suspend([pool], parameters)).result;
	};

	it('is respected, and the node continues to wait', async () => {
		const pool = waiting.openPool();
		waiting.at(waiting.now() + 150 * MINUTE, () =>
			waiting.emulator.seedData.closePool(pool, 'COMPLETED'),
		);
		const { error } = await wait(pool, 3_600, 1);
		expect(error).toBeUndefined();
		const times = waiting.emulator.log.entries().map(({ at }) => at);
		const gaps = times.slice(1).map((at, index) => at - times[index]);
		expect(Math.max(...gaps)).toBeGreaterThanOrEqual(60 * MINUTE);
	});

	it('does not extend the deadline', async () => {
		const began = waiting.now();
		const { error } = await wait(waiting.openPool(), 3_600, 70 / (24 * 60));
		expect(error?.message).toContain('people had not finished within 70 minutes');
		expect(waiting.now() - began).toBe(70 * MINUTE);
	});
});
