import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { EmulatedTest } from '../emulatedTest.mts';
import type { Flow, FlowResult } from '../flow.mts';
import { runFlow } from '../flow.mts';
import { saved } from '../suspending.mts';

/** Suspended within Loop Over Items, which expects each of its batches back in one piece. */

const test = new EmulatedTest();
const operationsOver = (...minutes: number[]) =>
	minutes.map(
		(over) => test.emulator.seedData.addOperations({ count: 1, overMs: over * 60_000 })[0],
	);

async function loop(input: IDataObject[], batchSize: number, settings = {}): Promise<FlowResult> {
	const run = async (rest: Partial<Flow> = {}) =>
		await runFlow({
			credentials: test.emulated.credentials,
			input,
			nodes: [
				{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', parameters: { batchSize } },
				{
					name: 'Wait',
					type: 'n8n-nodes-toloka.tolokaWaitForOperation',
					parameters: { mode: 'suspend' },
					...settings,
				},
				{ name: 'After', type: 'sink' },
			],
			wires: [
				['Start', 'Loop'],
				['Loop', 'Wait', 1],
				['Wait', 'Wait', 0],
				['Wait', 'Loop', 1],
				['Loop', 'After', 0],
			],
			...rest,
		});
	let flow = await run();
	while (flow.status === 'waiting') {
		test.emulator.clock.set(flow.waitTill!.getTime());
		flow = await run({ resume: saved(flow.data) });
	}
	return flow;
}

it.each([1, 2, 3])('ends the loop once, with each item once (batch size %i)', async (batchSize) => {
	const ids = operationsOver(90, 5, 300, 120);
	const flow = await loop(
		ids.map((operation_id) => ({ operation_id })),
		batchSize,
	);
	expect(flow.error?.message).toBeUndefined();
	expect(flow.runs('Loop')).toHaveLength(Math.ceil(ids.length / batchSize) + 1);
	expect(flow.runs('After')).toHaveLength(1);
	expect(flow.items('After').map(({ json }) => json.id)).toEqual(ids);
});

it('keeps an item without an ID in its batch, with its row', async () => {
	const [first, second] = operationsOver(90, 200);
	const input = [{ operation_id: first }, { operation_id: '', row: 1 }, { operation_id: second }];
	const flow = await loop(input, 3, { onError: 'continueRegularOutput' });
	expect(flow.runs('After')).toHaveLength(1);
	const [, failed, ...others] = flow.items('After').map(({ json }) => json);
	expect(failed).toMatchObject({ input_data: { row: 1 } });
	expect(failed.error).toContain('Operation ID');
	expect(others).toHaveLength(1);
});
