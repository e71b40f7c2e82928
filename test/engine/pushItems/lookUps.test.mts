import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator/steering/faults.mts';
import { byId, imageRows } from '../emulated.mts';
import { BULK, Pushing } from '../pushing.mts';

const pushing = new Pushing();

const LIST = 'GET /app-projects/{id}/items';
const NEW_BATCH = { destination: 'newBatch', batchName: 'Photos' };
const add = (fault: Fault) => pushing.emulator.faults.add(fault);
const loses = (route: string) => add({ kind: 'lost-answer', match: { route } });
const looks = () => pushing.emulator.log.count(LIST);

/** Builds rows that each kind of normalization changes, without a key from the caller. */
function mixedRows(count: number, numberSpec: object = {}): IDataObject[] {
	const inputSpec = {
		link: { type: 'url' },
		number: { type: 'integer', ...numberSpec },
		note: { type: 'string', required: false },
	};
	pushing.projectId = pushing.emulator.seedData.addAppProject({ inputSpec }).id;
	return Array.from({ length: count }, (_, number) => ({
		link: `https://Example.com/${number} ä`.replace(' ', '-'),
		number,
	}));
}

it('nothing is sent again if a list does not say whether more follows', async () => {
	loses(BULK);
	const body = { content: [{ id: 'a', input_data: {}, created_at: '2024-01-15T12:00:00' }] };
	add({ kind: 'status', status: 200, body, match: { route: LIST }, times: 'always' });
	const { error } = await pushing.push(imageRows(3));
	expect(error?.description).toContain('It is unclear whether 3 of the items were created');
	expect(pushing.created()).toHaveLength(3);
});

it('a response without a list of IDs is unclear, even if items may be left out', async () => {
	add({ kind: 'status', status: 200, body: {}, applied: true, match: { route: BULK } });
	const options = { ignoreErrors: true };
	const { outputs } = await pushing.push(imageRows(5), { ...NEW_BATCH, options });
	const ids = outputs[0].map(({ json }) => json.id).sort();
	expect(ids).toEqual(Array.from(pushing.created(), ({ id }) => id).sort());
});

const KINDS = ['none', 'default-field', 'url', 'text'] as const;

describe.each(KINDS)('a service that normalizes (%s)', (normalizeInput) => {
	const setUp = () => pushing.emulator.switches.set({ normalizeInput });

	it('gets everything once after a lost response', async () => {
		setUp();
		const rows = mixedRows(7);
		loses(BULK);
		const { outputs, error } = await pushing.push(rows);
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(7);
		const byId = new Map(pushing.created().map((item) => [item.id, item.sent]));
		expect(outputs[0].map(({ json }) => byId.get(`${json.id}`))).toEqual(rows);
	});

	it('gets a new batch once after a lost response', async () => {
		setUp();
		const rows = mixedRows(7);
		loses('POST /app-projects/{id}/batches');
		const { error } = await pushing.push(rows, NEW_BATCH);
		expect(error).toBeUndefined();
		expect(pushing.emulator.truth.batches(pushing.projectId)).toHaveLength(1);
		expect(pushing.created()).toHaveLength(7);
	});

	it('gets nothing again that was pushed a while ago', async () => {
		setUp();
		const rows = mixedRows(7);
		const first = await pushing.push(rows.slice(0, 5));
		pushing.emulator.clock.advance(30 * 60_000);
		const { outputs } = await pushing.push(rows, { options: { lookBack: 60 } });
		expect(pushing.created()).toHaveLength(7);
		const ids = outputs[0].map(({ json }) => json.id);
		expect(ids.slice(0, 5)).toEqual(first.outputs[0].map(({ json }) => json.id));
		expect(outputs[0].map(({ json }) => json.existed)).toEqual([
			...new Array<boolean>(5).fill(true),
			undefined,
			undefined,
		]);
	});

	/** Hides the limits, so that only the service knows them. */
	const hidesLimits = () => {
		const input_spec = { link: { type: 'url' }, number: { type: 'integer' } };
		const body = { id: 'loose', name: 'Loose', input_spec };
		const match = { route: 'GET /apps/{appId}' };
		add({ kind: 'status', status: 200, body, match, times: 'always' });
	};

	it('gets the same batch in each try if all its items are left out', async () => {
		setUp();
		const rows = mixedRows(3, { max_value: 9 }).map((row) => ({ ...row, number: 99 }));
		hidesLimits();
		const tries = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const options = { ignoreErrors: true };
		const { error } = await pushing.push(rows, { ...NEW_BATCH, options }, tries);
		expect(error?.message).toContain('left out by Toloka because of errors in it');
		const batches = pushing.emulator.truth.batches(pushing.projectId);
		expect(batches.map(({ status }) => status)).toEqual(['NEW']);
	});

	it('reports which items it left out because of errors', async () => {
		setUp();
		const rows = mixedRows(6, { max_value: 9 });
		rows[2].number = 99;
		hidesLimits();
		const options = { ignoreErrors: true };
		const { outputs, error } = await pushing.push(rows, { ...NEW_BATCH, options });
		expect(error).toBeUndefined();
		const byId = new Map(pushing.created().map((item) => [item.id, item.sent]));
		expect(byId.size).toBe(5);
		for (const [item, { json }] of outputs[0].entries()) {
			if (item === 2) expect(json.problem).toContain('left out by Toloka');
			else expect(byId.get(`${json.id}`)).toEqual(rows[item]);
		}
	});
});

describe('the list for a look-up', () => {
	const manyRows = () => imageRows(3_000);

	it('is read to its end if Toloka accepts no time besides after_id', async () => {
		const body = { code: 'VALIDATION_ERROR', message: 'Validation failed' };
		const match = { route: LIST, query: { after_id: '*', created_gte: '*' } };
		add({ kind: 'status', status: 400, body, match, times: 'always' });
		loses(BULK);
		const { error } = await pushing.push(manyRows());
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(3_000);
		expect(looks()).toBe(3);
	});

	it('ends when everything was found, however much was pushed before', async () => {
		pushing.emulator.seedData.addItems(pushing.projectId, { count: 5_000 });
		pushing.emulator.clock.advance(60_000);
		const { outputs } = await pushing.push(imageRows(3));
		pushing.emulator.clock.advance(60_000);
		const second = await pushing.push(imageRows(3), { options: { lookBack: 600 } });
		expect(looks()).toBe(1);
		expect(second.outputs[0].map(({ json }) => json.id)).toEqual(
			outputs[0].map(({ json }) => json.id),
		);
	});
});

describe('Skip Recently Pushed Items', () => {
	const options = { lookBack: 60 };

	it('looks up once, without waiting, if nothing is in doubt', async () => {
		pushing.emulated.slept.length = 0;
		const { error } = await pushing.push(imageRows(3), { options });
		expect(error).toBeUndefined();
		expect(looks()).toBe(1);
		expect(pushing.emulated.slept).toEqual([]);
	});

	it('pushes common rows of executions that overlap once', async () => {
		const push = async (count: number, destination: string, rest: object) =>
			await pushing.push(imageRows(count), { destination, options }, {}, rest);
		const results = await Promise.all([
			push(3, 'stream', { executionId: '11' }),
			push(5, 'newBatch', { executionId: '12' }),
			push(4, 'stream', { executionId: '13' }),
			push(4, 'stream', { executionId: '14', mode: 'manual' }),
		]);
		for (const { error } of results) expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(5);
		const existed = results.map(({ outputs }) => outputs[0].filter(({ json }) => json.existed));
		expect(existed.map(({ length }) => length)).toEqual([0, 3, 4, 4]);
	});

	it('does not adopt a batch of another run, and fills its own', async () => {
		await pushing.push(imageRows(2), { destination: 'newBatch' });
		pushing.emulator.clock.advance(10 * 60_000);
		const { outputs, error } = await pushing.push(imageRows(5), {
			destination: 'newBatch',
			options,
		});
		expect(error).toBeUndefined();
		const [first, second] = pushing.emulator.truth.batches(pushing.projectId);
		expect([first.itemIds.length, second.itemIds.length]).toEqual([2, 3]);
		expect(second.status).not.toBe('NEW');
		expect(outputs[0].map(({ json }) => [json.batch_id, json.existed])).toEqual([
			[first.id, true],
			[first.id, true],
			[second.id, undefined],
			[second.id, undefined],
			[second.id, undefined],
		]);
	});

	it('creates no batch if everything exists', async () => {
		await pushing.push(imageRows(2));
		const { error } = await pushing.push(imageRows(2), { ...NEW_BATCH, options });
		expect(error).toBeUndefined();
		expect(pushing.emulator.truth.batches(pushing.projectId)).toHaveLength(0);
	});

	it('does not confuse a batch that ended otherwise with one that was not started', async () => {
		const first = await pushing.push(imageRows(2), NEW_BATCH);
		const ids = first.outputs[0].map(({ json }) => String(json.id));
		pushing.emulator.seedData.setItemStatus(pushing.projectId, ids, 'CANCELLED');
		expect(pushing.emulator.truth.batches(pushing.projectId)[0].status).toBe('CANCELLED');
		const { outputs } = await pushing.push(imageRows(2), { options });
		expect(outputs[0].map(({ json }) => json.existed)).toEqual([true, true]);
		expect(outputs[0].map(({ json }) => json.batch_problem)).toEqual([undefined, undefined]);
	});

	it('counts equal rows: as many as exist are skipped', async () => {
		const row = imageRows(1)[0];
		await pushing.push([row, row]);
		const { outputs } = await pushing.push([row, row, row], { options });
		expect(pushing.created()).toHaveLength(3);
		expect(outputs[0].filter(({ json }) => json.existed)).toHaveLength(2);
	});

	it('pushes a row that differs in any field', async () => {
		const [row] = imageRows(1);
		await pushing.push([row]);
		await pushing.push([{ ...row, image_url: 'https://example.com/other.jpg' }], { options });
		expect(pushing.created()).toHaveLength(2);
	});
});

describe('a retry of an interrupted execution', () => {
	const retry = () => ({ mode: 'retry' as const, began: pushing.emulator.clock.now() });

	it('puts missing items into a new batch if the first one is already started', async () => {
		const before = retry();
		await pushing.push(imageRows(4), NEW_BATCH);
		const { outputs, error } = await pushing.push(imageRows(6), NEW_BATCH, {}, before);
		expect(error).toBeUndefined();
		const [first, second] = pushing.emulator.truth.batches(pushing.projectId);
		expect([first.itemIds.length, second.itemIds.length]).toEqual([4, 2]);
		expect(outputs[0].map(({ json }) => json.batch_id)).toEqual([
			...new Array<string>(4).fill(first.id),
			...new Array<string>(2).fill(second.id),
		]);
	});

	it('pushes nothing if everything is in a batch that is already started', async () => {
		const before = retry();
		await pushing.push(imageRows(4), NEW_BATCH);
		const { error } = await pushing.push(imageRows(4), NEW_BATCH, {}, before);
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(4);
		expect(pushing.emulator.truth.batches(pushing.projectId)).toHaveLength(1);
	});
});

it('only the existing batch is looked up', async () => {
	const first = await pushing.push(imageRows(1), { ...NEW_BATCH, startBatch: false });
	const batch = byId(`${first.outputs[0][0].json.batch_id}`);
	await pushing.push(imageRows(3));
	loses(BULK);
	const { error } = await pushing.push(imageRows(3), { destination: 'existingBatch', batch });
	expect(error).toBeUndefined();
	expect(pushing.created()).toHaveLength(7);
	expect(pushing.emulator.truth.batches(pushing.projectId)[0].itemIds).toHaveLength(4);
});

it.each([
	['a stream', BULK, {}],
	['a new batch', 'POST /app-projects/{id}/batches', { destination: 'newBatch' }],
])(
	'items that were not created are sent again to %s when the service requests it',
	async (_where, route, parameters) => {
		const { clock, faults } = pushing.emulator;
		const headers = { 'Retry-After': '45' };
		const away = {
			kind: 'status',
			status: 503,
			headers,
			match: { route },
			times: 'always',
		} as const;
		const id = faults.add(away);
		const isBackAt = clock.now() + 44_000;
		const { set } = clock;
		clock.set = (ms) => {
			set.call(clock, ms);
			if (ms >= isBackAt) faults.remove(id);
		};
		const { error } = await pushing.push(imageRows(3), parameters);
		clock.set = set;
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(3);
		expect(clock.now()).toBeGreaterThanOrEqual(isBackAt);
	},
);
