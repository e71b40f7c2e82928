import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Emulated } from './emulated.mts';
import { byId, startEmulated } from './emulated.mts';
import type { Trigger, TriggerOptions } from './trigger.mts';
import { createTrigger } from './trigger.mts';

const LIST = 'GET /app-projects/{id}/items';
const MINUTE_MS = 60_000;

let emulated: Emulated;
let projectId: string;
let workflows = 0;

beforeAll(async () => {
	emulated = await startEmulated();
});
afterAll(async () => await emulated.close());
beforeEach(() => {
	emulated.emulator.reset();
	projectId = emulated.emulator.catalogue.appProject().id;
	workflows += 1;
});

function trigger(parameters: IDataObject = {}, rest: Partial<TriggerOptions> = {}): Trigger {
	return createTrigger({
		credentials: emulated.credentials,
		parameters: { project: byId(projectId), ...parameters },
		workflowId: `w${workflows}`,
		...rest,
	});
}

function addFinished(count: number, overMs = 10 * MINUTE_MS): string[] {
	const now = emulated.emulator.clock.now();
	return emulated.emulator.seedData.addItems(projectId, {
		count,
		finishedFromMs: now - overMs,
		finishedToMs: now,
	});
}

/** Long enough for every late or tied item of these tests to show up, and then some. */
async function tickForLong(poll: Trigger): Promise<void> {
	for (let minute = 0; minute < 25; minute++) {
		emulated.emulator.clock.advance(MINUTE_MS);
		await poll.tick();
	}
}

const idsOf = (poll: Trigger) => poll.items().map(({ id }) => id as string);

function expectOnceEach(poll: Trigger, ids: string[]) {
	const emitted = idsOf(poll);
	expect(emitted).toHaveLength(ids.length);
	expect(new Set(emitted)).toEqual(new Set(ids));
}

describe.each([
	['the default engine', false],
	['durable cursors', true],
])('every finished item once, with %s', (_name, durable) => {
	it('25,000 items over several polls, a third at one instant and a tenth 30 s late', async () => {
		emulated.emulator.switches.set({
			tieShare: 0.34,
			tieGridMs: 10 * MINUTE_MS,
			lateShare: 0.1,
			lateMs: 30_000,
		});
		const ids = addFinished(25_000, 9 * MINUTE_MS);
		const poll = trigger({ startFrom: 'beginning' }, { durable });
		await poll.activate();
		await tickForLong(poll);
		expect(poll.errors).toEqual([]);
		expect(poll.emissions.length).toBeGreaterThan(2);
		expectOnceEach(poll, ids);
	});

	it('goes on after a restart from what n8n had saved', async () => {
		const first = addFinished(500);
		const poll = trigger({ startFrom: 'beginning' }, { durable });
		await poll.activate();
		const later = addFinished(300, 30_000);
		const restarted = trigger({ startFrom: 'beginning' }, { durable, stored: poll.saved() });
		await restarted.activate();
		await tickForLong(restarted);
		expect([...idsOf(poll), ...idsOf(restarted)].sort()).toEqual([...first, ...later].sort());
	});

	it('starts from activation: nothing older, everything newer', async () => {
		addFinished(50);
		emulated.emulator.clock.advance(1_000);
		const poll = trigger({}, { durable });
		await poll.activate();
		expect(poll.emissions).toEqual([]);
		emulated.emulator.clock.advance(MINUTE_MS);
		const newer = addFinished(20, 50_000);
		await tickForLong(poll);
		expectOnceEach(poll, newer);
	});
});

describe('a database that stores the durable cursor late', () => {
	it('gets every item once although the next polls begin before that', async () => {
		const ids = addFinished(30);
		const poll = trigger({ startFrom: 'beginning' }, { durable: true, slowCommit: true });
		await poll.activate();
		await poll.tick();
		await poll.tick();
		expectOnceEach(poll, ids);
		poll.commit();
		const more = addFinished(5, 1_000);
		await poll.tick();
		expectOnceEach(poll, [...ids, ...more]);
	});

	it('gets the items again when storing has failed', async () => {
		const ids = addFinished(30);
		const poll = trigger({ startFrom: 'beginning' }, { durable: true, slowCommit: true });
		await poll.activate();
		emulated.emulator.clock.advance(MINUTE_MS);
		await poll.tick();
		expect(idsOf(poll)).toEqual([...ids, ...ids]);
	});
});

describe('troubles while the trigger begins or reads for long', () => {
	it('loses nothing that is finished while the service is away after the activation', async () => {
		addFinished(5);
		emulated.emulator.clock.advance(2_000);
		const fault = { kind: 'status' as const, status: 503, times: 'always' as const };
		const away = emulated.emulator.faults.add({ ...fault, match: { route: LIST } });
		const poll = trigger();
		await poll.activate();
		emulated.emulator.clock.advance(10 * MINUTE_MS);
		const meanwhile = addFinished(20, 9 * MINUTE_MS);
		await poll.tick();
		emulated.emulator.faults.remove(away);
		const restarted = trigger({}, { stored: poll.saved(), workflowId: 'another process' });
		await restarted.activate();
		expectOnceEach(restarted, meanwhile);
	});

	it('remembers its beginning although the first list could not be read', async () => {
		const fault = { kind: 'status' as const, status: 503, times: 6 };
		emulated.emulator.faults.add({ ...fault, match: { route: LIST, nth: 2 } });
		const poll = trigger();
		await poll.activate();
		emulated.emulator.clock.advance(10 * MINUTE_MS);
		const meanwhile = addFinished(20, 9 * MINUTE_MS);
		const restarted = trigger({}, { stored: poll.saved(), workflowId: 'another process' });
		await restarted.activate();
		expectOnceEach(restarted, meanwhile);
	});

	it('loses no late item of a list that takes long to read', async () => {
		emulated.emulator.switches.set({ lateShare: 0.5, lateMs: 9_000 });
		emulated.emulator.faults.add({
			kind: 'delay',
			ms: 20_000,
			clock: 'emulator',
			applied: true,
			times: 3,
			match: { route: LIST },
		});
		const now = emulated.emulator.clock.now();
		const finished = (count: number, fromMs: number, toMs: number) =>
			emulated.emulator.seedData.addItems(projectId, {
				count,
				finishedFromMs: now + fromMs,
				finishedToMs: now + toMs,
			});
		const ids = [...finished(2_500, -8_000, 0), ...finished(100, 0, 30_000)];
		const poll = trigger({ startFrom: 'beginning', options: { window: 10 } });
		await poll.activate();
		await tickForLong(poll);
		expectOnceEach(poll, ids);
	});
});

describe('reading a backlog', () => {
	it('takes 101 requests for 100,000 items', async () => {
		const ids = addFinished(100_000, 24 * 60 * MINUTE_MS);
		emulated.emulator.clock.advance(5 * MINUTE_MS);
		const poll = trigger({ startFrom: 'beginning' });
		await poll.activate();
		while (poll.items().length < ids.length) await poll.tick();
		expectOnceEach(poll, ids);
		expect(emulated.emulator.log.count(LIST)).toBeLessThanOrEqual(101);
	});

	it('leaves the rest to the next poll at the cap', async () => {
		const ids = addFinished(95);
		const poll = trigger({ startFrom: 'beginning', options: { maxItems: 10 } });
		await poll.activate();
		expect(poll.emissions[0]).toHaveLength(10);
		await tickForLong(poll);
		expect(poll.emissions.every((items) => items.length <= 10)).toBe(true);
		expectOnceEach(poll, ids);
	});

	it('stops asking for pages when the time for a poll is over', async () => {
		const ids = addFinished(5_000);
		emulated.emulator.faults.add({
			kind: 'delay',
			ms: 20_000,
			clock: 'emulator',
			times: 'always',
			match: { route: LIST },
		});
		const poll = trigger({ startFrom: 'beginning' }, { pollBudgetMs: 36_000 });
		await poll.activate();
		expect(poll.emissions[0]).toHaveLength(2_000);
		await tickForLong(poll);
		expectOnceEach(poll, ids);
	});
});
