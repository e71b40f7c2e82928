import { describe, expect, it } from 'vitest';
import { MINUTE_MS, WatchingPools, poolsOf } from '../watchingPools.mts';

const watching = new WatchingPools();

describe('Pool Closed', () => {
	const event = 'poolClosed';

	it('outputs one item per closing with its reason, even if the pool opened again meanwhile', async () => {
		const { seedData, clock } = watching.emulator;
		const poll = watching.trigger({ event });
		await poll.activate();
		clock.advance(MINUTE_MS);
		seedData.closePool(watching.poolId, 'NOT_ENOUGH_BALANCE');
		await poll.tick();
		await watching.tickForLong(poll);
		expect(poll.items()).toHaveLength(1);
		expect(poll.items()[0]).toMatchObject({
			pool_id: watching.poolId,
			status: 'CLOSED',
			reason: 'NOT_ENOUGH_BALANCE',
			is_completed: false,
			closed_at: expect.stringMatching(/Z$/) as string,
		});
		seedData.openPool(watching.poolId);
		clock.advance(10_000);
		seedData.closePool(watching.poolId, 'COMPLETED');
		clock.advance(10_000);
		seedData.openPool(watching.poolId);
		await watching.tickForLong(poll);
		const [first, second] = poll.items();
		expect(poll.items()).toHaveLength(2);
		expect(second).toMatchObject({ reason: 'COMPLETED', is_completed: true, status: 'OPEN' });
		expect(first.dedupeKey).not.toBe(second.dedupeKey);
	});

	it("outputs it once, whatever the format of the service's time", async () => {
		const { seedData, clock, switches } = watching.emulator;
		const poll = watching.trigger({ event });
		await poll.activate();
		clock.advance(MINUTE_MS);
		seedData.closePool(watching.poolId, 'COMPLETED');
		for (const form of ['natural', 6, 'natural', 6]) {
			switches.set({ dateDigits: form, dateZone: form === 6 ? 'always' : 'never' });
			await poll.tick();
			clock.advance(5_000);
		}
		expect(poll.items()).toHaveLength(1);
	});

	it('skips closings for an update, and pools that were never opened', async () => {
		const { seedData, clock } = watching.emulator;
		const never = seedData.addPool({ status: 'CLOSED' }).id;
		const poll = watching.trigger({
			event,
			pools: poolsOf(watching.poolId, never),
			startFrom: 'beginning',
		});
		await poll.activate();
		clock.advance(MINUTE_MS);
		seedData.closePool(watching.poolId, 'FOR_UPDATE');
		await watching.tickForLong(poll);
		expect(poll.items()).toEqual([]);
		expect(poll.errors).toEqual([]);
	});

	it('ignores pools that were closed before publication, unless all are requested', async () => {
		const { seedData, clock } = watching.emulator;
		seedData.closePool(watching.poolId, 'MANUAL');
		clock.advance(MINUTE_MS);
		const poll = watching.trigger({ event });
		await poll.activate();
		await watching.tickForLong(poll);
		expect(poll.emissions).toEqual([]);
		const all = watching.trigger({ event, startFrom: 'beginning' }, { workflowId: 'all' });
		await all.activate();
		expect(all.items()).toHaveLength(1);
	});
});
