import { describe, expect, it } from 'vitest';
import { uuidV5 } from '../../../nodes/shared/toloka/values/keys.ts';
import { Creating, expectEachRowOnce, saved, twoRequests } from '../creating.mts';

/** One of two operations whose state cannot be read: the other one is still waited for. */

const creating = new Creating();
const PARAMETERS = { options: { operationId: 'order 17' } };
const FIRST = uuidV5('order 17 0+');
const MINUTE_MS = 60_000;

/** Runs the node; after the lookup, which finds nothing, the first operation cannot be read. */
async function createUnread(status: number, runMs: number, settings = {}) {
	creating.emulator.switches.set({ operationRunMs: runMs });
	const match = { route: 'GET /operations/{id}', path: `/${FIRST}$`, nth: 2 };
	creating.emulator.faults.add({ kind: 'status', status, match, times: 'always' });
	const rest = { settings, executionId: '18', began: 1_000 };
	const result = await creating.create(twoRequests(), PARAMETERS, rest);
	const [{ json }] = result.outputs[0] ?? [{ json: {} }];
	return { ...result, json };
}

describe.each([
	['503 for more than five minutes', 503, 8 * MINUTE_MS],
	['503 up to the deadline', 503, 2 * MINUTE_MS],
	['403', 403, 2 * MINUTE_MS],
] as const)('an operation answered with %s', (_what, status, runMs) => {
	it('does not end the wait for the other one, whose task suites are reported', async () => {
		const rows = twoRequests();
		const failed = await createUnread(status, runMs);
		expect(failed.error?.context).toMatchObject({
			ids: [FIRST],
			counts: { total: 1_500, created: expect.any(Number) as number },
		});
		const { created } = failed.error?.context?.counts as { created: number };
		expect(created).toBeGreaterThan(0);
		expect(failed.error?.message).toContain(`reading the operation ${FIRST}`);
		expect(failed.error?.description).toContain(`${created} of 1500 task suites were created.`);
		expect(failed.error?.description).toContain(
			`The operations continue on Toloka's side: ${FIRST}. A retry of this execution`,
		);
		creating.emulator.faults.clear();
		const retried = { executionId: '19', mode: 'retry' as const, resume: saved(failed) };
		const { outputs, error } = await creating.create(rows, PARAMETERS, retried);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});
});

it('does not affect the items of the other one, if the execution continues', async () => {
	const settings = { onError: 'continueRegularOutput' };
	const { outputs } = await createUnread(503, 8 * MINUTE_MS, settings);
	const failed = outputs[0].filter(({ json }) => 'error' in json);
	const created = outputs[0].filter(({ json }) => typeof json.task_suite_id === 'string');
	expect(failed.length + created.length).toBe(1_500);
	expect(Math.min(failed.length, created.length)).toBeGreaterThan(400);
	expect(failed[0].json.message).toContain(`The operations continue on Toloka's side: ${FIRST}.`);
});
