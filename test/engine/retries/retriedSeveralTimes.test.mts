import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { NodeResult } from '../engine.mts';
import {
	Creating,
	POST,
	expectEachRowOnce,
	expectOnce,
	pictures,
	saved,
	twoRequests,
} from '../creating.mts';

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

const CHANGES: Array<[string, IDataObject]> = [
	['Tasks per Suite', { tasksPerSuite: 2 }],
	['Overlap', { overlapMode: '={{ $itemIndex % 2 ? "number" : "poolDefault" }}', overlap: 2 }],
	['Extra Fields', { options: { extraFields: 'refuse' }, invalidItems: 'createValid' }],
];

describe.each(CHANGES)('Create Task Suites retries with another %s', (_name, changes) => {
	const rows = twoRequests().map((row, at) => (at % 3 === 0 ? { ...row, more: 1 } : row));
	const retry = (resume: NodeResult['data'], executionId: string) => ({
		...{ executionId, mode: 'retry' as const, resume },
	});
	const refuse = (route: string, maxCount?: number) => {
		const fault = { kind: 'status' as const, status: 403, times: 'always' as const };
		creating.emulator.faults.add({ ...fault, match: { route, maxCount } });
	};
	const settle = () => {
		creating.emulator.faults.clear();
		creating.emulator.clock.advance(60_000);
	};

	/** The execution sends nothing; its first retry, with the changes, only a part. */
	async function retriedOnce() {
		refuse('GET /pools/{id}');
		const began = creating.emulator.clock.now();
		const failed = await creating.create(rows, {}, { began, executionId: '18' });
		settle();
		refuse(POST, 500);
		await creating.create(rows, changes, retry(saved(failed, changes), '19'));
		settle();
		expect(creating.suites().length).toBeGreaterThan(0);
		return failed;
	}

	it('stops in a retry of the first execution, and creates each row once as advised', async () => {
		const failed = await retriedOnce();
		const posts = creating.posts();
		const stopped = await creating.create(rows, {}, retry(saved(failed), '20'));
		expect(stopped.error?.message).toMatch(/^An earlier try of this execution put these items/);
		expect(creating.posts()).toBe(posts);
		const resume = saved(stopped, changes);
		const { error } = await creating.create(rows, changes, retry(resume, '21'));
		expect(error).toBeUndefined();
		creating.emulator.clock.advance(60_000);
		const isExtra = 'options' in changes;
		expectOnce(isExtra ? rows.filter(({ more }) => !more) : rows, creating.suites());
	});
});
