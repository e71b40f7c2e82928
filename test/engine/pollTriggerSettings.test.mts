import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { credentialsFor } from './emulated.mts';
import { log } from './engine.mts';
import { LIST, MINUTE_MS, Polling, expectOnceEach } from './polling.mts';

const polling = new Polling();

describe('filters and start', () => {
	it('delivers only the chosen statuses', async () => {
		polling.emulator.switches.set({ labelErrorShare: 0.5 });
		polling.emulator.seedData.addItems(polling.projectId, { count: 200 });
		polling.emulator.clock.advance(MINUTE_MS);
		const poll = polling.trigger({ startFrom: 'beginning', statuses: ['ERROR'] });
		await poll.activate();
		const expected = polling.emulator.truth
			.items(polling.projectId)
			.filter(({ status }) => status === 'ERROR')
			.map(({ id }) => id);
		expect(expected.length).toBeGreaterThan(20);
		expectOnceEach(poll, expected);
	});

	it('starts from a time', async () => {
		polling.addFinished(600);
		const since = polling.emulator.clock.now() - 5 * MINUTE_MS;
		const poll = polling.trigger({ startFrom: 'time', startTime: new Date(since).toISOString() });
		await poll.activate();
		const expected = polling.emulator.truth
			.items(polling.projectId)
			.filter(({ finishedUs }) => finishedUs! >= since * 1000)
			.map(({ id }) => id);
		expect(expected.length).toBeGreaterThan(250);
		expect(expected.length).toBeLessThan(350);
		expectOnceEach(poll, expected);
	});

	it('starts anew only when what it watches changes', async () => {
		polling.addFinished(30);
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		const same = polling.trigger({ startFrom: 'beginning' }, { stored: poll.saved() });
		await same.activate();
		expect(same.emissions).toEqual([]);
		const other = polling.trigger(
			{ startFrom: 'beginning', statuses: ['COMPLETED'] },
			{ stored: poll.saved() },
		);
		await other.activate();
		expect(other.items()).toHaveLength(30);
	});

	it('with a window of 0 follows the last item by its id', async () => {
		const ids = polling.addFinished(20);
		const poll = polling.trigger({ startFrom: 'beginning', options: { window: 0 } });
		await poll.activate();
		polling.emulator.clock.advance(MINUTE_MS);
		const more = polling.addFinished(5, 30_000);
		await poll.tick();
		expectOnceEach(poll, [...ids, ...more]);
		expect(polling.emulator.log.entries().at(-1)?.query).toEqual({
			sort: 'finished',
			limit: '1000',
			after_id: ids.at(-1),
		});
	});

	it('survives a last item that is no longer known', async () => {
		const ids = polling.addFinished(20);
		const poll = polling.trigger({ startFrom: 'beginning', options: { window: 0 } });
		await poll.activate();
		const stored = poll.saved() as { cursor: IDataObject };
		const lost = { cursor: { ...stored.cursor, lastId: 'gone5678901234567890' } };
		polling.emulator.clock.advance(MINUTE_MS);
		const more = polling.addFinished(5, 30_000);
		const next = polling.trigger(
			{ startFrom: 'beginning', options: { window: 0 } },
			{ stored: lost },
		);
		await next.activate();
		expectOnceEach(next, more);
		expect(ids).toHaveLength(20);
	});

	it.each(['first', 'last'] as const)('passes over unfinished items listed %s', async (where) => {
		polling.emulator.switches.set({ unfinishedItems: where });
		polling.emulator.seedData.addItems(polling.projectId, { count: 1_500 });
		const ids = polling.addFinished(40);
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		expectOnceEach(poll, ids);
	});
});

describe('at least once', () => {
	const parameters = { startFrom: 'beginning', options: { delivery: 'atLeastOnce' } };

	it('delivers once while the process lives', async () => {
		const ids = polling.addFinished(10);
		const poll = polling.trigger(parameters);
		await poll.activate();
		await polling.tickForLong(poll);
		expectOnceEach(poll, ids);
	});

	it('repeats the last delivery, with the same dedupeKey, after a crash', async () => {
		polling.addFinished(10);
		const poll = polling.trigger(parameters);
		await poll.activate();
		const stored = poll.saved() as { cursor: { unconfirmed: IDataObject } };
		stored.cursor.unconfirmed.process = 'a process that died';
		const restarted = polling.trigger(parameters, { stored });
		await restarted.activate();
		expect(restarted.items().map(({ dedupeKey }) => dedupeKey)).toEqual(
			poll.items().map(({ dedupeKey }) => dedupeKey),
		);
	});
});

describe('trouble', () => {
	const always = (kind: 'html' | 'empty' | 'reset-before') =>
		polling.emulator.faults.add({ kind, times: 'always', match: { route: LIST } });

	it('passes over what may pass by itself, then says so, and loses nothing', async () => {
		const ids = polling.addFinished(10);
		always('reset-before');
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		await poll.tick();
		expect(poll.errors).toEqual([]);
		await poll.tick();
		expect(poll.errors).toHaveLength(1);
		expect(poll.errors[0].message).toContain('The service did not answer');
		expect(poll.errors[0]).toMatchObject({ failure: { cause: 'temporarily-unavailable' } });
		polling.emulator.faults.clear();
		await poll.tick();
		expectOnceEach(poll, ids);
	});

	it('refuses publication with a wrong token, and the token stays secret', async () => {
		polling.emulator.switches.set({ authFailureStatus: 401 });
		const token = 'BBBBBBBBBBBBBBBBBBBBBB.secret.token';
		const credentials = credentialsFor(polling.emulator.url, token);
		const error = await polling
			.trigger({}, { credentials })
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
		polling.projectId = 'doesNotExist12345678';
		await expect(polling.trigger().activate()).rejects.toThrow(
			'The service found nothing while listing the items of the project doesNotExist12345678',
		);
	});
});

describe('a manual test', () => {
	it('shows the newest finished items and touches no state', async () => {
		polling.addFinished(30);
		const poll = polling.trigger({}, { mode: 'manual' });
		await poll.activate();
		expect(poll.items()).toHaveLength(5);
		expect(poll.saved()).toEqual({});
	});

	it('says in a friendly way that there are none', async () => {
		await expect(polling.trigger({}, { mode: 'manual' }).activate()).rejects.toThrow(
			'has no finished items yet',
		);
	});
});
