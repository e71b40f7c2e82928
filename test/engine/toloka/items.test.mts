import { beforeEach, describe, expect, it } from 'vitest';
import { hintsOf } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { CONTINUE, RETRY, rows, Operating } from '../operating.mts';

const operating = new Operating();
let projectId: string;
beforeEach(() => {
	projectId = operating.emulator.catalogue.appProject().id;
});

const truth = () => operating.emulator.truth.batches(projectId);
const url = (path: string) =>
	`${operating.emulator.url}/api/app/v0/app-projects/${projectId}${path}`;

async function post(path: string, body?: object): Promise<{ id: string }> {
	const response = await fetch(url(path), {
		method: 'POST',
		headers: {
			Authorization: `ApiKey ${operating.emulator.apiKey}`,
			'Content-Type': 'application/json',
		},
		...(body && { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(text);
	return (text === '' ? {} : JSON.parse(text)) as { id: string };
}

/** Creates a batch of three items that nobody has started. */
async function newBatch(): Promise<string> {
	const items = [1, 2, 3].map((index) => ({ image_url: `https://example.com/${index}.jpg` }));
	return (await post('/batches', { name: 'b', items })).id;
}

describe('items', () => {
	it('can be read by ID, labeled or not', async () => {
		const [id] = operating.emulator.seedData.addItems(projectId, { count: 1 });
		const parameters = { project: byId(projectId), itemId: '={{ $json.id }}' };
		const result = await operating.operate('item:get', parameters, [{ id }]);
		expect(result.error).toBeUndefined();
		expect(rows(result)).toEqual([expect.objectContaining({ id, status: expect.any(String) })]);
	});

	it('are reported with their ID and the input item if unknown', async () => {
		const [id] = operating.emulator.seedData.addItems(projectId, { count: 1 });
		const parameters = { project: byId(projectId), itemId: '={{ $json.id }}' };
		const { error } = await operating.operate('item:get', parameters, [{ id }, { id: 'gone' }]);
		expect(error?.message).toMatch(/gone/);
		expect(error?.context?.itemIndex).toBe(1);
		const input = [{ id: 'gone' }, { id }];
		const rest = { settings: CONTINUE };
		const result = await operating.operate('item:get', parameters, input, rest);
		expect(rows(result)).toEqual([
			expect.objectContaining({ error: expect.stringMatching(/gone/), input_data: { id: 'gone' } }),
			expect.objectContaining({ id }),
		]);
	});

	it('are listed newest first, up to the limit or all', async () => {
		const ids: string[] = [];
		for (let index = 0; index < 60; index++) {
			ids.push(...operating.emulator.seedData.addItems(projectId, { count: 1 }));
			await operating.emulator.clock.advance(1_000);
		}
		const project = byId(projectId);
		const some = await operating.operate('item:getMany', { project, limit: 3 });
		const newest = [...ids].reverse();
		expect(rows(some).map(({ id }) => id)).toEqual(newest.slice(0, 3));
		expect(hintsOf(some)).toEqual([expect.stringContaining('cut at 3 items')]);
		const twice = await operating.operate('item:getMany', { project, limit: 3 }, [{}, {}]);
		expect(rows(twice)).toEqual(rows(some));
		expect(hintsOf(twice)).toEqual(hintsOf(some));
		const all = await operating.operate('item:getMany', { project, returnAll: true });
		expect(rows(all).map(({ id }) => id)).toEqual(newest);
		expect(hintsOf(all)).toEqual([]);
	});

	it('can be filtered by batch and status', async () => {
		const batchId = await newBatch();
		const project = byId(projectId);
		const read = async (status: string) =>
			rows(
				await operating.operate(
					'item:getMany',
					{
						project,
						itemFilters: { batchId: '={{ $json.batch }}', status },
					},
					[{ batch: batchId }],
				),
			).length;
		expect(await read('NEW')).toBe(3);
		expect(await read('COMPLETED')).toBe(0);
		await post(`/batches/${batchId}/start`);
		await operating.emulator.clock.advance(600_000);
		expect(await read('COMPLETED')).toBe(3);
	});
});

describe('batches', () => {
	const change = async (operation: string, batch: string, input = [{ batch }], rest = {}) =>
		await operating.operate(
			`batch:${operation}`,
			{ project: byId(projectId), batch: byId('={{ $json.batch }}') },
			input,
			rest,
		);
	const statusOf = (id: string) => truth().find((batch) => batch.id === id)?.status;

	it('can be read with the counts of their items', async () => {
		const batch = await newBatch();
		expect(rows(await change('get', batch))).toEqual([
			expect.objectContaining({ id: batch, status: 'NEW', items_count: 3 }),
		]);
	});

	it('can be started, stopped and resumed', async () => {
		const batch = await newBatch();
		const [started] = rows(await change('start', batch));
		expect(started).toMatchObject({ id: batch, status: 'PROCESSING', changed: true });
		const [stopped] = rows(await change('stop', batch));
		expect(stopped.changed).toBe(true);
		expect(['STOPPING', 'STOPPED']).toContain(stopped.status);
		const [resumed] = rows(await change('resume', batch));
		expect(resumed).toMatchObject({ status: 'PROCESSING', changed: true });
		expect(statusOf(batch)).toBe('PROCESSING');
	});

	it('do not change if the action is already done', async () => {
		const batch = await newBatch();
		await change('start', batch);
		for (const again of ['start', 'resume']) {
			expect(rows(await change(again, batch))).toEqual([
				expect.objectContaining({ status: 'PROCESSING', changed: false }),
			]);
		}
		await change('stop', batch);
		expect(rows(await change('stop', batch))[0].changed).toBe(false);
		await change('resume', batch);
		await operating.emulator.clock.advance(600_000);
		for (const again of ['start', 'resume', 'stop']) {
			expect(rows(await change(again, batch))).toEqual([
				expect.objectContaining({ status: 'COMPLETED', changed: false }),
			]);
		}
	});

	it.each(['lost-answer', 'reset-before', 'reset-after'] as const)(
		'are changed once if the response is a %s',
		async (kind) => {
			const batch = await newBatch();
			for (const operation of ['start', 'stop', 'resume']) {
				const match = { route: `POST /app-projects/{id}/batches/{batchId}/${operation}` };
				operating.emulator.faults.add({ kind, match });
				const result = await change(operation, batch);
				expect(result.error).toBeUndefined();
				expect(rows(result)).toEqual([expect.objectContaining({ changed: true })]);
				expect(operating.emulator.faults.list().every(({ struck }) => struck === 1)).toBe(true);
			}
			expect(statusOf(batch)).toBe('PROCESSING');
		},
	);

	it('are refused in one sentence about the input item', async () => {
		const batch = await newBatch();
		const { error } = await change('stop', batch);
		expect(error?.message).toBe(`Batch ${batch} was not stopped: its status is NEW`);
		expect(error?.context?.itemIndex).toBe(0);
		const resumed = await change('resume', batch);
		expect(resumed.error?.message).toBe(`Batch ${batch} was not resumed: its status is NEW`);
		await change('start', batch);
		await change('stop', batch);
		const started = await change('start', batch);
		expect(started.error?.message).toMatch(/^Batch \S+ was not started: its status is STOPP/);
		expect(started.error?.description).toContain('Resume');
	});

	it('are refused if their project is not ready', async () => {
		const batch = await newBatch();
		operating.emulator.seedData.setAppProjectStatus(projectId, 'ARCHIVED');
		const { error } = await change('start', batch);
		expect(error?.message).toMatch(/^Batch \S+ was not started/);
		expect(statusOf(batch)).toBe('NEW');
	});

	it('affect only their own item if unknown and the node continues on fail', async () => {
		const batch = await newBatch();
		const input = [{ batch: 'gone' }, { batch: '' }, { batch }];
		const result = await change('start', batch, input, { settings: CONTINUE });
		expect(rows(result).map(({ error, changed }) => error ?? changed)).toEqual([
			expect.stringMatching(/gone/),
			'Batch of item 1 is empty',
			true,
		]);
	});

	it('are retried on fail', async () => {
		const batch = await newBatch();
		const match = { route: 'POST /app-projects/{id}/batches/{batchId}/start' };
		operating.emulator.faults.add({ kind: 'status', status: 403, match });
		const result = await change('start', batch, undefined, { settings: RETRY });
		expect(result.error).toBeUndefined();
		expect(rows(result)).toEqual([expect.objectContaining({ changed: true })]);
	});
});
