import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId, imageRows } from '../emulated.mts';
import { reloadNodes } from '../engine.mts';
import { MINUTE_MS, Polling, expectOnceEach, idsOf } from '../polling.mts';
import type { Trigger } from '../trigger.mts';

const polling = new Polling();

/** Publishes the workflow again with other parameters; n8n keeps the stored state. */
async function republished(poll: Trigger, parameters: IDataObject): Promise<Trigger> {
	const changed = polling.trigger(parameters, { stored: poll.saved() });
	await changed.activate();
	return changed;
}

describe('a changed filter', () => {
	it('loses nothing that finished between the last poll and the publication', async () => {
		const poll = polling.trigger({ statuses: ['COMPLETED'] });
		const { polled: before, meanwhile } = await polling.pollOnce(poll);
		const changed = await republished(poll, { statuses: ['COMPLETED', 'ERROR'] });
		await polling.tickForLong(changed);
		expectOnceEach(poll, before);
		expectOnceEach(changed, meanwhile);
	});

	it('does not start over', async () => {
		polling.addFinished(50);
		const poll = polling.trigger({ startFrom: 'beginning', statuses: ['COMPLETED'] });
		await poll.activate();
		const changed = await republished(poll, {
			startFrom: 'beginning',
			statuses: ['COMPLETED', 'ERROR'],
			options: { maxItems: 20, window: 300 },
		});
		await polling.tickForLong(changed);
		expect(changed.emissions).toEqual([]);
	});

	it('to another batch continues from the same time', async () => {
		const { projectId, emulator } = polling;
		const poll = polling.trigger();
		await poll.activate();
		const streamed = polling.addFinished(5, 1);
		const project = byId(projectId);
		const parameters = { project, destination: 'newBatch', batchName: 'Batch' };
		await polling.emulated.run('tolokaPushItems', parameters, { input: imageRows(7) });
		emulator.clock.advance(5 * MINUTE_MS);
		const batch = emulator.truth.items(projectId).filter(({ batchId }) => batchId !== null);
		const options = { batch: byId(batch[0].batchId!) };
		const ofBatch = await republished(poll, { options });
		expectOnceEach(
			ofBatch,
			batch.map(({ id }) => id),
		);
		expect(poll.emissions).toEqual([]);
		expect(streamed).toHaveLength(5);
	});

	it('follows the time if the last ID is no longer listed, with a window of 0', async () => {
		const options = { window: 0 };
		const poll = polling.trigger({ startFrom: 'beginning', options });
		const ids = polling.addFinished(20);
		await poll.activate();
		polling.emulator.clock.advance(MINUTE_MS);
		const more = polling.addFinished(5, 30_000);
		const statuses = ['COMPLETED'];
		const changed = await republished(poll, { startFrom: 'beginning', options, statuses });
		expectOnceEach(poll, ids);
		expectOnceEach(changed, more);
		expect(polling.emulator.log.entries().at(-1)?.query).not.toHaveProperty('after_id');
	});
});

it.each(['activation', 'beginning'])(
	'a renamed trigger continues, although n8n stores its state under its name (%s)',
	async (startFrom) => {
		const before = polling.addFinished(5, 30_000);
		polling.emulator.clock.advance(1_000);
		const poll = polling.trigger({ startFrom });
		const { polled: later, meanwhile } = await polling.pollOnce(poll);
		const renamed = polling.trigger({ startFrom });
		await renamed.activate();
		await polling.tickForLong(renamed);
		expectOnceEach(poll, startFrom === 'beginning' ? [...before, ...later] : later);
		expectOnceEach(renamed, meanwhile);
	},
);

describe('Start From', () => {
	it('changed to all existing items delivers them all, once', async () => {
		const ids = polling.addFinished(50);
		polling.emulator.clock.advance(5_000);
		const poll = polling.trigger();
		await poll.activate();
		expect(poll.emissions).toEqual([]);
		const changed = await republished(poll, { startFrom: 'beginning' });
		await polling.tickForLong(changed);
		expectOnceEach(changed, ids);
		const again = await republished(changed, { startFrom: 'beginning' });
		expect(again.emissions).toEqual([]);
	});

	it('changed to published and back starts over, too', async () => {
		const ids = polling.addFinished(50);
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		polling.emulator.clock.advance(5 * MINUTE_MS);
		const published = await republished(poll, { startFrom: 'activation' });
		expect(published.emissions).toEqual([]);
		const back = await republished(published, { startFrom: 'beginning' });
		expectOnceEach(back, ids);
	});

	it('with another time starts over from there', async () => {
		polling.addFinished(600);
		const now = polling.emulator.clock.now();
		const at = (minutes: number) => new Date(now - minutes * MINUTE_MS).toISOString();
		const poll = polling.trigger({ startFrom: 'time', startTime: at(2) });
		await poll.activate();
		const same = await republished(poll, { startFrom: 'time', startTime: at(2) });
		expect(same.emissions).toEqual([]);
		const earlier = await republished(same, { startFrom: 'time', startTime: at(5) });
		expect(earlier.items().length).toBeGreaterThan(poll.items().length);
	});

	it('with an expression that returns another time at every poll starts once', async () => {
		const ids = polling.addFinished(50, MINUTE_MS);
		const startTime = '={{ $now.minus({ days: 20000 }) }}';
		const poll = polling.trigger({ startFrom: 'time', startTime });
		await poll.activate();
		await polling.tickForLong(poll);
		expectOnceEach(poll, ids);
	});
});

describe('the state that n8n stores', () => {
	it('from the previous version is read: nothing is delivered again', async () => {
		const ids = polling.addFinished(30, 20_000);
		const { projectId, emulator } = polling;
		const truth = emulator.truth.items(projectId).filter(({ finishedUs }) => finishedUs !== null);
		const keyOf = (us: number) =>
			`${new Date(Math.floor(us / 1_000_000) * 1_000).toISOString().slice(0, 19)}.${String(us % 1_000_000).padStart(6, '0')}`;
		const rows = truth.map(({ id, finishedUs }) => `${keyOf(finishedUs!)} ${id}`).sort();
		const cursor = {
			version: 1,
			scope: `${emulator.url} ${projectId}  CANCELLED+COMPLETED+ERROR`,
			since: keyOf((emulator.clock.now() - 10 * MINUTE_MS) * 1_000),
			seen: rows.slice(0, 20),
			lastId: rows[19].split(' ')[1],
		};
		const poll = polling.trigger({ startFrom: 'beginning' }, { stored: { cursor } });
		await poll.activate();
		expectOnceEach(
			poll,
			rows.slice(20).map((row) => row.split(' ')[1]),
		);
		expect(ids).toHaveLength(30);
		const lost = { process: 'gone', before: { ...cursor, seen: rows.slice(0, 15) } };
		const unconfirmed = { cursor: { ...cursor, unconfirmed: lost } };
		const again = polling.trigger({}, { stored: unconfirmed, workflowId: 'another' });
		await again.activate();
		expect(again.items()).toHaveLength(15);
	});

	it('from the previous version, before any answer of the service, keeps its start', async () => {
		const { emulator, projectId } = polling;
		const begunAt = emulator.clock.now();
		emulator.clock.advance(10 * MINUTE_MS);
		const meanwhile = polling.addFinished(20, 9 * MINUTE_MS);
		const scope = `${emulator.url} ${projectId} aBatch COMPLETED`;
		const stored = { cursor: { version: 1, scope, begunAt } };
		const poll = polling.trigger({}, { stored });
		await poll.activate();
		expectOnceEach(poll, meanwhile);
	});

	it.each<unknown>([-1e20, 1e300, '1', null])(
		'with an invalid time in it (%j) starts over',
		async (moment) => {
			const { emulator, projectId } = polling;
			const begun = { [projectId]: moment };
			const unconfirmed = { process: 'another', at: moment, before: begun };
			const scope = `${emulator.url} ${projectId}`;
			const stored = { cursor: { version: 2, scope, cursors: begun, begun, unconfirmed } };
			const poll = polling.trigger({}, { stored: stored as IDataObject });
			await poll.activate();
			emulator.clock.advance(MINUTE_MS);
			const ids = polling.addFinished(3, 1_000);
			await poll.tick();
			expect(poll.errors).toEqual([]);
			expectOnceEach(poll, ids);
		},
	);
});

describe('at least once', () => {
	const parameters = { startFrom: 'beginning', options: { delivery: 'atLeastOnce' } };

	/** Polls once in a new process, from the state that the previous one stored. */
	async function pollElsewhere(stored: IDataObject | undefined): Promise<Trigger> {
		await reloadNodes();
		const poll = polling.trigger(parameters, { durable: true, stored });
		await poll.tick();
		expect(poll.errors).toEqual([]);
		return poll;
	}

	it('repeats a delivery once if processes alternate', async () => {
		let stored: IDataObject | undefined;
		const counts: number[] = [];
		const times = new Map<string, number>();
		for (let turn = 0; turn < 6; turn++) {
			polling.addFinished(3, 1_000);
			polling.emulator.clock.advance(MINUTE_MS);
			const poll = await pollElsewhere(stored);
			stored = poll.saved();
			counts.push(idsOf(poll).length);
			for (const id of idsOf(poll)) times.set(id, (times.get(id) ?? 0) + 1);
		}
		expect(counts).toEqual([3, 6, 6, 6, 6, 6]);
		expect([...times.values()].filter((count) => count > 2)).toEqual([]);
		expect(times.size).toBe(18);
	});

	it('repeats a delivery for as long as each repetition is interrupted at once', async () => {
		polling.addFinished(3, 1_000);
		let stored: IDataObject | undefined;
		for (let restart = 0; restart < 4; restart++) {
			polling.emulator.clock.advance(20_000);
			const poll = await pollElsewhere(stored);
			expect(idsOf(poll)).toHaveLength(3);
			stored = poll.saved();
		}
		polling.emulator.clock.advance(5 * MINUTE_MS);
		expect(idsOf(await pollElsewhere(stored))).toEqual([]);
	});

	it('repeats the rest, too, if a repetition could not deliver all of it', async () => {
		const ids = polling.addFinished(30, MINUTE_MS);
		polling.emulator.clock.advance(5 * MINUTE_MS);
		const first = await pollElsewhere(undefined);
		expect(idsOf(first)).toHaveLength(30);
		polling.emulator.clock.advance(MINUTE_MS);
		await reloadNodes();
		const options = { ...parameters.options, maxItems: 10 };
		const rest = { durable: true, stored: first.saved() };
		const second = polling.trigger({ ...parameters, options }, rest);
		await second.tick();
		polling.emulator.clock.advance(MINUTE_MS);
		const third = await pollElsewhere(second.saved());
		expect([...idsOf(second), ...idsOf(third)].sort()).toEqual([...ids].sort());
	});
});
