import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { CONTINUE, Operating, rows } from '../operating.mts';

const operating = new Operating();

/** Runs an operation; returns the requests that it sent, by route. */
async function requestsOf(
	name: string,
	parameters: IDataObject,
	input: IDataObject[],
	settings = {},
) {
	operating.emulator.log.clear();
	const result = await operating.operate(name, parameters, input, { settings });
	expect(result.error).toBeUndefined();
	const pairs = result.outputs[0].map(({ pairedItem }) => pairedItem);
	expect(pairs).toEqual(input.map((_item, item) => ({ item })));
	return { requests: operating.emulator.log.counts(), rows: rows(result) };
}

/** Rows that name the same object, as after a node with one output item per row. */
const many = (row: IDataObject) => Array.from({ length: 20 }, () => ({ ...row }));

describe('items that name the same object', () => {
	const BATCH = 'GET /app-projects/{id}/batches/{batchId}';
	const batch = { project: byId('={{ $json.project }}'), batch: byId('={{ $json.batch }}') };

	async function newBatch(): Promise<IDataObject> {
		const { id: project } = operating.emulator.seedData.addAppProject({ status: 'READY' });
		const input = [{ id: '1', image_url: 'https://example.com/1.jpg' }];
		const parameters = { project: byId(project), destination: 'newBatch', startBatch: false };
		const { outputs } = await operating.emulated.run('tolokaPushItems', parameters, { input });
		return { project, batch: outputs[0][0].json.batch_id };
	}

	it.each(['start', 'stop'])('%s a batch with one request, and all say so', async (action) => {
		const row = await newBatch();
		if (action === 'stop') await operating.operate('batch:start', batch, [row]);
		const { requests, rows: shown } = await requestsOf(`batch:${action}`, batch, many(row));
		const change = `POST /app-projects/{id}/batches/{batchId}/${action}`;
		expect(requests).toEqual({ [change]: 1, [BATCH]: 1 });
		expect(new Set(shown.map(({ changed }) => changed))).toEqual(new Set([true]));
	});

	it('read it once', async () => {
		const { seedData } = operating.emulator;
		const row = await newBatch();
		const read = await requestsOf('batch:get', batch, many(row));
		expect(read.requests).toEqual({ [BATCH]: 1 });
		const { pool, ids } = operating.assignments(1, 'SUBMITTED');
		const ofPool = { pool: byId('={{ $json.pool }}') };
		expect((await requestsOf('pool:get', ofPool, many({ pool }))).requests).toEqual({
			'GET /pools/{id}': 1,
		});
		const assignmentId = '={{ $json.id }}';
		const assigned = await requestsOf('assignment:get', { assignmentId }, many({ id: ids[0] }));
		expect(assigned.requests).toEqual({ 'GET /assignments/{id}': 1 });
		const [itemId] = seedData.addItems(String(row.project), { count: 1 });
		const item = { project: batch.project, itemId };
		expect((await requestsOf('item:get', item, many(row))).requests).toEqual({
			'GET /app-projects/{id}/items/{itemId}': 1,
		});
	});
});

describe('assignments of one pool', () => {
	const assignmentId = '={{ $json.id }}';

	it('have their files downloaded without reading the pool for each', async () => {
		const { seedData } = operating.emulator;
		const { id } = seedData.addPool({ status: 'OPEN', outputSpec: { photo: { type: 'file' } } });
		const ids = seedData.addAssignments(id, { count: 5, status: 'SUBMITTED' });
		const input = ids.map((one) => ({ id: one }));
		const { requests } = await requestsOf('assignment:downloadFiles', { assignmentId }, input);
		expect(requests).toMatchObject({
			'GET /assignments/{id}': 5,
			'GET /pools/{id}': 1,
			'GET /projects/{id}': 1,
		});
	});

	it('are refused without reading the pool for each', async () => {
		const { ids } = operating.assignments(5, 'ACCEPTED');
		const input = ids.map((id) => ({ id }));
		const parameters = { assignmentId, comment: 'Blurred' };
		const read = await requestsOf('assignment:reject', parameters, input, CONTINUE);
		expect(read.requests).toMatchObject({ 'GET /assignments/{id}': 5, 'GET /pools/{id}': 1 });
	});
});
