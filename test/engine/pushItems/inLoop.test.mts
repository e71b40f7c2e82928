import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import type { Flow, FlowNode, FlowResult } from '../flow.mts';
import { runFlow } from '../flow.mts';
import { BULK, Pushing } from '../pushing.mts';
import { savedForRetry } from '../retries.mts';

/**
 * Push Items in Loop Over Items: each iteration is its own run, and none claims another's items.
 */

const pushing = new Pushing();
const row = (name: string): IDataObject => ({ image_url: `https://example.com/${name}.jpg` });
const rows = (...names: string[]) => names.map(row);
const names = () => pushing.created().map(({ input }) => String(input.image_url).slice(20, -4));

async function loop(input: IDataObject[], node: Partial<FlowNode> = {}, rest: Partial<Flow> = {}) {
	const began = pushing.emulator.clock.now();
	return await runFlow({
		credentials: pushing.emulated.credentials,
		input,
		began,
		nodes: [
			{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches' },
			{
				name: 'Push',
				type: 'n8n-nodes-toloka.tolokaPushItems',
				...node,
				parameters: { project: byId(pushing.projectId), ...node.parameters },
			},
		],
		wires: [
			['Start', 'Loop'],
			['Loop', 'Push', 1],
			['Push', 'Loop'],
		],
		...rest,
	});
}

const retryOf = (failed: FlowResult): Partial<Flow> => ({
	mode: 'retry',
	executionId: '2',
	resume: savedForRetry(failed.data),
});
const ids = (flow: FlowResult) => flow.items('Loop').map(({ json }) => json.id);
const breaksThird = () =>
	pushing.emulator.faults.add({ kind: 'reset-before', match: { route: BULK, nth: 3 } });

describe('a request of an iteration that never reaches Toloka', () => {
	it('is sent again: items of earlier iterations are not confused with its own', async () => {
		breaksThird();
		const flow = await loop(rows('1', '2', '3', '4'));
		expect(flow.error?.message).toBeUndefined();
		expect(names()).toEqual(['1', '2', '3', '4']);
	});

	it('is sent again even if an earlier iteration pushed the same rows', async () => {
		breaksThird();
		const flow = await loop(rows('1', '2', '2', '4'));
		expect(flow.error?.message).toBeUndefined();
		expect(names()).toEqual(['1', '2', '2', '4']);
		expect(new Set(ids(flow)).size).toBe(4);
	});
});

describe('a failed loop that is retried by hand', () => {
	it('pushes equal rows of later iterations as often as they occur', async () => {
		pushing.emulator.faults.add({ kind: 'status', status: 403, match: { route: BULK, nth: 3 } });
		const input = rows('1', '2', '3', '1', '3', '3');
		const failed = await loop(input);
		expect(failed.error).toBeDefined();
		pushing.emulator.clock.advance(60_000);
		const flow = await loop(input, {}, retryOf(failed));
		expect(flow.error?.message).toBeUndefined();
		expect(names()).toEqual(['1', '2', '3', '1', '3', '3']);
		expect(new Set(ids(flow)).size).toBe(6);
	});
});

it('a killed loop that is retried from its start uses each existing item for one row', async () => {
	const began = pushing.emulator.clock.now();
	await loop(rows('1', '2', '1'), {}, { began });
	pushing.emulator.clock.advance(60_000);
	const input = rows('1', '2', '1', '1', '2', '5');
	const flow = await loop(input, {}, { mode: 'retry', executionId: '2', began });
	expect(flow.error?.message).toBeUndefined();
	expect(names()).toEqual(['1', '2', '1', '1', '2', '5']);
	expect(new Set(ids(flow)).size).toBe(6);
});

it('an iteration does not adopt the batch of the previous one with the same name', async () => {
	const match = { route: 'POST /app-projects/{id}/batches', nth: 2 };
	pushing.emulator.faults.add({ kind: 'reset-before', match });
	const parameters = { destination: 'newBatch', batchName: 'Photos', startBatch: false };
	const flow = await loop(rows('1', '1', '2'), { parameters });
	expect(flow.error?.message).toBeUndefined();
	const batches = pushing.emulator.truth.batches(pushing.projectId);
	expect(batches.map(({ itemIds }) => itemIds.length)).toEqual([1, 1, 1]);
});

it('Skip Recently Pushed Items applies between iterations, too', async () => {
	const flow = await loop(rows('1', '2', '1'), { parameters: { options: { lookBack: 60 } } });
	expect(names()).toEqual(['1', '2']);
	expect(flow.items('Loop').map(({ json }) => json.existed)).toEqual([undefined, undefined, true]);
});

describe('a second node that pushes the same rows', () => {
	/** Runs two nodes, the second after the first or in its own branch. */
	const twoNodes = async (rest: Partial<Flow> = {}, secondFollows = 'First') => {
		const type = 'n8n-nodes-toloka.tolokaPushItems';
		const parameters = { project: byId(pushing.projectId) };
		return await runFlow({
			credentials: pushing.emulated.credentials,
			input: rows('1', '2'),
			began: pushing.emulator.clock.now(),
			nodes: [
				{ name: 'First', type, parameters },
				{ name: 'Rows', type: 'pools', parameters: { pools: [1] } },
				{
					name: 'Second',
					type,
					parameters: {
						...parameters,
						fields: {
							mappingMode: 'defineBelow',
							schema: [],
							value: { image_url: 'https://example.com/1.jpg' },
						},
					},
				},
			],
			wires: [
				['Start', 'First'],
				[secondFollows, 'Rows'],
				['Rows', 'Second'],
			],
			...rest,
		});
	};

	describe.each([
		['behind it', 'First'],
		['in another branch', 'Start'],
	])('%s', (_where, follows) => {
		it("does not claim the other's items after a lost request", async () => {
			pushing.emulator.faults.add({ kind: 'reset-before', match: { route: BULK, nth: 2 } });
			const flow = await twoNodes({}, follows);
			expect(flow.error?.message).toBeUndefined();
			expect(names().sort()).toEqual(['1', '1', '2']);
		});

		it("does not claim the other's items in a retry", async () => {
			pushing.emulator.faults.add({ kind: 'status', status: 403, match: { route: BULK, nth: 2 } });
			const failed = await twoNodes({}, follows);
			expect(failed.error).toBeDefined();
			const flow = await twoNodes(retryOf(failed), follows);
			expect(flow.error?.message).toBeUndefined();
			expect(names().sort()).toEqual(['1', '1', '2']);
		});
	});
});
