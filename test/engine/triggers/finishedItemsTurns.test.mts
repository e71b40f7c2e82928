import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { MINUTE_MS, Polling, expectOnceEach } from '../polling.mts';
import type { Trigger } from '../trigger.mts';
import { WatchingPools, assignmentsOf, poolsOf } from '../watchingPools.mts';

/** Main processes that take turns: n8n's durable scheduler lets any of them poll. */

const polling = new Polling();
const watching = new WatchingPools();

/** Polls in this process or in another one, from what the one before it stored. */
async function poll(
	place: 'here' | 'elsewhere',
	stored: IDataObject = {},
	parameters: IDataObject = {},
): Promise<Trigger> {
	polling.emulator.clock.advance(MINUTE_MS);
	const workflowId = place === 'here' ? undefined : 'elsewhere';
	const rest = { durable: true, pollBudgetMs: 36_000, stored, ...(workflowId && { workflowId }) };
	const trigger = polling.trigger(parameters, rest);
	await trigger.tick();
	expect(trigger.errors).toEqual([]);
	return trigger;
}

it('what another process has delivered is not delivered again', async () => {
	const parameters = { options: { window: 600 } };
	const first = await poll('here', {}, parameters);
	polling.emulator.clock.advance(MINUTE_MS);
	const ids = polling.addFinished(5, 30_000);
	const other = await poll('elsewhere', first.saved(), parameters);
	expectOnceEach(other, ids);
	const again = await poll('here', other.saved(), parameters);
	expect(again.emissions).toEqual([]);
	const more = polling.addFinished(3, 30_000);
	expectOnceEach(await poll('here', again.saved(), parameters), more);
});

it('a new Start From that another process has followed is not followed again', async () => {
	polling.addFinished(20);
	polling.emulator.clock.advance(30 * MINUTE_MS);
	const ids = polling.addFinished(5, 30_000);
	const first = await poll('here', {}, { startFrom: 'activation' });
	const all = { startFrom: 'beginning', options: { maxItems: 10 } };
	const other = await poll('elsewhere', first.saved(), all);
	expect(other.items()).toHaveLength(10);
	const next = await poll('here', other.saved(), all);
	const last = await poll('elsewhere', next.saved(), all);
	const delivered = [other, next, last].flatMap((one) => one.items().map(({ id }) => id));
	expect(delivered).toHaveLength(25);
	expect(new Set(delivered).size).toBe(25);
	expect(delivered).toEqual(expect.arrayContaining(ids));
});

it('a pool that another main process has begun to watch is followed from there', async () => {
	const added = watching.addPool();
	const pollPools = async (place: object, pools: string[], stored = {}) => {
		watching.emulator.clock.advance(MINUTE_MS);
		const rest = { durable: true, pollBudgetMs: 36_000, stored, ...place };
		const trigger = watching.trigger({ pools: poolsOf(...pools) }, rest);
		await trigger.tick();
		return trigger;
	};
	const both = [watching.poolId, added];
	const first = await pollPools({}, [watching.poolId]);
	const other = await pollPools({ workflowId: 'elsewhere' }, both, first.saved());
	watching.emulator.clock.advance(MINUTE_MS);
	const ids = watching.addSubmitted(3, 30_000, added);
	expect(assignmentsOf(await pollPools({}, both, other.saved()))).toEqual(ids);
});
