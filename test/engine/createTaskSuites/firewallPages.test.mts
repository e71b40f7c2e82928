import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { runFlow } from '../flow.mts';
import { Creating, POST, expectEachRowOnce, expectOnce, pictures } from '../creating.mts';

/** Pages of a firewall in place of the response; Toloka may have carried out the request. */

const creating = new Creating();

const sync = { delivery: 'sync' };
const RETRY = { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };

function blocked(rest: { applied: boolean; times?: number; nth?: number; route?: string }): void {
	const { applied, times, nth, route = POST } = rest;
	const body = '<html>Blocked</html>';
	const match = { route, nth };
	creating.emulator.faults.add({ kind: 'status', status: 403, body, applied, times, match });
}

/** As if one run had output the items of all iterations. */
const paired = <Output,>(output: Output, item: number) => ({ ...output, pairedItem: { item } });

describe('a synchronous request', () => {
	it('that was carried out is not sent again', async () => {
		blocked({ applied: true });
		const { error } = await creating.create(pictures(3), sync, RETRY);
		expectOnce(pictures(3), creating.suites());
		expect(error?.description).toContain(
			'It is unclear whether the task suites of items 0 to 2 were created: look in the pool',
		);
		expect(error?.context).toMatchObject({ isInDoubt: true });
	});

	it('that was refused is sent by the next try', async () => {
		blocked({ applied: false });
		const { error } = await creating.create(pictures(3), sync);
		expect(error?.context).toMatchObject({ kind: 'intercepted' });
		expect(error?.context?.isInDoubt).not.toBe(true);
		blocked({ applied: false });
		const again = await creating.create(pictures(3), sync, RETRY);
		expect(again.error).toBeUndefined();
		expectOnce(pictures(3), creating.suites());
	});

	it('that was refused is not confused with those before it', async () => {
		blocked({ applied: false, times: 2, nth: 2 });
		const rows = pictures(6_000);
		const { error, outputs } = await creating.create(rows, sync, RETRY);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('that was refused is not confused with those of earlier iterations', async () => {
		blocked({ applied: false, nth: 2 });
		const flow = await runFlow({
			credentials: creating.emulated.credentials,
			input: pictures(3),
			nodes: [
				{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches' },
				{
					...{ name: 'Create', type: 'n8n-nodes-toloka.tolokaCreateTaskSuites' },
					...RETRY.settings,
					parameters: { ...sync, pool: byId(creating.pool.id) },
				},
			],
			wires: [
				['Start', 'Loop'],
				['Loop', 'Create', 1],
				['Create', 'Loop'],
			],
		});
		expect(flow.error).toBeUndefined();
		expectEachRowOnce(pictures(3), flow.items('Create').map(paired), creating.suites());
	});

	it('that a redirect answered, though it was carried out, is not sent again', async () => {
		const headers = { location: 'https://firewall.example/blocked' };
		const match = { route: POST };
		creating.emulator.faults.add({ kind: 'status', status: 302, headers, applied: true, match });
		const { error } = await creating.create(pictures(3), sync, RETRY);
		expectOnce(pictures(3), creating.suites());
		expect(error?.context).toMatchObject({ isInDoubt: true });
	});

	it('may have been carried out if the pool cannot be read', async () => {
		blocked({ applied: true });
		blocked({ applied: false, times: 9, route: 'GET /task-suites' });
		const { error } = await creating.create(pictures(3), sync, RETRY);
		expectOnce(pictures(3), creating.suites());
		expect(error?.context).toMatchObject({ isInDoubt: true });
	});

	it.each([true, false])('for a mixing pool is sent once (carried out: %s)', async (applied) => {
		const mixerConfig = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };
		creating.usePool({ mixerConfig, defaultTaskOverlap: 3 });
		blocked({ applied, route: 'POST /tasks' });
		const { error } = await creating.create(pictures(3), sync, RETRY);
		expect(error === undefined).toBe(!applied);
		expect(creating.emulator.truth.tasks(creating.pool.id)).toHaveLength(3);
	});
});

describe('an asynchronous request', () => {
	const OPERATION = 'GET /operations/{id}';

	it.each([true, false])(
		'is unclear if its operation cannot be read (carried out: %s)',
		async (applied) => {
			const rows = pictures(3);
			blocked({ applied });
			blocked({ applied: false, route: OPERATION });
			const { error } = await creating.create(rows);
			expect(error?.context).toMatchObject({ kind: 'intercepted', isInDoubt: true });
			expect(error?.description).toContain('It is unclear whether the operation');
			creating.usePool({});
			blocked({ applied });
			blocked({ applied: false, route: OPERATION });
			const { error: failure, outputs } = await creating.create(rows, {}, RETRY);
			expect(failure).toBeUndefined();
			expectEachRowOnce(rows, outputs[0], creating.suites());
		},
	);

	it('that was refused is a clear refusal', async () => {
		blocked({ applied: false });
		const { error } = await creating.create(pictures(3));
		expect(error?.context).toMatchObject({ kind: 'intercepted' });
		expect(error?.context?.isInDoubt).not.toBe(true);
		expect(error?.description).toMatch(/^Ask your network administrator/);
	});
});
