import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { READ, getSolutions } from '../aggregated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';
import { log } from '../engine.mts';
import { startSuites } from '../taskSuites.mts';

const emulated = useEmulatedPerTest();

const get = async (input: IDataObject[], parameters: IDataObject = {}, rest = {}) =>
	await getSolutions(emulated, input, parameters, rest);
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** Fails unless the message is one sentence about what happened and one about what to do. */
function expectPlain(error: { message: string; description?: string | null } | undefined): void {
	const text = `${error?.message} ${error?.description}`;
	expect(text).not.toMatch(/Cannot read|undefined|\bat \w+ \(|TypeError|\[object/);
	expect(text).not.toContain(emulated.emulator.apiKey);
	expect(error?.message.split('\n')).toHaveLength(1);
	expect(error?.description ?? '').not.toBe('');
}

describe('an operation whose solutions cannot be read', () => {
	it.each([
		[
			'an id with ../ in it',
			'../pools/21',
			'Operation ID of item 0 is not an ID: ',
			'Check the expression in Operation ID',
		],
		['no id', '', 'Operation ID of item 0 is empty', 'Check the expression in Operation ID'],
		['an unknown one', UNKNOWN, 'There is no operation with the ID', 'Check'],
	])('%s', async (_name, id, message, advice) => {
		const { error } = await get([{ id }]);
		expectPlain(error);
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(advice);
		expect(emulated.emulator.log.count(READ)).toBe(0);
	});

	it('one of another type', async () => {
		const [id] = emulated.emulator.seedData.addOperations({ count: 1, overMs: 0 });
		const { error } = await get([{ id }]);
		expectPlain(error);
		expect(error?.message).toContain('is of type TASK_SUITE.BATCH_CREATE');
		expect(error?.description).toContain('SOLUTION.AGGREGATE');
		expect(emulated.emulator.log.count(READ)).toBe(0);
	});

	it('one that is still running', async () => {
		const [id] = emulated.emulator.seedData.addOperations({
			count: 1,
			overMs: 1e9,
			type: 'SOLUTION.AGGREGATE',
		});
		const { error } = await get([{ id }]);
		expectPlain(error);
		expect(error?.message).toMatch(/is (PENDING|RUNNING).*cannot be read yet/);
		expect(error?.description).toContain('Toloka Wait for Operation');
	});

	it('one that failed', async () => {
		const wish = { count: 1, overMs: 0, failShare: 1, type: 'SOLUTION.AGGREGATE' } as const;
		const [id] = emulated.emulator.seedData.addOperations(wish);
		const { error } = await get([{ id }]);
		expectPlain(error);
		expect(error?.message).toBe(`The operation ${id} (SOLUTION.AGGREGATE) failed`);
	});

	it('one whose results are no longer kept', async () => {
		const id = emulated.emulator.seedData.addAggregation({ rows: 5, expired: true });
		const { error } = await get([{ id }]);
		expectPlain(error);
		expect(error?.message).toBe(`Toloka no longer keeps the results of operation ${id}`);
		expect(error?.description).toContain('Aggregate the pool again');
		expect(error?.description).toMatch(/RESULTS_EXPIRED.*request ID/);
	});
});

describe('parameters that cannot be used', () => {
	it.each([
		[
			'a page size of 0',
			{ options: { pageSize: 0 } },
			'Page Size must be a whole number from 1 to 100,000',
		],
		['a limit of -1', { limit: -1 }, 'Limit must be a whole number of 1 or more'],
		[
			'a bound that is a path',
			{ options: { taskIdGt: 'a/../b' } },
			'Task ID: After is not an ID: ',
		],
		[
			'files of 1,000 MB',
			{ output: 'file', options: { fileSizeMb: 1000 } },
			'File Size (MB) must be',
		],
	])('%s', async (_name, parameters, message) => {
		const id = emulated.emulator.seedData.addAggregation({ rows: 5 });
		emulated.emulator.log.clear();
		const { error } = await get([{ id }], parameters);
		expectPlain(error);
		expect(error?.message).toContain(message);
		expect(emulated.emulator.log.count(READ)).toBe(0);
	});
});

it('a setting for the whole run must be the same for all items', async () => {
	const options = { quotaWaitMinutes: '={{ $json.wait }}', timeout: '={{ $json.timeout }}' };
	const same = { wait: 1, timeout: 20 };
	const wait = await get([same, { ...same, wait: 2 }], { options });
	expectPlain(wait.error);
	expect(wait.error?.message).toContain('Max Quota Wait (Minutes) must be the same for all items');
	const timeout = await get([same, { ...same, timeout: 30 }], { options });
	expect(timeout.error?.message).toBe(
		'Request Timeout (Seconds) must be the same for all items: item 0 says “20”, item 1 says “30”',
	);
	for (const [name, label] of [
		['wait', 'Max Quota Wait (Minutes)'],
		['timeout', 'Request Timeout (Seconds)'],
	]) {
		const { error } = await get([same, { ...same, [name]: 'soon' }], { options });
		expect(error?.message).toContain(`${label} of item 1 must be a number`);
	}
});

it('a failed item affects only itself if the node continues on fail', async () => {
	const id = emulated.emulator.seedData.addAggregation({ rows: 2 });
	const settings = { onError: 'continueRegularOutput' as const };
	const { outputs, error } = await get([{ id: UNKNOWN }, { id }], {}, { settings });
	expect(error).toBeUndefined();
	expect(outputs[0].map(({ json }) => 'error' in json)).toEqual([true, false, false]);
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
		[0, 1, 1].map((item) => ({ item })),
	);
});

it('a failure of the whole run is output for each item if the node continues on fail', async () => {
	const settings = { onError: 'continueErrorOutput' as const };
	const parameters = { options: { quotaWaitMinutes: 'soon' } };
	const { outputs, status } = await get([{ id: 'a' }, { id: 'b' }], parameters, { settings });
	expect(status).toBe('success');
	expect(outputs.map((items) => items.length)).toEqual([0, 2]);
	for (const { json } of outputs[1]) expect(json.error).toContain('must be a number');
});

it('the token is in no message, log line or item', async () => {
	const id = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
	log.length = 0;
	const result = await get([{ id }], {}, { settings: { onError: 'continueRegularOutput' } });
	const everything = JSON.stringify([result.outputs, result.data, log]);
	expect(everything).not.toContain(emulated.emulator.apiKey);
});
