import { describe, expect, it } from 'vitest';
import { LIST, MINUTE_MS, Polling, expectOnceEach, idsOf } from '../polling.mts';

const polling = new Polling();

describe.each([
	['the default engine', false],
	['durable cursors', true],
])('every finished item once, with %s', (_name, durable) => {
	it('25,000 items over several polls, a third at one instant and a tenth 30 s late', async () => {
		polling.emulator.switches.set({
			tieShare: 0.34,
			tieGridMs: 10 * MINUTE_MS,
			lateShare: 0.1,
			lateMs: 30_000,
		});
		const ids = polling.addFinished(25_000, 9 * MINUTE_MS);
		const poll = polling.trigger({ startFrom: 'beginning' }, { durable });
		await poll.activate();
		await polling.tickForLong(poll);
		expect(poll.errors).toEqual([]);
		expect(poll.emissions.length).toBeGreaterThan(2);
		expectOnceEach(poll, ids);
	});

	it('continues after a restart from what n8n had saved', async () => {
		const first = polling.addFinished(500);
		const poll = polling.trigger({ startFrom: 'beginning' }, { durable });
		await poll.activate();
		const later = polling.addFinished(300, 30_000);
		const restarted = polling.trigger(
			{ startFrom: 'beginning' },
			{ durable, stored: poll.saved() },
		);
		await restarted.activate();
		await polling.tickForLong(restarted);
		expect([...idsOf(poll), ...idsOf(restarted)].sort()).toEqual([...first, ...later].sort());
	});

	it('starts from activation: nothing older, everything newer', async () => {
		polling.addFinished(50);
		polling.emulator.clock.advance(1_000);
		const poll = polling.trigger({}, { durable });
		await poll.activate();
		expect(poll.emissions).toEqual([]);
		polling.emulator.clock.advance(MINUTE_MS);
		const newer = polling.addFinished(20, 50_000);
		await polling.tickForLong(poll);
		expectOnceEach(poll, newer);
	});
});

describe('a database that stores the durable cursor late', () => {
	it('delivers every item once although the next polls start earlier', async () => {
		const ids = polling.addFinished(30);
		const poll = polling.trigger({ startFrom: 'beginning' }, { durable: true, slowCommit: true });
		await poll.activate();
		await poll.tick();
		await poll.tick();
		expectOnceEach(poll, ids);
		poll.commit();
		const more = polling.addFinished(5, 1_000);
		await poll.tick();
		expectOnceEach(poll, [...ids, ...more]);
	});

	it('delivers the items again if storing has failed', async () => {
		const ids = polling.addFinished(30);
		const poll = polling.trigger({ startFrom: 'beginning' }, { durable: true, slowCommit: true });
		await poll.activate();
		polling.emulator.clock.advance(MINUTE_MS);
		await poll.tick();
		expect(idsOf(poll)).toEqual([...ids, ...ids]);
	});
});

describe('outages at the start and slow reads', () => {
	it('lose nothing that finishes while the service is unavailable after the activation', async () => {
		polling.addFinished(5);
		polling.emulator.clock.advance(2_000);
		const fault = { kind: 'status' as const, status: 503, times: 'always' as const };
		const away = polling.emulator.faults.add({ ...fault, match: { route: LIST } });
		const poll = polling.trigger();
		await poll.activate();
		polling.emulator.clock.advance(10 * MINUTE_MS);
		const meanwhile = polling.addFinished(20, 9 * MINUTE_MS);
		await poll.tick();
		polling.emulator.faults.remove(away);
		const restarted = polling.trigger({}, { stored: poll.saved(), workflowId: 'another process' });
		await restarted.activate();
		expectOnceEach(restarted, meanwhile);
	});

	it('do not move the start if the first list could not be read', async () => {
		const fault = { kind: 'status' as const, status: 503, times: 6 };
		polling.emulator.faults.add({ ...fault, match: { route: LIST, nth: 2 } });
		const poll = polling.trigger();
		await poll.activate();
		polling.emulator.clock.advance(10 * MINUTE_MS);
		const meanwhile = polling.addFinished(20, 9 * MINUTE_MS);
		const restarted = polling.trigger({}, { stored: poll.saved(), workflowId: 'another process' });
		await restarted.activate();
		expectOnceEach(restarted, meanwhile);
	});

	it('lose no late item of a list that is read slowly', async () => {
		polling.emulator.switches.set({ lateShare: 0.5, lateMs: 9_000 });
		polling.emulator.faults.add({
			kind: 'delay',
			ms: 20_000,
			clock: 'emulator',
			applied: true,
			times: 3,
			match: { route: LIST },
		});
		const now = polling.emulator.clock.now();
		const finished = (count: number, fromMs: number, toMs: number) =>
			polling.emulator.seedData.addItems(polling.projectId, {
				count,
				finishedFromMs: now + fromMs,
				finishedToMs: now + toMs,
			});
		const ids = [...finished(2_500, -8_000, 0), ...finished(100, 0, 30_000)];
		const poll = polling.trigger({ startFrom: 'beginning', options: { window: 10 } });
		await poll.activate();
		await polling.tickForLong(poll);
		expectOnceEach(poll, ids);
	});
});

describe('reading a backlog', () => {
	it('leaves what exceeds the limit to the next poll', async () => {
		const ids = polling.addFinished(95);
		const poll = polling.trigger({ startFrom: 'beginning', options: { maxItems: 10 } });
		await poll.activate();
		expect(poll.emissions[0]).toHaveLength(10);
		await polling.tickForLong(poll);
		expect(poll.emissions.every((items) => items.length <= 10)).toBe(true);
		expectOnceEach(poll, ids);
	});

	it('stops requesting pages when the time of a poll is over', async () => {
		const ids = polling.addFinished(5_000);
		polling.emulator.faults.add({
			kind: 'delay',
			ms: 20_000,
			clock: 'emulator',
			times: 'always',
			match: { route: LIST },
		});
		const poll = polling.trigger({ startFrom: 'beginning' }, { pollBudgetMs: 36_000 });
		await poll.activate();
		expect(poll.emissions[0]).toHaveLength(2_000);
		await polling.tickForLong(poll);
		expectOnceEach(poll, ids);
	});
});
