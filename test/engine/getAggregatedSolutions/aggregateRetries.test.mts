import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { AGGREGATE, READ, getSolutions } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { EmulatedTest } from '../emulatedTest.mts';
import { runFlow } from '../flow.mts';
import { savedForRetry } from '../retries.mts';

const HOUR = 3_600_000;
const AGAIN = { mode: 'retry', executionId: '2' } as const;
const test = new EmulatedTest();

const starts = () => test.emulator.log.count(AGGREGATE);
const aggregation = (rest: IDataObject = {}): IDataObject => {
	const pool = byId(test.emulator.catalogue.pool('OPEN').id);
	return { operation: 'aggregatePool', pool, outputField: 'result', ...rest };
};
const aggregate = async (rest = {}) => await getSolutions(test.emulated, [{}], aggregation(), rest);

/** Advances an hour, in which 10 more tasks are answered; there were 100. */
function tenMoreAreAnswered(): void {
	const { clock, seedData, catalogue } = test.emulator;
	seedData.addTaskSuites(catalogue.pool('OPEN').id, { count: 10 });
	clock.advance(HOUR);
}

describe('a retry includes later answers', () => {
	const node = (name: string) => ({
		name,
		type: 'n8n-nodes-toloka.tolokaGetAggregatedSolutions',
		executeOnce: true,
		parameters: aggregation(),
	});

	it('if an earlier node of the execution aggregated the pool', async () => {
		const flow = (pool: string) => ({
			credentials: test.emulated.credentials,
			began,
			nodes: [
				node('First'),
				{
					name: 'Between',
					type: 'n8n-nodes-toloka.toloka',
					executeOnce: true,
					parameters: { resource: 'pool', operation: 'get', pool: byId(pool) },
				},
				node('Second'),
			],
			wires: [
				['Start', 'First'],
				['First', 'Between'],
				['Between', 'Second'],
			] as Array<[string, string]>,
		});
		const { id } = test.emulator.catalogue.pool('OPEN');
		const began = test.emulator.clock.now();
		const first = await runFlow(flow('404404'));
		expect(first.items('First')).toHaveLength(100);
		tenMoreAreAnswered();
		const resume = savedForRetry(first.data);
		for (const entry of resume.executionData?.nodeExecutionStack ?? []) {
			entry.node.parameters.pool = byId(id) as INodeParameters;
		}
		const again = await runFlow({ ...flow(id), ...AGAIN, resume });
		expect(again.items('Second')).toHaveLength(110);
		expect(starts()).toBe(2);
	});

	it('if the pool was locked at first, and somebody else aggregated it meanwhile', async () => {
		const { id } = test.emulator.catalogue.pool('OPEN');
		const began = test.emulator.clock.now();
		const body = { id, project_id: '70001', private_name: 'x', status: 'LOCKED' };
		const match = { route: 'GET /pools/{id}' };
		test.emulator.faults.add({ kind: 'status', status: 200, body, match, times: 'always' });
		const failed = await aggregate({ began });
		expect(failed.error?.message).toBe(`Pool ${id} is locked`);
		test.emulator.faults.clear();
		await aggregate({ executionId: '7' });
		tenMoreAreAnswered();
		const again = await aggregate({ began, ...AGAIN, resume: savedForRetry(failed.data) });
		expect(again.outputs[0]).toHaveLength(110);
	});

	it('if the start itself was refused', async () => {
		const began = test.emulator.clock.now();
		test.emulator.faults.add({ kind: 'status', status: 403, match: { route: AGGREGATE } });
		const failed = await aggregate({ began });
		await aggregate({ executionId: '7' });
		tenMoreAreAnswered();
		const again = await aggregate({ began, ...AGAIN, resume: savedForRetry(failed.data) });
		expect(again.outputs[0]).toHaveLength(110);
	});
});

describe('an aggregation that Toloka no longer has', () => {
	it.each([
		['the results', READ, 409, 'RESULTS_EXPIRED', 'Toloka no longer keeps the results of'],
		['the operation', 'GET /operations/{id}', 404, 'DOES_NOT_EXIST', 'There is no operation'],
	])('%s: the next try starts another one', async (_what, route, status, code, message) => {
		const body = { request_id: 'r', code, message: 'gone', payload: null };
		test.emulator.faults.add({ kind: 'status', status, body, match: { route } });
		const failed = await aggregate();
		expect(failed.error?.message).toContain(message);
		expect(failed.error?.description).toContain('the pool is aggregated again');
		expect(failed.error?.description).not.toContain('set Operation to');
		const again = await aggregate({ ...AGAIN, resume: savedForRetry(failed.data) });
		expect(again.error).toBeUndefined();
		expect(again.outputs[0]).toHaveLength(100);
		expect(starts()).toBe(2);
	});
});
