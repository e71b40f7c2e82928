import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { runToTheEnd } from '../suspending.mts';
import { CONTINUE } from '../operating.mts';
import { MINUTE, WaitingForPools } from '../waitingForPools.mts';

const waiting = new WaitingForPools();

const READ = 'GET /app-projects/{id}/batches/{batchId}';

let projectId = '';
beforeEach(() => {
	projectId = waiting.emulator.catalogue.appProject().id;
});

async function post(path: string, body?: object): Promise<{ id: string }> {
	const headers = {
		Authorization: `ApiKey ${waiting.emulator.apiKey}`,
		'Content-Type': 'application/json',
	};
	const url = `${waiting.emulator.url}/api/app/v0/app-projects/${projectId}/batches${path}`;
	const sent = body && { body: JSON.stringify(body) };
	const response = await fetch(url, { method: 'POST', headers, ...sent });
	const text = await response.text();
	if (!response.ok) throw new Error(text);
	return (text === '' ? {} : JSON.parse(text)) as { id: string };
}

async function newBatch(actions: string[] = ['start']): Promise<string> {
	const items = [1, 2, 3].map((index) => ({ image_url: `https://example.com/${index}.jpg` }));
	const { id } = await post('', { name: 'b', items });
	for (const action of actions) await post(`/${id}/${action}`);
	return id;
}

/** Sets the status of all items of the batch. */
function steer(batch: string, status: 'CANCELLED' | 'NO_MONEY'): void {
	const items = waiting.emulator.truth.items(projectId);
	const ids = items.filter(({ batchId }) => batchId === batch).map(({ id }) => id);
	waiting.emulator.seedData.setItemStatus(projectId, ids, status);
}

const run = async (batches: string[], parameters: IDataObject = {}, rest = {}) =>
	await waiting.emulated.run(
		'tolokaWaitForOperation',
		{
			waitFor: 'batch',
			project: byId(projectId),
			batch: byId('={{ $json.batch }}'),
			...parameters,
		},
		{ input: batches.map((batch) => ({ batch })), ...rest },
	);

type Wait = (
	batches: string[],
	parameters?: IDataObject,
	rest?: object,
) => Promise<{ result: NodeResult; done: IDataObject[] }>;

const jsonOf = (result: NodeResult, output: number) =>
	(result.allOutputs[output] ?? []).map(({ json }) => json);

const WAYS: Array<[string, Wait]> = [
	[
		'in the node',
		async (batches, parameters, rest) => {
			const result = await run(batches, parameters, rest);
			return { result, done: jsonOf(result, 0) };
		},
	],
	[
		'suspended',
		async (batches, parameters, rest) => {
			const all = { mode: 'suspend', ...parameters };
			const { result } = await runToTheEnd(
				waiting.emulated,
				async (resume) => await run(batches, all, { loop: true, resume, ...rest }),
			);
			return { result, done: jsonOf(result, 1) };
		},
	],
];

/** Batches that end before people are done: the status, how it is reached, and its wording. */
const ENDS: Array<[string, () => Promise<string>, string]> = [
	['STOPPED', async () => await newBatch(['start', 'stop']), 'because it was stopped'],
	[
		'CANCELLED',
		async () => {
			const batch = await newBatch();
			waiting.at(waiting.now() + MINUTE / 2, () => steer(batch, 'CANCELLED'));
			return batch;
		},
		'because it was cancelled',
	],
	[
		'NO_MONEY',
		async () => {
			const batch = await newBatch();
			steer(batch, 'NO_MONEY');
			return batch;
		},
		'because the money ran out',
	],
	['ARCHIVE', async () => await newBatch(['archive']), 'because it was archived'],
	[
		'ERROR',
		async () => {
			projectId = waiting.emulator.seedData.addAppProject({ labeling: { errorShare: 1 } }).id;
			return await newBatch();
		},
		'because its processing failed',
	],
];

describe.each(WAYS)('waiting for a batch %s', (_name, wait) => {
	it('does not end in a status that is not documented', async () => {
		const batch = await newBatch();
		const body = { id: batch, app_project_id: projectId, status: 'VALIDATING' };
		waiting.emulator.faults.add({ kind: 'status', status: 200, body, match: { route: READ } });
		const { result, done } = await wait([batch], { ifClosedEarly: 'output' });
		expect(result.error).toBeUndefined();
		expect(done).toMatchObject([{ batch_id: batch, status: 'COMPLETED', ended_early: false }]);
	});

	it('ends when people have labeled everything', async () => {
		const batch = await newBatch();
		const { result, done } = await wait([batch]);
		expect(result.error).toBeUndefined();
		expect(done).toEqual([
			expect.objectContaining({
				batch_id: batch,
				status: 'COMPLETED',
				ended: true,
				ended_early: false,
			}),
		]);
	});

	it.each(ENDS)('that ends as %s stops, or outputs what is done', async (status, make, why) => {
		const batch = await make();
		const { result } = await wait([batch]);
		expect(result.status).toBe('error');
		expect(result.error?.message).toBe(`Batch ${batch} ended before people were done, ${why}`);
		expect(result.error?.description).toContain('Output What Is Done');
		const { done } = await wait([batch], { ifClosedEarly: 'output' });
		expect(done).toEqual([expect.objectContaining({ status, ended: true, ended_early: true })]);
	});

	it('that was never started is refused at once', async () => {
		const batch = await newBatch([]);
		const began = waiting.now();
		const { result } = await wait([batch]);
		expect(result.error?.message).toBe(`Batch ${batch} was never started, so nobody works on it`);
		expect(result.error?.description).toContain('Batch: Start');
		expect(waiting.now() - began).toBeLessThan(MINUTE);
	});

	it('polls many together, and answers each', async () => {
		const batches: string[] = [];
		for (let count = 0; count < 6; count++) batches.push(await newBatch());
		const { result, done } = await wait(batches);
		expect(result.error).toBeUndefined();
		expect(done.map(({ batch_id }) => batch_id).sort()).toEqual([...batches].sort());
	});

	it('reports each of many with its own end', async () => {
		const stopped = await newBatch(['start', 'stop']);
		const archived = await newBatch(['archive']);
		const completed = await newBatch();
		const all = [completed, stopped, archived];
		const { done } = await wait(all, { ifClosedEarly: 'output' });
		const told = done.map(({ batch_id, status, ended_early }) => [batch_id, status, ended_early]);
		expect(told.sort()).toEqual(
			[
				[stopped, 'STOPPED', true],
				[completed, 'COMPLETED', false],
				[archived, 'ARCHIVE', true],
			].sort(),
		);
	});

	it('ends at the deadline', async () => {
		waiting.emulator.switches.set({ manualLabeling: true });
		const batch = await newBatch();
		const began = waiting.now();
		const { result } = await wait([batch], { deadlineDays: 0.125 });
		expect(result.error?.message).toBe(
			`Batch ${batch} is PROCESSING: people had not finished within 3 hours`,
		);
		expect(waiting.now() - began).toBe(180 * MINUTE);
		expect(waiting.emulator.log.count(READ)).toBeLessThanOrEqual(182);
	});

	it('that does not exist affects only its own item if the node continues on fail', async () => {
		const batch = await newBatch();
		const { result, done } = await wait(['gone', batch], {}, { settings: CONTINUE });
		expect(result.error).toBeUndefined();
		expect(done.map(({ error, status }) => error ?? status).sort()).toEqual([
			'COMPLETED',
			expect.stringContaining('gone'),
		]);
	});
});

it('checking a batch once reports that people are at work', async () => {
	waiting.emulator.switches.set({ manualLabeling: true });
	const batch = await newBatch();
	const result = await run([batch], { operation: 'check' });
	expect(jsonOf(result, 0)).toEqual([
		expect.objectContaining({ status: 'PROCESSING', ended: false, ended_early: false }),
	]);
});

it.each(ENDS)('checking a batch that ended as %s once reports that', async (status, make) => {
	const batch = await make();
	waiting.emulator.clock.set(waiting.now() + 60 * MINUTE);
	const { error, outputs } = await run([batch], { operation: 'check' });
	expect(error).toBeUndefined();
	expect(outputs[0][0].json).toMatchObject({
		batch_id: batch,
		status,
		ended: true,
		ended_early: true,
	});
});
