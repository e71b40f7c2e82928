import { describe, expect, it } from 'vitest';
import { imageRows } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { saved } from '../creating.mts';
import { Pushing } from '../pushing.mts';

const pushing = new Pushing();

const MANUAL = { mode: 'manual' as const };
const NEW_BATCH = { destination: 'newBatch', batchName: 'Photos' };

/** Returns the hints that n8n shows for the last run. */
function hintsOf({ data }: NodeResult): string[] {
	const runs = data.resultData.runData['Node under test'] ?? [];
	return (runs.at(-1)?.hints ?? []).map(({ message }) => message);
}

const idsOf = ({ outputs }: NodeResult) => outputs[0].map(({ json }) => json.id);

describe('building a workflow', () => {
	it('pays once for the same rows, and says so', async () => {
		const first = await pushing.push(imageRows(20), {}, {}, MANUAL);
		pushing.emulator.clock.advance(5 * 60_000);
		const second = await pushing.push(imageRows(20), {}, {}, MANUAL);
		expect(pushing.created()).toHaveLength(20);
		expect(idsOf(second)).toEqual(idsOf(first));
		expect(second.outputs[0].every(({ json }) => json.existed === true)).toBe(true);
		expect(hintsOf(first)).toEqual([]);
		expect(hintsOf(second)[0]).toMatch(
			/^20 items exist already, the latest at 2024-01-15 \d\d:\d\d UTC, and were not pushed again/,
		);
	});

	it('does what its hint advises, also with Skip Recently Pushed Items', async () => {
		const advice = 'turn on the option Create Again in Manual Runs';
		const push = async (options: object) =>
			await pushing.push(imageRows(2), { options }, {}, MANUAL);
		await push({ lookBack: 60 });
		expect(hintsOf(await push({}))[0]).toMatch(new RegExp(`${advice}\\.$`));
		expect(hintsOf(await push({ lookBack: 60 }))[0]).toContain(
			`${advice}, and set Skip Recently Pushed Items (Minutes) to 0.`,
		);
		await push({ lookBack: 60, manualRuns: true });
		expect(pushing.created()).toHaveLength(2);
		await push({ lookBack: 0, manualRuns: true });
		expect(pushing.created()).toHaveLength(4);
	});

	it('pushes only the rows that are new', async () => {
		await pushing.push(imageRows(3), {}, {}, MANUAL);
		const { outputs } = await pushing.push(imageRows(5), {}, {}, MANUAL);
		expect(pushing.created()).toHaveLength(5);
		expect(outputs[0].filter(({ json }) => json.existed)).toHaveLength(3);
	});

	it.each([
		['in manual runs', {}, MANUAL],
		['with Skip Recently Pushed Items', { options: { lookBack: 60 } }, {}],
	])('pushes a row whose optional cell was cleared, %s', async (_when, parameters, mode) => {
		const [row, other] = imageRows(2);
		await pushing.push([{ ...row, caption: 'A street' }, other], parameters, {}, mode);
		const { outputs } = await pushing.push([row, other], parameters, {}, mode);
		expect(outputs[0].map(({ json }) => json.existed === true)).toEqual([false, true]);
		expect(pushing.created()).toHaveLength(3);
	});

	it('pushes common rows of runs at the same moment once', async () => {
		const runs = [3, 5, 4].map(async (count) => pushing.push(imageRows(count), {}, {}, MANUAL));
		for (const { error } of await Promise.all(runs)) expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(5);
	});

	it('finds the items in a batch of an earlier manual run', async () => {
		await pushing.push(imageRows(3), NEW_BATCH, {}, MANUAL);
		await pushing.push(imageRows(3), NEW_BATCH, {}, MANUAL);
		const [batch, ...others] = pushing.emulator.truth.batches(pushing.projectId);
		expect([batch.itemIds.length, others]).toEqual([3, []]);
	});

	it('can push everything again on purpose', async () => {
		const options = { manualRuns: true };
		await pushing.push(imageRows(3), { options }, {}, MANUAL);
		await pushing.push(imageRows(3), { options }, {}, MANUAL);
		expect(pushing.created()).toHaveLength(6);
	});

	it.each([403, 404, 429, 500])(
		'pushes nothing if it cannot be listed what exists, and names the way out (%s)',
		async (status) => {
			await pushing.push(imageRows(3), {}, {}, MANUAL);
			const match = { route: 'GET /app-projects/{id}/items' };
			pushing.emulator.faults.add({ kind: 'status', status, times: 'always', match });
			const { error } = await pushing.push(imageRows(4), {}, {}, MANUAL);
			expect(error?.description).toContain('Create Again in Manual Runs');
			expect(pushing.created()).toHaveLength(3);
		},
	);

	it('pushes items again that are older than a day', async () => {
		await pushing.push(imageRows(3), {}, {}, MANUAL);
		pushing.emulator.clock.advance(25 * 3_600_000);
		await pushing.push(imageRows(3), {}, {}, MANUAL);
		expect(pushing.created()).toHaveLength(6);
	});
});

describe.each([
	['n8n 2', () => pushing.emulator.clock.now()],
	['n8n 1', () => undefined],
])('a retry of a manual run in %s', (_version, clock) => {
	it('pushes only what earlier manual runs did not', async () => {
		await pushing.push(imageRows(3), {}, {}, MANUAL);
		pushing.emulator.clock.advance(60 * 60_000);
		const rows = [...imageRows(4), { image_url: 'no link' }];
		const failed = await pushing.push(rows, {}, {}, { ...MANUAL, began: clock() });
		expect(failed.error).toBeDefined();
		pushing.emulator.clock.advance(60_000);
		const pushValid = { invalidItems: 'pushValid' };
		const rest = { mode: 'retry' as const, resume: saved(failed, pushValid), executionId: '2' };
		const { outputs, error } = await pushing.push(rows, pushValid, {}, rest);
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(4);
		expect(outputs[0].filter(({ json }) => json.existed)).toHaveLength(3);
	});
});

it('production pushes equal rows as often as requested', async () => {
	await pushing.push(imageRows(3), {}, {}, MANUAL);
	const { outputs } = await pushing.push(imageRows(3));
	expect(pushing.created()).toHaveLength(6);
	expect(outputs[0].some(({ json }) => 'existed' in json)).toBe(false);
});

describe('invalid items in a manual run', () => {
	const rows = (count: number, bad: number) =>
		imageRows(count).map((row, index) => (index < bad ? { ...row, image_url: 'no link' } : row));
	const pushValid = { invalidItems: 'pushValid' };

	it('that were left out are counted in a hint', async () => {
		const result = await pushing.push(rows(20, 1), pushValid);
		expect(hintsOf(result)).toEqual(['1 of 20 items was left out: the field “problem” says why.']);
	});

	it('are a failure if none is valid, without useless advice', async () => {
		const { error } = await pushing.push(rows(2, 2), pushValid);
		expect(error?.message).toContain('Nothing was pushed');
		expect(error?.description).toBe('All 2 items are invalid. Correct the data.');
	});
});
