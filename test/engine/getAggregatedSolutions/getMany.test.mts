import type { IDataObject, IPairedItemData } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { READ, getSolutions, hintsOf, timesOf } from '../aggregated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';
import { log } from '../engine.mts';

const MINUTE = 60_000;

const emulated = useEmulatedPerTest();
beforeEach(() => {
	log.length = 0;
});

const aggregation = (rows: number, rest = {}) =>
	emulated.emulator.seedData.addAggregation({ rows, ...rest });
const get = async (input: IDataObject[], parameters: IDataObject = {}, rest = {}) =>
	await getSolutions(emulated, input, parameters, rest);
const reads = () => emulated.emulator.log.count(READ);
const truthOf = (id: string) =>
	emulated.emulator.truth.solutions(id).map(({ taskId, poolId, confidence, output }) => ({
		confidence,
		pool_id: poolId,
		task_id: taskId,
		output_values: output,
	}));

describe('solutions as items', () => {
	it('are output as the service returns them, 50 by default', async () => {
		const id = aggregation(120);
		const { outputs, error } = await get([{ id }]);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json)).toEqual(truthOf(id).slice(0, 50));
		for (const { pairedItem } of outputs[0]) expect(pairedItem).toEqual({ item: 0 });
		expect(reads()).toBe(1);
	});

	it('can be read in descending order and within bounds', async () => {
		const id = aggregation(30);
		const all = truthOf(id);
		const options = { taskIdGt: all[4].task_id, taskIdLte: all[20].task_id, pageSize: 5 };
		const { outputs } = await get([{ id }], { returnAll: true, sort: 'descending', options });
		expect(outputs[0].map(({ json }) => json)).toEqual(all.slice(5, 21).reverse());
		expect(reads()).toBe(4);
	});

	it('stop at the limit, and a hint says that there are more', async () => {
		const id = aggregation(120);
		expect(hintsOf(await get([{ id }]))).toEqual([
			'There are more solutions than the limit of 50. Turn on Return All, or raise Limit.',
		]);
		expect(hintsOf(await get([{ id }], { limit: 119, options: { pageSize: 60 } }))).toHaveLength(1);
		expect(hintsOf(await get([{ id }], { limit: 120 }))).toEqual([]);
	});

	it('respect the bounds, page size and form of each item', async () => {
		const id = aggregation(7);
		const ids = truthOf(id).map(({ task_id: taskId }) => taskId);
		const options = {
			taskIdGt: "={{ $json.after ?? '' }}",
			taskIdGte: "={{ $json.from ?? '' }}",
			taskIdLt: "={{ $json.before ?? '' }}",
			taskIdLte: "={{ $json.upTo ?? '' }}",
			pageSize: '={{ $json.pageSize }}',
			flatten: '={{ $json.flatten }}',
		};
		const { outputs, error } = await get(
			[
				{ id, after: ids[4] },
				{ id, from: ids[4], pageSize: 2, flatten: true },
				{ id, before: ids[2] },
				{ id, upTo: ids[2] },
				{ id },
			],
			{ returnAll: true, options },
		);
		expect(error).toBeUndefined();
		const counts = [0, 1, 2, 3, 4].map((item) =>
			outputs[0].filter(({ pairedItem }) => (pairedItem as IPairedItemData).item === item),
		);
		expect(counts.map(({ length }) => length)).toEqual([2, 3, 2, 3, 7]);
		expect(counts.map(([{ json }]) => 'result' in json)).toEqual([
			false,
			true,
			false,
			false,
			false,
		]);
		expect(reads()).toBe(6);
	});

	it('are not all read because an expression finds no column for a bound', async () => {
		const rows = [{ id: aggregation(7) }];
		const { error } = await get(rows, { options: { taskIdLte: '={{ $json.last }}' } });
		expect(error?.message).toBe('Task ID: Up To of item 0 is undefined');
		expect(reads()).toBe(0);
	});

	it('can be flat, and a value named error is never the error of the item', async () => {
		const id = aggregation(1, { output: () => ({ result: 'cat', error: 'none' }) });
		const { outputs } = await get([{ id }], { options: { flatten: true } });
		expect(outputs[0][0].json).toMatchObject({ result: 'cat', output_error: 'none' });
		expect(outputs[0][0].json).not.toHaveProperty('output_values');
	});

	it('of several operations are paired with the items that name them', async () => {
		const ids = [aggregation(3), aggregation(0), aggregation(2)];
		const { outputs } = await get(ids.map((id) => ({ operation_id: id })));
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 2, 2].map((item) => ({ item })),
		);
	});

	it('are read in pages of 300 if the service allows no more', async () => {
		emulated.emulator.switches.set({ aggregatedMaxLimit: 300 });
		const id = aggregation(800);
		const { outputs, error } = await get([{ id }], { returnAll: true });
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json)).toEqual(truthOf(id));
		expect(reads()).toBe(4);
	});

	it('survive truncated responses', async () => {
		emulated.emulator.faults.add({ kind: 'truncate', match: { route: READ }, framing: 'valid' });
		const id = aggregation(10);
		const { outputs, error } = await get([{ id }]);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json)).toEqual(truthOf(id));
	});
});

describe('one item per page', () => {
	it('describes what the page contains', async () => {
		const id = aggregation(25);
		const all = truthOf(id);
		const { outputs } = await get([{ id }], {
			returnAll: true,
			output: 'pages',
			options: { pageSize: 10 },
		});
		expect(outputs[0].map(({ json }) => json)).toEqual(
			[0, 10, 20].map((from, index) => {
				const items = all.slice(from, from + 10);
				return {
					operation_id: id,
					page: index + 1,
					count: items.length,
					first_task_id: items[0].task_id,
					last_task_id: items[items.length - 1].task_id,
					items,
				};
			}),
		);
		for (const { pairedItem } of outputs[0]) expect(pairedItem).toEqual({ item: 0 });
	});
});

describe('the request quota', () => {
	const smallPages = { returnAll: true, options: { pageSize: 10 } };

	it('makes the sixth request within a minute wait until it fits', async () => {
		const id = aggregation(60);
		const { error } = await get([{ id }], smallPages);
		expect(error).toBeUndefined();
		const times = timesOf(emulated, READ);
		expect(times).toHaveLength(6);
		expect(times[4]).toBe(times[0]);
		expect(times[5] - times[0]).toBeGreaterThanOrEqual(MINUTE);
		expect(times[5] - times[0]).toBeLessThan(MINUTE + 2_000);
		expect(emulated.emulator.log.entries().filter(({ status }) => status === 429)).toEqual([]);
		expect(log.map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^Toloka: waiting 61 s for the request quota while reading/),
		);
	});

	it('refuses the 31st within an hour without sending it, and names the time of the next chance', async () => {
		const id = aggregation(400);
		const begin = emulated.emulator.clock.now();
		const { error } = await get([{ id }], smallPages);
		expect(reads()).toBe(30);
		expect(error?.message).toContain('The quota of 30 requests an hour for aggregated solutions');
		const told = /It will work again by (\S+ \S+) UTC/.exec(error?.description ?? '')?.[1] ?? '';
		const worksAgain = Date.parse(`${told.replace(' ', 'T')}Z`);
		expect(worksAgain - begin).toBeGreaterThanOrEqual(60 * MINUTE);
		expect(worksAgain - begin).toBeLessThanOrEqual(62 * MINUTE);
		expect(error?.description).toContain('This request was not sent');
	});

	it('is shared between runs of the same account', async () => {
		const id = aggregation(300);
		await get([{ id }], { returnAll: true, options: { pageSize: 10 } });
		expect(reads()).toBe(30);
		const { error } = await get([{ id }]);
		expect(error?.message).toContain('30 requests an hour');
		expect(reads()).toBe(30);
		emulated.emulator.clock.advance(61 * MINUTE);
		const { outputs } = await get([{ id }]);
		expect(outputs[0]).toHaveLength(50);
	});

	it('neither ends nor grows when the clock of the host is set back', async () => {
		const id = aggregation(300);
		emulated.host.aheadMs = 24 * 60 * MINUTE;
		await get([{ id }], { returnAll: true, options: { pageSize: 60 } });
		expect(reads()).toBe(5);
		emulated.host.aheadMs = 0;
		const { error } = await get([{ id }]);
		expect(error).toBeUndefined();
		expect(emulated.slept).toEqual([MINUTE + 1_000]);
	});

	it('refuses a limit that needs too many requests before the first', async () => {
		const id = aggregation(1_000);
		const { error } = await get([{ id }], { limit: 400, options: { pageSize: 10 } });
		expect(error?.message).toBe(
			'This needs 40 requests, but only 30 fit into the quota of 30 requests an hour now',
		);
		expect(error?.description).toContain('Raise Page Size');
		expect(error?.description).not.toContain('work again');
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});

	it("if others used it up, is reported with the service's message and the time", async () => {
		const body = { code: 'TOO_MANY_REQUESTS', payload: { interval: 'HOUR' } };
		emulated.emulator.faults.add({ kind: 'status', status: 429, body, match: { route: READ } });
		const { error } = await get([{ id: aggregation(10) }]);
		expect(error?.message).toContain('The request quota is used up');
		expect(error?.description).toContain('It will work again by');
		expect(reads()).toBe(1);
	});

	it('if others used it up for a minute, is waited for', async () => {
		const body = { code: 'TOO_MANY_REQUESTS', payload: { interval: 'MIN' } };
		emulated.emulator.faults.add({ kind: 'status', status: 429, body, match: { route: READ } });
		const { outputs, error } = await get([{ id: aggregation(10) }]);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(10);
		expect(emulated.slept).toContain(MINUTE);
	});
});
