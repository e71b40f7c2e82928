import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import {
	ALL,
	LIST,
	THIRD,
	THIRD_IN_NEW_BATCH,
	add,
	keys,
	loses,
	push,
	pushing,
	retry,
	someRows,
} from '../halfDone.mts';
import { BULK } from '../pushing.mts';

const PLACES = ['stream', 'newBatch', 'existingBatch'];
const changes = PLACES.flatMap((from) => PLACES.map((to) => [from, to]));

/** Returns a destination for items; each existing batch is a new one. */
async function place(name: string): Promise<IDataObject> {
	if (name === 'stream') return { destination: name };
	const newBatch = { destination: 'newBatch', batchName: name, startBatch: false };
	if (name === 'newBatch') return newBatch;
	const { result } = await push([{ text: 'first' }], newBatch, {}, { executionId: name });
	const batch = byId(`${result.outputs[0][0].json.batch_id}`);
	return { destination: 'existingBatch', batch };
}

/**
 * Pushes so that the third item exists unnoticed: its response is lost, and look-ups are refused.
 */
async function pushInDoubt(from: string) {
	const parameters = await place(from);
	pushing.emulator.log.clear();
	pushing.emulator.clock.advance(60_000);
	loses(BULK, from === 'newBatch' ? THIRD_IN_NEW_BATCH : THIRD);
	const looks = { route: LIST };
	const deny = add({ kind: 'status', status: 403, match: looks, times: 'always' });
	const half = await push(someRows(), parameters);
	expect(half.result.error?.message).toContain('Access was denied while listing');
	return { half, answer: () => pushing.emulator.faults.remove(deny) };
}

/** The first item of a batch has no key. */
const expectAllOnce = () => expect(keys().filter(Boolean)).toEqual(ALL);

describe.each(changes)('an item in doubt, pushed to %s and retried to %s', (from, to) => {
	it('is found, even if an earlier retry could not look it up', async () => {
		const target = await place(to);
		const { half, answer } = await pushInDoubt(from);
		const again = await retry(half, target);
		expect(again.result.error).toBeDefined();
		answer();
		const done = await retry(again, target);
		expect(done.result.error?.message).toBeUndefined();
		expectAllOnce();
	});

	it('is found if n8n was killed in between', async () => {
		const target = await place(to);
		const { half, answer } = await pushInDoubt(from);
		answer();
		const began = pushing.emulator.clock.now() - 60_000;
		const rest = { mode: 'retry' as const, executionId: '2', began };
		const done = await push(half.rows, target, {}, rest);
		expect(done.result.error?.message).toBeUndefined();
		expectAllOnce();
	});
});

describe.each([
	['newBatch', 'stream'],
	['stream', 'existingBatch'],
])('items found in an earlier batch, pushed to %s and retried to %s', (from, to) => {
	it('are still reported there', async () => {
		const batch = { destination: 'newBatch', batchName: 'Earlier', startBatch: false };
		await push(someRows().slice(0, 2), batch, {}, { executionId: 'earlier' });
		const [{ id }] = pushing.emulator.truth.batches(pushing.projectId);
		const target = await place(to);
		const match = { route: BULK };
		const deny = add({ kind: 'status', status: 403, match, times: 'always' });
		const source = { destination: from, batchName: 'Half', options: { lookBack: 60 } };
		const half = await push(someRows(), source);
		expect(half.result.error).toBeDefined();
		pushing.emulator.faults.remove(deny);
		const { result } = await retry(half, target);
		expect(result.error?.message).toBeUndefined();
		expectAllOnce();
		const unstarted = `The batch ${id}, which has items that were pushed before, is not started`;
		for (const { json } of result.outputs[0].slice(0, 2)) {
			expect(json).toMatchObject({ batch_id: id, existed: true });
			expect(json.batch_problem).toBe(to === 'stream' ? unstarted : undefined);
		}
	});
});
