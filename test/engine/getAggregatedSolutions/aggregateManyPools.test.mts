import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { AGGREGATE, READ, getSolutions } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';
import { savedForRetry } from '../retries.mts';

const emulated = useEmulatedPerTest({ switches: { requestsPerSecond: 0 } });

/** Adds this many pools, each with one answered task. */
function answeredPools(count: number): IDataObject[] {
	const { seedData, clock } = emulated.emulator;
	const pools = Array.from({ length: count }, () => {
		const { id } = seedData.addPool({ status: 'OPEN', defaultOverlap: 2 });
		seedData.addTaskSuites(id, { count: 1 });
		return { pool: id };
	});
	clock.advance(3_600_000);
	return pools;
}

const aggregate = async (input: IDataObject[], parameters: IDataObject = {}, rest = {}) => {
	const pool = byId('={{ $json.pool }}');
	const all = { operation: 'aggregatePool', pool, outputField: 'result', ...parameters };
	return await getSolutions(emulated, input, all, rest);
};
const counts = () => [AGGREGATE, READ].map((route) => emulated.emulator.log.count(route));

describe('more pools than the quota allows', () => {
	it('are refused before the first aggregation is started, with advice', async () => {
		const { error } = await aggregate(answeredPools(18));
		expect(error?.message).toBe(
			'All items together need 36 requests, but only 30 fit into the quota of 30 requests an hour now',
		);
		expect(error?.description).toContain('No request was sent');
		expect(error?.description).toContain('Use Loop Over Items with smaller batches');
		expect(counts()).toEqual([0, 0]);
	});

	it('are aggregated with the longest Max Quota Wait, as the message advises', async () => {
		const input = answeredPools(31);
		const refused = await aggregate(input);
		expect(refused.error?.description).toContain('set Max Quota Wait (Minutes) to 60');
		expect(refused.error?.description).not.toContain('Return the Operation');
		const { error, outputs } = await aggregate(input, { options: { quotaWaitMinutes: 60 } });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(31);
	});

	it('are aggregated and read one after the other, as the message advises', async () => {
		const input = answeredPools(18);
		const refused = await aggregate(input);
		expect(refused.error?.description).toContain('set Delivery to Return the Operation');
		const started = await aggregate(input, { delivery: 'operation' });
		expect([started.outputs[0].length, ...counts()]).toEqual([18, 18, 0]);
		const operations = started.outputs[0].map(({ json }) => json);
		emulated.emulator.clock.advance(3_660_000);
		const { outputs } = await getSolutions(emulated, operations);
		expect(outputs[0]).toHaveLength(18);
	});

	it('affect only those that do not fit if the node continues on fail', async () => {
		const settings = { onError: 'continueRegularOutput' as const };
		const { outputs } = await aggregate(answeredPools(18), {}, { settings });
		expect(outputs[0].map(({ json }) => 'error' in json)).toEqual(
			Array.from({ length: 18 }, (_, index) => index >= 15),
		);
		expect(counts()).toEqual([15, 15]);
	});

	it('do not include those that a retry need not start again', async () => {
		const input = answeredPools(10);
		emulated.emulator.faults.add({ kind: 'status', status: 400, match: { route: READ } });
		const failed = await aggregate(input);
		expect(counts()).toEqual([10, 1]);
		const rest = { mode: 'retry', executionId: '2', resume: savedForRetry(failed.data) };
		const { error, outputs } = await aggregate(input, {}, rest);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(10);
		expect(counts()).toEqual([10, 11]);
	});
});
