import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Emulated } from './emulated.mts';
import { byId, credentialsFor, startEmulated } from './emulated.mts';
import { log } from './engine.mts';
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

describe('filters and start', () => {
	it('delivers only the chosen statuses', async () => {
		emulated.emulator.switches.set({ labelErrorShare: 0.5 });
		emulated.emulator.seedData.addItems(projectId, { count: 200 });
		emulated.emulator.clock.advance(MINUTE_MS);
		const poll = trigger({ startFrom: 'beginning', statuses: ['ERROR'] });
		await poll.activate();
		const expected = emulated.emulator.truth
			.items(projectId)
			.filter(({ status }) => status === 'ERROR')
			.map(({ id }) => id);
		expect(expected.length).toBeGreaterThan(20);
		expectOnceEach(poll, expected);
	});

	it('starts from a time', async () => {
		addFinished(600);
		const since = emulated.emulator.clock.now() - 5 * MINUTE_MS;
		const poll = trigger({ startFrom: 'time', startTime: new Date(since).toISOString() });
		await poll.activate();
		const expected = emulated.emulator.truth
			.items(projectId)
			.filter(({ finishedUs }) => finishedUs! >= since * 1000)
			.map(({ id }) => id);
		expect(expected.length).toBeGreaterThan(250);
		expect(expected.length).toBeLessThan(350);
		expectOnceEach(poll, expected);
	});

	it('starts anew only when what it watches changes', async () => {
		addFinished(30);
		const poll = trigger({ startFrom: 'beginning' });
		await poll.activate();
		const same = trigger({ startFrom: 'beginning' }, { stored: poll.saved() });
		await same.activate();
		expect(same.emissions).toEqual([]);
		const other = trigger(
			{ startFrom: 'beginning', statuses: ['COMPLETED'] },
			{ stored: poll.saved() },
		);
		await other.activate();
		expect(other.items()).toHaveLength(30);
	});

	it('with a window of 0 follows the last item by its id', async () => {
		const ids = addFinished(20);
		const poll = trigger({ startFrom: 'beginning', options: { window: 0 } });
		await poll.activate();
		emulated.emulator.clock.advance(MINUTE_MS);
		const more = addFinished(5, 30_000);
		await poll.tick();
		expectOnceEach(poll, [...ids, ...more]);
		expect(emulated.emulator.log.entries().at(-1)?.query).toEqual({
			sort: 'finished',
			limit: '1000',
			after_id: ids.at(-1),
		});
	});

	it('survives a last item that is no longer known', async () => {
		const ids = addFinished(20);
		const poll = trigger({ startFrom: 'beginning', options: { window: 0 } });
		await poll.activate();
		const stored = poll.saved() as { cursor: IDataObject };
		const lost = { cursor: { ...stored.cursor, lastId: 'gone5678901234567890' } };
		emulated.emulator.clock.advance(MINUTE_MS);
		const more = addFinished(5, 30_000);
		const next = trigger({ startFrom: 'beginning', options: { window: 0 } }, { stored: lost });
		await next.activate();
		expectOnceEach(next, more);
		expect(ids).toHaveLength(20);
	});

	it.each(['first', 'last'] as const)('passes over unfinished items listed %s', async (where) => {
		emulated.emulator.switches.set({ unfinishedItems: where });
		emulated.emulator.seedData.addItems(projectId, { count: 1_500 });
		const ids = addFinished(40);
		const poll = trigger({ startFrom: 'beginning' });
		await poll.activate();
		expectOnceEach(poll, ids);
	});
});

describe('at least once', () => {
	const parameters = { startFrom: 'beginning', options: { delivery: 'atLeastOnce' } };

	it('delivers once while the process lives', async () => {
		const ids = addFinished(10);
		const poll = trigger(parameters);
		await poll.activate();
		await tickForLong(poll);
		expectOnceEach(poll, ids);
	});

	it('repeats the last delivery, with the same dedupeKey, after a crash', async () => {
		addFinished(10);
		const poll = trigger(parameters);
		await poll.activate();
		const stored = poll.saved() as { cursor: { unconfirmed: IDataObject } };
		stored.cursor.unconfirmed.process = 'a process that died';
		const restarted = trigger(parameters, { stored });
		await restarted.activate();
		expect(restarted.items().map(({ dedupeKey }) => dedupeKey)).toEqual(
			poll.items().map(({ dedupeKey }) => dedupeKey),
		);
	});
});

describe('trouble', () => {
	const always = (kind: 'html' | 'empty' | 'reset-before') =>
		emulated.emulator.faults.add({ kind, times: 'always', match: { route: LIST } });

	it('passes over what may pass by itself, then says so, and loses nothing', async () => {
		const ids = addFinished(10);
		always('reset-before');
		const poll = trigger({ startFrom: 'beginning' });
		await poll.activate();
		await poll.tick();
		expect(poll.errors).toEqual([]);
		await poll.tick();
		expect(poll.errors).toHaveLength(1);
		expect(poll.errors[0].message).toContain('The service did not answer');
		expect(poll.errors[0]).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
		emulated.emulator.faults.clear();
		await poll.tick();
		expectOnceEach(poll, ids);
	});

	it('refuses publication with a wrong token, and the token stays secret', async () => {
		const token = 'BBBBBBBBBBBBBBBBBBBBBB.secret.token';
		const credentials = credentialsFor(emulated.emulator.url, token);
		const error = await trigger({}, { credentials })
			.activate()
			.catch((thrown: unknown) => thrown as Error);
		expect(error).toMatchObject({
			message: expect.stringContaining('The token was not accepted') as string,
			failure: { cause: 'credential-invalid' },
		});
		expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token);
		expect(JSON.stringify(log)).not.toContain(token);
	});

	it('refuses an unknown project at once', async () => {
		projectId = 'doesNotExist12345678';
		await expect(trigger().activate()).rejects.toThrow(
			'The service found nothing while listing the items of the project doesNotExist12345678',
		);
	});
});

describe('a manual test', () => {
	it('shows the newest finished items and touches no state', async () => {
		addFinished(30);
		const poll = trigger({}, { mode: 'manual' });
		await poll.activate();
		expect(poll.items()).toHaveLength(5);
		expect(poll.saved()).toEqual({});
	});

	it('says in a friendly way that there are none', async () => {
		await expect(trigger({}, { mode: 'manual' }).activate()).rejects.toThrow(
			'has no finished items yet',
		);
	});
});
