import { expect, it } from 'vitest';
import { reloadNodes } from '../engine.mts';
import { LIST, MINUTE_MS, Polling, expectOnceEach } from '../polling.mts';

/** States that n8n stores under a former name, or that an execution stores long after it read them. */

const polling = new Polling();

it('a trigger that gets its old name back continues from where it was under the other name', async () => {
	const poll = polling.trigger();
	const { polled, meanwhile } = await polling.pollOnce(poll);
	expectOnceEach(poll, polled);
	const renamed = polling.trigger({}, { name: 'Answers' });
	await renamed.activate();
	await polling.tickForLong(renamed);
	expectOnceEach(renamed, meanwhile);
	const later = polling.addFinished(3, 30_000);
	const back = polling.trigger({}, { stored: poll.saved() });
	await back.activate();
	await polling.tickForLong(back);
	expectOnceEach(back, later);
});

it('a trigger that is renamed again before its next poll delivers nothing twice', async () => {
	const poll = polling.trigger();
	const { polled, meanwhile } = await polling.pollOnce(poll);
	expectOnceEach(poll, polled);
	await polling.trigger({}, { name: 'Answers' }).activate();
	for (const [name, stored] of [
		['Trigger', poll.saved()],
		['Finished', {}],
	] as const) {
		polling.emulator.clock.advance(MINUTE_MS);
		const renamed = polling.trigger({}, { name, stored });
		await renamed.activate();
		expect(renamed.emissions).toEqual([]);
	}
	expect(meanwhile).not.toEqual([]);
});

it.each([
	['normal', false],
	['atLeastOnce', true],
])(
	'a trigger renamed after a restart, while no poll succeeds, continues: %s',
	async (delivery, again) => {
		const options = { delivery };
		const poll = polling.trigger({ options });
		const { polled, meanwhile } = await polling.pollOnce(poll);
		const fault = { kind: 'status' as const, status: 503, times: 'always' as const };
		const away = polling.emulator.faults.add({ ...fault, match: { route: LIST } });
		const restarted = { stored: poll.saved() };
		await reloadNodes();
		await polling.trigger({ options }, { ...restarted, activation: 'init' }).activate();
		polling.emulator.faults.remove(away);
		const renamed = polling.trigger({ options }, { ...restarted, name: 'Answers', stored: {} });
		await renamed.activate();
		expectOnceEach(renamed, [...(again ? polled : []), ...meanwhile]);
	},
);

it('an execution that stores the state before the last delivery makes nothing come twice', async () => {
	const poll = polling.trigger();
	await poll.activate();
	const old = poll.saved();
	polling.emulator.clock.advance(MINUTE_MS);
	const ids = polling.addFinished(5, 30_000);
	await poll.tick();
	expectOnceEach(poll, ids);
	polling.emulator.clock.advance(MINUTE_MS);
	const again = polling.trigger({}, { stored: old });
	await again.activate();
	expect(again.emissions).toEqual([]);
});

it.each([false, true])(
	'an execution that ends late and stores an old state makes nothing come twice (each poll reads it: %s)',
	async (readsIt) => {
		const poll = polling.trigger();
		const { polled, meanwhile } = await polling.pollOnce(poll);
		expectOnceEach(poll, polled);
		const old = poll.saved();
		await poll.tick();
		polling.emulator.clock.advance(20 * MINUTE_MS);
		const later = polling.addFinished(3, 30_000);
		await poll.tick();
		expectOnceEach(poll, [...polled, ...meanwhile, ...later]);
		const again = polling.trigger({}, { stored: old, pollBudgetMs: readsIt ? 36_000 : 300_000 });
		if (!readsIt) await again.activate();
		await polling.tickForLong(again);
		expect(again.emissions).toEqual([]);
	},
);
