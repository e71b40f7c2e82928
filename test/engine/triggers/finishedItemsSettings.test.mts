import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { AppProjectStatus } from '../../../emulator/apps/entities.mts';
import { byId, imageRows } from '../emulated.mts';
import { MINUTE_MS, Polling, expectOnceEach } from '../polling.mts';

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

	it('understands statuses as text, and refuses invalid ones', async () => {
		const ids = polling.addFinished(5);
		const text = polling.trigger({ startFrom: 'beginning', statuses: ' COMPLETED, ERROR ' });
		await text.activate();
		expectOnceEach(text, ids);
		for (const statuses of [['COMPLETED', 'Done'], [true], { a: 1 }]) {
			const wrong = polling.trigger({ statuses } as never);
			await expect(wrong.activate()).rejects.toThrow(/^Statuses must be /);
		}
		await expect(polling.trigger({ startFrom: 'Beginning' }).activate()).rejects.toThrow(
			'Start From must be one of activation, beginning, time, not “Beginning”',
		);
	});

	it('refuses an invalid batch instead of following all of them', async () => {
		for (const batch of [true, ['a'], 'a b']) {
			const wrong = polling.trigger({ options: { batch } } as never);
			await expect(wrong.activate()).rejects.toThrow(/^Batch is /);
		}
		for (const batch of ['={{ $vars.batch }}']) {
			const wrong = polling.trigger({ options: { batch } });
			await expect(wrong.activate()).rejects.toThrow('Batch is empty, because its expression');
		}
		expect(polling.emulator.log.entries()).toEqual([]);
	});

	it.each(['beginning', 'activation'])(
		'refuses a batch that does not exist: from %s',
		async (startFrom) => {
			polling.addFinished(5);
			const wrong = polling.trigger({ startFrom, options: { batch: 'Cats' } } as never);
			await expect(wrong.activate()).rejects.toThrow('There is no batch with the ID Cats');
		},
	);

	it.each([
		['with a space', (iso: string) => iso.replace('T', ' ').replace('Z', ' +00:00')],
		['with an offset', (iso: string) => iso.replace('Z', '+00:00')],
		['in milliseconds', (iso: string) => Date.parse(iso)],
		['in seconds, as text', (iso: string) => String(Math.floor(Date.parse(iso) / 1000))],
	])('starts from a time %s', async (_form, written) => {
		polling.addFinished(600);
		polling.emulator.clock.set(Math.ceil(polling.emulator.clock.now() / 1000) * 1000);
		const since = polling.emulator.clock.now() - 5 * MINUTE_MS;
		const startTime = `={{ ${JSON.stringify(written(new Date(since).toISOString()))} }}`;
		const poll = polling.trigger({ startFrom: 'time', startTime });
		await poll.activate();
		const { length } = polling.emulator.truth
			.items(polling.projectId)
			.filter(({ finishedUs }) => finishedUs! >= since * 1000);
		expect(poll.items()).toHaveLength(length);
	});

	it.each(['01.05.2024', '5/1/2024 10:00', 'soon', '', '={{ [] }}'])(
		'refuses %j as a start time because it is ambiguous',
		async (startTime) => {
			const poll = polling.trigger({ startFrom: 'time', startTime });
			await expect(poll.activate()).rejects.toThrow(
				startTime === '' ? 'Finished Since is empty' : 'Finished Since is not a clear time',
			);
		},
	);

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

	it('starts over for another project, and continues for the same', async () => {
		polling.addFinished(30);
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		const stored = poll.saved();
		const same = polling.trigger({ startFrom: 'beginning' }, { stored });
		await same.activate();
		expect(same.emissions).toEqual([]);
		polling.projectId = polling.emulator.seedData.addAppProject({ name: 'Another' }).id;
		const ids = polling.addFinished(20);
		const other = polling.trigger({ startFrom: 'beginning' }, { stored });
		await other.activate();
		expectOnceEach(other, ids);
	});

	it('with a window of 0 follows the last item by its ID', async () => {
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

	it('survives a last item that no longer exists', async () => {
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

	it.each(['first', 'last'] as const)('skips unfinished items listed %s', async (where) => {
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

	it('delivers once while the process is running', async () => {
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
		const restarted = polling.trigger(parameters, { stored, workflowId: 'restarted' });
		await restarted.activate();
		expect(restarted.items().map(({ dedupeKey }) => dedupeKey)).toEqual(
			poll.items().map(({ dedupeKey }) => dedupeKey),
		);
	});
});

describe('a manual test', () => {
	it('shows the newest finished items and changes no state', async () => {
		polling.addFinished(30);
		const poll = polling.trigger({}, { mode: 'manual' });
		await poll.activate();
		expect(poll.items()).toHaveLength(5);
		expect(poll.saved()).toEqual({});
	});

	it('shows items of a rare status that are older than many others', async () => {
		const rare = polling.addFinished(3, 60 * MINUTE_MS);
		polling.emulator.seedData.setItemStatus(polling.projectId, rare, 'ARCHIVE');
		polling.addFinished(200);
		const statuses = ['ARCHIVE', 'CANCELLED'];
		const test = polling.trigger({ statuses }, { mode: 'manual' });
		await test.activate();
		expectOnceEach(test, rare);
	});

	it('says if only the filters exclude the finished items', async () => {
		polling.addFinished(2);
		const { outputs } = await polling.emulated.run(
			'tolokaPushItems',
			{ project: byId(polling.projectId), destination: 'newBatch', batchName: 'B' },
			{ input: imageRows(1) },
		);
		const { batch_id: batch } = outputs[0][0].json;
		for (const [filters, parameters] of [
			['Statuses', { statuses: ['ERROR'] }],
			['Statuses and Batch', { options: { batch: byId(batch as string) } }],
		] as const) {
			const test = polling.trigger(parameters, { mode: 'manual' });
			await expect(test.activate()).rejects.toMatchObject({
				message: expect.stringContaining(`none that matches ${filters}`) as string,
				description: expect.stringContaining(`Change ${filters} to see them`) as string,
			});
		}
	});

	it.each([
		['tomorrow', 'Finished Since is not a clear time: “tomorrow”'],
		['01.05.2024', 'Finished Since is not a clear time: “01.05.2024”'],
		['={{ undefined }}', 'Finished Since is empty'],
	])(
		'refuses the time %j, on which the published trigger would fail',
		async (startTime, message) => {
			polling.addFinished(2);
			const test = polling.trigger({ startFrom: 'time', startTime }, { mode: 'manual' });
			await expect(test.activate()).rejects.toThrow(message);
		},
	);

	it.each<[AppProjectStatus, string]>([
		['READY', 'Project “Photos of cats” has no finished items yet'],
		['ARCHIVED', 'Project “Photos of cats” is archived and has no finished items'],
		['ERROR', 'Project “Photos of cats” has a broken setup (ERROR) and has no finished items'],
		['CREATING', 'Project “Photos of cats” is still being checked (status CREATING)'],
	])('explains why a project with status %s shows nothing', async (status, message) => {
		const wish = { name: 'Photos of cats', status };
		polling.projectId = polling.emulator.seedData.addAppProject(wish).id;
		const test = polling.trigger({}, { mode: 'manual' });
		await expect(test.activate()).rejects.toThrow(message);
	});
});

describe('an item', () => {
	it('has times with their time zone', async () => {
		polling.addFinished(3);
		const poll = polling.trigger({ startFrom: 'beginning' });
		await poll.activate();
		for (const { created_at, started_at, finished_at } of poll.items()) {
			for (const time of [created_at, started_at, finished_at]) expect(time).toMatch(/Z$/);
		}
	});

	it('has its output fields at the top if requested, and its inputs', async () => {
		const [id] = polling.addFinished(1);
		const poll = polling.trigger({ startFrom: 'beginning', simplify: true });
		await poll.activate();
		const [item] = poll.items();
		expect(item).toMatchObject({
			id,
			status: 'COMPLETED',
			result: expect.any(Array) as unknown[],
			input_data: expect.objectContaining({ image_url: expect.any(String) as string }) as object,
			dedupeKey: `${polling.projectId}:${id}`,
		});
		expect(Object.keys(item)[0]).toBe('result');
		expect(item).not.toHaveProperty('output_data');
		expect(item).not.toHaveProperty('image_url');
	});
});
