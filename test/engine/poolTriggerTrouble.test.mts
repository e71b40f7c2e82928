import { describe, expect, it } from 'vitest';
import { LIST, MINUTE_MS, WatchingPools, assignmentsOf, poolsOf } from './watchingPools.mts';

const watching = new WatchingPools();

describe('trouble', () => {
	it('with one pool keeps none of the others from being read', async () => {
		watching.emulator.seedData.closePool(watching.poolId, 'MANUAL');
		const pools = poolsOf('999999999', watching.poolId);
		const poll = watching.trigger({ event: 'poolClosed', pools, startFrom: 'beginning' });
		await poll.activate();
		expect(poll.items().map(({ pool_id: id }) => id)).toEqual([watching.poolId]);
		await poll.tick();
		expect(poll.errors).toHaveLength(1);
	});

	it('is an unknown pool, although its list is only empty', async () => {
		const parameters = { pools: poolsOf('999999999'), startFrom: 'beginning' };
		await expect(watching.trigger(parameters).activate()).rejects.toThrow('999999999');
	});

	it('that passes is passed over', async () => {
		const ids = watching.addSubmitted(3);
		const fault = { kind: 'reset-before' as const, times: 'always' as const };
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
		'when %s of several pools is asked for moves the beginning of none of them',
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
