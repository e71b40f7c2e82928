import { describe, expect, it } from 'vitest';
import { Creating, POST, expectEachRowOnce, expectOnce, pictures, saved } from '../creating.mts';

/**
 * n8n keeps a failed execution as it is: whoever retries it several times starts each time from the
 * same state, which knows nothing of the other retries.
 */

const creating = new Creating();
const BEGAN = 1_700_000_000_600;

describe.each(['wait', 'operation', 'sync'])('Create Task Suites: %s', (delivery) => {
	it('creates each row once, however often an execution that was refused is retried', async () => {
		const rows = pictures(3);
		const fault = { kind: 'status' as const, status: 403, match: { route: POST } };
		creating.emulator.faults.add(fault);
		const first = { began: BEGAN, executionId: '18' };
		const failed = await creating.create(rows, { delivery }, first);
		expect(failed.error).toBeDefined();
		for (const executionId of ['19', '20', '21']) {
			const retry = { executionId, mode: 'retry' as const, resume: saved(failed) };
			const { outputs, error } = await creating.create(rows, { delivery }, retry);
			expect(error).toBeUndefined();
			creating.emulator.clock.advance(60_000);
			expectOnce(rows, creating.suites());
			if (delivery !== 'operation') expectEachRowOnce(rows, outputs[0], creating.suites());
		}
	});
});
