import { describe, expect, it } from 'vitest';
import { Creating, expectEachRowOnce, expectOnce, pictures, saved } from './creating.mts';
import { byId, imageRows } from './emulated.mts';
import type { Caller } from './caller.mts';
import { Operating } from './operating.mts';
import { BULK, Pushing } from './pushing.mts';
import { recovered } from './recovered.mts';
import { savedForRetry } from './retries.mts';
import { WaitingForPools } from './waitingForPools.mts';

/** A sub-workflow that somebody runs again and again by running its parent by hand. */

/** What the advice to retry says in a sub-workflow. */
const WHICH = 'The execution to retry is that of this sub-workflow';
const REFUSED = { kind: 'status', status: 403 } as const;

let execution = 500;

/** Options of a call of the sub-workflow by another execution of its parent. */
function calledBy(source: 'manual' | 'trigger', caller: Partial<Caller> = {}) {
	const executionId = String(++execution);
	const mine = { mode: 'integrated' as const, executionId, began: execution };
	const parentExecutionId = String(++execution);
	return { ...mine, calledBy: { parentExecutionId, source, rootExecutionMode: source, ...caller } };
}

/** Callers of which n8n tells only in part that somebody started them by hand. */
const BY_HAND: Array<[string, Partial<Caller>]> = [
	['an execution that is retried', { rootExecutionMode: 'retry' }],
	['an execution before the sub-workflow waited', { rootExecutionMode: undefined }],
	['another sub-workflow', { source: 'integrated' }],
];

describe('Create Task Suites', () => {
	const creating = new Creating();
	const LOG = 'GET /operations/{id}/log';

	it.each(['wait', 'operation', 'sync'])('creates the same rows once: %s', async (delivery) => {
		const rows = pictures(20);
		for (let run = 0; run < 3; run++) {
			const { error } = await creating.create(rows, { delivery }, calledBy('manual'));
			expect(error).toBeUndefined();
			creating.emulator.clock.advance(60_000);
		}
		expectOnce(rows, creating.suites());
	});

	it.each(BY_HAND)('creates the same rows once if the caller is %s', async (_caller, caller) => {
		const rows = pictures(2);
		await creating.create(rows, {}, calledBy('manual'));
		const { error } = await creating.create(rows, {}, calledBy('manual', caller));
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});

	it('creates them again if the parent runs in production', async () => {
		for (let run = 0; run < 2; run++) await creating.create(pictures(2), {}, calledBy('trigger'));
		expect(creating.suites()).toHaveLength(4);
	});

	it('creates them once if a call that failed is retried, which n8n does without the parent', async () => {
		const rows = pictures(2);
		const match = { route: LOG };
		creating.emulator.faults.add({ kind: 'status', status: 403, match });
		const failed = await creating.create(rows, {}, calledBy('manual'));
		expect(failed.error).toBeDefined();
		const retry = { mode: 'retry' as const, executionId: '900', resume: saved(failed) };
		expect((await creating.create(rows, {}, retry)).error).toBeUndefined();
		await creating.create(rows, {}, calledBy('manual'));
		expectOnce(rows, creating.suites());
	});

	it('creates them once if n8n was killed during a call, which is retried', async () => {
		const rows = pictures(2);
		const call = calledBy('manual');
		const killed = await creating.create(rows, {}, call);
		creating.emulator.clock.advance(60_000);
		// n8n stores when a sub-workflow began only at its end.
		const resume = recovered(killed, rows, call.began, call.began + 60_000);
		resume.parentExecution = killed.data.parentExecution;
		const retry = { mode: 'retry' as const, executionId: '901', resume };
		const { outputs, error } = await creating.create(rows, {}, retry);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('says which execution to retry, which creates nothing twice', async () => {
		const rows = pictures(2);
		creating.emulator.faults.add({ ...REFUSED, match: { route: LOG }, times: 9 });
		const failed = await creating.create(rows, {}, calledBy('trigger'));
		expect(failed.error?.description).toContain(WHICH);
		const retry = async () => {
			const resume = savedForRetry(failed.data);
			return await creating.create(rows, {}, { mode: 'retry', executionId: '910', resume });
		};
		expect((await retry()).error?.description).toContain(WHICH);
		creating.emulator.faults.clear();
		expect((await retry()).error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});

	it('does not speak of sub-workflows where there is none', async () => {
		creating.emulator.faults.add({ ...REFUSED, match: { route: LOG } });
		const { error } = await creating.create(pictures(2));
		expect(error?.description).toContain('A retry of this execution');
		expect(error?.description).not.toContain(WHICH);
	});

	it('reads what the calls of one parent created once, not once for each later call', async () => {
		const rows = pictures(8);
		for (const row of rows)
			await creating.create([row], {}, calledBy('manual', { parentExecutionId: '77' }));
		expectOnce(rows, creating.suites());
		// Each call reads the log of its own operation, and the others' together once each.
		expect(creating.emulator.log.count(LOG)).toBeLessThanOrEqual(2 * rows.length);
	});
});

describe('Push Items', () => {
	const pushing = new Pushing();

	it('pushes the same rows once, and says which ones existed', async () => {
		await pushing.push(imageRows(5), {}, {}, calledBy('manual'));
		pushing.emulator.clock.advance(60_000);
		const { outputs } = await pushing.push(imageRows(5), {}, {}, calledBy('manual'));
		expect(pushing.created()).toHaveLength(5);
		expect(outputs[0].every(({ json }) => json.existed === true)).toBe(true);
	});

	it.each(BY_HAND)('pushes the same rows once if the caller is %s', async (_caller, caller) => {
		await pushing.push(imageRows(2), {}, {}, calledBy('manual'));
		pushing.emulator.clock.advance(60_000);
		await pushing.push(imageRows(2), {}, {}, calledBy('manual', caller));
		expect(pushing.created()).toHaveLength(2);
	});

	it('pushes them again if the parent runs in production', async () => {
		for (let run = 0; run < 2; run++) await pushing.push(imageRows(2), {}, {}, calledBy('trigger'));
		expect(pushing.created()).toHaveLength(4);
	});

	it('says which execution to retry', async () => {
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK } });
		const match = { route: 'GET /app-projects/{id}/items' };
		pushing.emulator.faults.add({ ...REFUSED, match });
		const { error } = await pushing.push(imageRows(2), {}, {}, calledBy('trigger'));
		expect(error?.description).toContain(WHICH);
	});
});

describe('Wait for Operation', () => {
	const waiting = new WaitingForPools();

	it('says which execution to retry: the parent would create again what it waits for', async () => {
		const parameters = { mode: 'inNode', deadlineDays: 0.01 };
		const { error } = await waiting.run([waiting.openPool()], parameters, calledBy('trigger'));
		expect(error?.description).toContain(WHICH);
	});
});

describe('Pool: Clone', () => {
	const operating = new Operating();

	it('says which execution to retry', async () => {
		const { emulator } = operating;
		const pool = byId(emulator.seedData.addPool({ name: 'Photos' }).id);
		emulator.faults.add({ kind: 'lost-answer', match: { route: 'POST /pools/{id}/clone' } });
		emulator.faults.add({ ...REFUSED, match: { route: 'GET /operations' }, times: 9 });
		const { error } = await operating.operate('pool:clone', { pool }, [{}], calledBy('trigger'));
		expect(error?.description).toContain(WHICH);
	});
});
