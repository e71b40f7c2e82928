import { expect, it } from 'vitest';
import { LIST, MINUTE_MS, Polling, expectOnceEach } from '../engine/polling.mts';
import type { Trigger } from '../engine/trigger.mts';

const polling = new Polling();

const sizeOf = (poll: Trigger) => JSON.stringify(poll.saved()).length;
const LIMIT = 64 * 1024;

it('a backlog of 100,000 items needs 101 requests', async () => {
	const ids = polling.addFinished(100_000, 24 * 60 * MINUTE_MS);
	polling.emulator.clock.advance(5 * MINUTE_MS);
	const poll = polling.trigger({ startFrom: 'beginning' });
	await poll.activate();
	while (poll.items().length < ids.length) await poll.tick();
	expectOnceEach(poll, ids);
	expect(polling.emulator.log.count(LIST)).toBeLessThanOrEqual(101);
});

it.each([
	['normal', 50_000],
	['atLeastOnce', 10_000],
])(
	'the stored state stays small at 100,000 items a minute, delivery %s',
	async (delivery, maxItems) => {
		const ids = polling.addFinished(100_000, MINUTE_MS);
		const options = { delivery, maxItems };
		const poll = polling.trigger({ startFrom: 'beginning', options });
		await poll.activate();
		expect(sizeOf(poll)).toBeLessThan(LIMIT);
		for (let minute = 0; minute < 14; minute++) {
			polling.emulator.clock.advance(MINUTE_MS);
			await poll.tick();
			expect(sizeOf(poll)).toBeLessThan(LIMIT);
		}
		expect(poll.errors).toEqual([]);
		expectOnceEach(poll, ids);
	},
);

it.each(['normal', 'atLeastOnce'])(
	'the stored state stays small with 30,000 items of one time, and an idle poll is one request, delivery %s',
	async (delivery) => {
		polling.emulator.switches.set({ tieShare: 1, tieGridMs: 60 * MINUTE_MS });
		const ids = polling.addFinished(30_000, 1_000);
		polling.emulator.clock.advance(70 * MINUTE_MS);
		const poll = polling.trigger({ startFrom: 'beginning', options: { delivery } });
		await poll.activate();
		for (let minute = 0; minute < 8; minute++) {
			polling.emulator.clock.advance(MINUTE_MS);
			await poll.tick();
			expect(sizeOf(poll)).toBeLessThan(LIMIT);
		}
		expectOnceEach(poll, ids);
		polling.emulator.log.clear();
		for (let minute = 0; minute < 5; minute++) {
			polling.emulator.clock.advance(MINUTE_MS);
			await poll.tick();
		}
		expect(polling.emulator.log.count(LIST)).toBe(5);
	},
);
