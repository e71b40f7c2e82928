import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { log } from '../engine.mts';
import { LIST, MINUTE_MS, WatchingPools, assignmentsOf, poolsOf } from '../watchingPools.mts';

const watching = new WatchingPools();

describe('trouble', () => {
	it('with one pool does not prevent the others from being read', async () => {
		watching.emulator.seedData.closePool(watching.poolId, 'MANUAL');
		const pools = poolsOf('999999999', watching.poolId);
		const poll = watching.trigger({ event: 'poolClosed', pools, startFrom: 'beginning' });
		await poll.activate();
		expect(poll.items().map(({ pool_id: id }) => id)).toEqual([watching.poolId]);
		await poll.tick();
		expect(poll.errors).toHaveLength(1);
	});

	it('includes an unknown pool, although its list is just empty', async () => {
		const parameters = { pools: poolsOf('999999999'), startFrom: 'beginning' };
		await expect(watching.trigger(parameters).activate()).rejects.toThrow('999999999');
	});

	it.each([
		{ kind: 'reset-before' } as const,
		{ kind: 'status', status: 429, headers: { 'Retry-After': '3600' } } as const,
	])('that may pass is skipped: $kind', async (trouble) => {
		const ids = watching.addSubmitted(3);
		const fault = { ...trouble, times: 'always' as const };
		watching.emulator.faults.add({ ...fault, match: { route: LIST } });
		const poll = watching.trigger({ startFrom: 'beginning' });
		await poll.activate();
		await poll.tick();
		expect(poll.errors).toEqual([]);
		await poll.tick();
		expect(poll.errors).toHaveLength(1);
		watching.emulator.faults.clear();
		await poll.tick();
		expect(assignmentsOf(poll)).toEqual(ids);
	});

	it.each([
		['the first', 1],
		['the second', 2],
	])(
		'while %s of several pools is requested does not move the start of any',
		async (_name, nth) => {
			const all = [watching.poolId, watching.addPool(), watching.addPool()];
			for (const id of all) watching.addSubmitted(2, MINUTE_MS, id);
			watching.emulator.clock.advance(2_000);
			const match = { route: 'GET /pools/{id}', nth };
			watching.emulator.faults.add({ kind: 'reset-before', times: 'always', match });
			const poll = watching.trigger({ pools: poolsOf(...all) });
			await poll.activate();
			watching.emulator.clock.advance(10 * MINUTE_MS);
			const meanwhile = all.flatMap((id) => watching.addSubmitted(5, 9 * MINUTE_MS, id));
			watching.emulator.faults.clear();
			const stored = poll.saved();
			const pools = poolsOf(...all);
			const restarted = watching.trigger({ pools }, { stored, workflowId: 'another process' });
			await restarted.activate();
			expect(assignmentsOf(restarted).sort()).toEqual(meanwhile.sort());
		},
	);
});

describe('one pool that cannot be read', () => {
	/** Refuses requests for the pool and for its list. */
	const refuse = (pool: string, status: number) => {
		for (const match of [{ path: `/pools/${pool}` }, { query: { pool_id: pool } }])
			watching.emulator.faults.add({ kind: 'status', status, times: 'always', match });
	};
	const pass = () => watching.emulator.clock.advance(5 * MINUTE_MS);
	const messages = () => log.map(({ message }) => message).join();

	it.each([
		['the first', 503],
		['the first', 429],
		['the last', 503],
	])('as %s of two, with %i, delays the other by a poll at most', async (place, status) => {
		const bad = watching.addPool();
		const order = place === 'the first' ? [bad, watching.poolId] : [watching.poolId, bad];
		const poll = watching.trigger({ pools: poolsOf(...order) });
		await poll.activate();
		pass();
		await poll.tick();
		refuse(bad, status);
		const ids: string[] = [];
		for (let minute = 0; minute < 8; minute++) {
			watching.emulator.clock.advance(MINUTE_MS);
			ids.push(...watching.addSubmitted(2, MINUTE_MS / 2));
			await poll.tick();
		}
		watching.emulator.clock.advance(MINUTE_MS);
		await poll.tick();
		expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
	});

	it.each([false, true])('does not end the trigger at a restart (durable: %s)', async (durable) => {
		const bad = watching.addPool();
		const pools = poolsOf(bad, watching.poolId);
		const before = watching.trigger({ pools }, { durable });
		await before.activate();
		pass();
		await before.tick();
		refuse(bad, 403);
		const another = { durable, stored: before.saved(), workflowId: 'another process' };
		const poll = watching.trigger({ pools }, another);
		log.length = 0;
		await poll.activate();
		expect(messages()).toContain(`Access was denied while reading the assignments of pool ${bad}`);
		await poll.tick();
		expect(poll.errors.map(({ message }) => message)).toEqual([expect.stringContaining(bad)]);
	});

	it.each([404, 503])('and is added later does not end the others (%i)', async (status) => {
		const before = watching.trigger();
		await before.activate();
		pass();
		await before.tick();
		const bad = watching.addPool();
		refuse(bad, status);
		const pools = poolsOf(bad, watching.poolId);
		const another = { stored: before.saved(), workflowId: `another process ${status}` };
		const poll = watching.trigger({ pools }, another);
		await poll.activate();
		pass();
		const ids = watching.addSubmitted(3, MINUTE_MS);
		const meanwhile = watching.addSubmitted(2, MINUTE_MS, bad);
		log.length = 0;
		await poll.tick();
		expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
		expect(messages()).toContain(bad);
		watching.emulator.faults.clear();
		await poll.tick();
		expect(assignmentsOf(poll).sort()).toEqual([...ids, ...meanwhile].sort());
	});

	it.each([
		['activation', 404],
		['beginning', 404],
		['activation', 503],
	])(
		'and took the place of another by mistake changes nothing (%s, %i)',
		async (startFrom, status) => {
			const other = watching.addPool();
			const right = { startFrom, pools: poolsOf(watching.poolId, other) };
			const before = watching.trigger(right);
			await before.activate();
			pass();
			const ids = watching.addSubmitted(3, MINUTE_MS, other);
			await before.tick();
			refuse('4102', status);
			const wrong = { startFrom, pools: poolsOf(watching.poolId, '4102') };
			const mistaken = watching.trigger(wrong, { stored: before.saved() });
			await mistaken.activate();
			pass();
			ids.push(...watching.addSubmitted(2, MINUTE_MS, other));
			await mistaken.tick();
			const corrected = watching.trigger(right, { stored: mistaken.saved() });
			await corrected.activate();
			await watching.tickForLong(corrected);
			expect([...assignmentsOf(before), ...assignmentsOf(corrected)].sort()).toEqual(ids.sort());
		},
	);

	it('and took the place of one with much to remember does not make the state grow', async () => {
		const other = watching.addPool();
		const before = watching.trigger({ pools: poolsOf(watching.poolId, other) });
		await before.activate();
		pass();
		watching.addSubmitted(600, MINUTE_MS / 2, other);
		await before.tick();
		const pools = poolsOf(watching.poolId, '4102');
		const mistaken = watching.trigger({ pools }, { stored: before.saved() });
		await mistaken.activate();
		expect(JSON.stringify(before.saved())).toContain(other);
		expect(JSON.stringify(mistaken.saved())).not.toContain(other);
	});

	it('does not make a delivery repeat after a crash', async () => {
		const bad = watching.addPool();
		const pools = poolsOf(bad, watching.poolId);
		const parameters = { pools, options: { delivery: 'atLeastOnce' } };
		const before = watching.trigger(parameters);
		await before.activate();
		pass();
		const ids = watching.addSubmitted(3, MINUTE_MS);
		await before.tick();
		refuse(bad, 403);
		const stored = JSON.parse(
			JSON.stringify(before.saved()).replace(/"process":"[^"]*"/, '"process":"ended"'),
		) as IDataObject;
		const poll = watching.trigger(parameters, { stored, workflowId: 'another process' });
		await poll.activate();
		expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
	});
});
