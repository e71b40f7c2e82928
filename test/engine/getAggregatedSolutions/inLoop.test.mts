import { expect, it } from 'vitest';
import { AGGREGATE } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';
import { runFlow } from '../flow.mts';

const emulated = useEmulatedPerTest();

/** Aggregates these pools twice, in a loop. */
async function aggregateTwice(pools: string[], rest = {}) {
	return await runFlow({
		credentials: emulated.credentials,
		input: pools.map((pool) => ({ pool })),
		nodes: [
			{ name: 'Twice', type: 'repeat', parameters: { times: 2 } },
			{
				name: 'Aggregate',
				type: 'n8n-nodes-toloka.tolokaGetAggregatedSolutions',
				onError: 'continueRegularOutput',
				parameters: {
					operation: 'aggregatePool',
					pool: byId('={{ $json.pool }}'),
					outputField: 'result',
				},
			},
			{ name: 'Pools again', type: 'pools', parameters: { pools } },
		],
		wires: [
			['Start', 'Twice'],
			['Twice', 'Aggregate', 1],
			['Aggregate', 'Pools again'],
			['Pools again', 'Twice'],
		],
		...rest,
	});
}

it('each run of a loop starts a new aggregation, even after a run in which one pool failed', async () => {
	const good = emulated.emulator.catalogue.pool('OPEN').id;
	const { status, runs } = await aggregateTwice([good, '404404']);
	expect([status, runs('Aggregate').length]).toEqual(['success', 2]);
	const answered = emulated.emulator.truth.operations();
	expect(answered.filter(({ type }) => type === 'SOLUTION.AGGREGATE')).toHaveLength(2);
});

it('each run of a loop in a retried execution starts a new aggregation', async () => {
	const good = emulated.emulator.catalogue.pool('OPEN').id;
	const began = emulated.emulator.clock.now() - 60_000;
	await aggregateTwice([good], { mode: 'retry', began });
	expect(emulated.emulator.log.count(AGGREGATE)).toBe(2);
});
