import { describe, expect, it } from 'vitest';
import { Creating, expectOnce, pictures, saved } from './creating.mts';
import { imageRows } from './emulated.mts';
import { Pushing } from './pushing.mts';

/** A sub-workflow that somebody runs again and again by running its parent by hand. */

let execution = 500;

/** Options of a call of the sub-workflow by another execution of its parent. */
function calledBy(mode: 'manual' | 'trigger', caller = String(++execution)) {
	const executionId = String(++execution);
	const mine = { mode: 'integrated' as const, executionId, began: execution };
	return { ...mine, calledBy: { rootExecutionMode: mode, parentExecutionId: caller } };
}

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

	it('reads what the calls of one parent created once, not once for each later call', async () => {
		const rows = pictures(8);
		for (const row of rows) await creating.create([row], {}, calledBy('manual', '77'));
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

	it('pushes them again if the parent runs in production', async () => {
		for (let run = 0; run < 2; run++) await pushing.push(imageRows(2), {}, {}, calledBy('trigger'));
		expect(pushing.created()).toHaveLength(4);
	});
});
