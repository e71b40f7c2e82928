import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, expectOnce, pictures } from './creating.mts';
import { byId, imageRows } from './emulated.mts';
import type { Flow, FlowNode, FlowResult } from './flow.mts';
import { runFlow } from './flow.mts';
import { Pushing } from './pushing.mts';
import { savedForRetry } from './retries.mts';

/** Following the message of a failed later iteration to the letter creates everything once. */
type Loop = Pick<Flow, 'credentials' | 'began'> & { node: Omit<FlowNode, 'name'> };

async function loop({ node, ...flow }: Loop, input: IDataObject[], rest: Partial<Flow> = {}) {
	return await runFlow({
		...flow,
		input,
		nodes: [
			{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches' },
			{ name: 'Node', ...node },
		],
		wires: [
			['Start', 'Loop'],
			['Loop', 'Node', 1],
			['Node', 'Loop'],
		],
		...rest,
	});
}

/** Set On Error to Continue, save, and “Retry with currently saved workflow”. */
async function retryContinuing(failed: FlowResult, { node, ...flow }: Loop, input: IDataObject[]) {
	const retry = retryOf(failed);
	const saved = { onError: 'continueRegularOutput' } as const;
	const stack = retry.resume?.executionData?.nodeExecutionStack ?? [];
	for (const { node: kept } of stack) Object.assign(kept, saved);
	return await loop({ ...flow, node: { ...node, ...saved } }, input, retry);
}

const TO_CONTINUE =
	/^In this execution 1 earlier run of this node [^.]*\. To continue with the next run, set On Error to Continue, save the workflow, and retry /;

const retryOf = ({ data }: FlowResult): Partial<Flow> => ({
	mode: 'retry',
	executionId: '2',
	resume: savedForRetry(data),
});

describe('Push Items in a loop iteration that fails', () => {
	const pushing = new Pushing();
	const bad = () => imageRows(4).map((row, at) => (at === 2 ? { ...row, image_url: 'none' } : row));
	const pushLoop = (options: IDataObject = {}): Loop => ({
		credentials: pushing.emulated.credentials,
		began: pushing.emulator.clock.now() - 3_600_000,
		node: {
			type: 'n8n-nodes-toloka.tolokaPushItems',
			parameters: { project: byId(pushing.projectId), options },
		},
	});
	const ids = () => pushing.created().map(({ input }) => input.id);

	it('says what was pushed before, and how a new execution leaves it alone', async () => {
		const { error } = await loop(pushLoop(), bad());
		expect(error?.message).toContain('Nothing was pushed');
		const [, since] = /reaches back to (\S+ \S+) UTC/.exec(`${error?.description}`) ?? [];
		expect(error?.description).toMatch(/^In this execution 2 earlier runs of this node pushed/);
		pushing.emulator.clock.advance(10 * 60_000);
		const ageMs = pushing.emulator.clock.now() - Date.parse(`${since?.replace(' ', 'T')}Z`);
		const { status } = await loop(pushLoop({ lookBack: Math.ceil(ageMs / 60_000) }), imageRows(4));
		expect(status).toBe('success');
		expect(ids()).toEqual(imageRows(4).map(({ id }) => id));
	});

	it('names the start of the execution even if items of the iteration are in doubt', async () => {
		const flow = pushLoop();
		const refused = { kind: 'status', status: 403 } as const;
		const match = { route: 'POST /app-projects/{id}/items/bulk' };
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { ...match, nth: 3 } });
		const looks = { route: 'GET /app-projects/{id}/items' };
		pushing.emulator.faults.add({ ...refused, match: looks, times: 'always' });
		const { error } = await loop(flow, imageRows(4));
		const times = `${error?.description}`.match(/reaches back to \S+ \S+ UTC/g) ?? [];
		expect([times.length, new Set(times).size]).toEqual([2, 1]);
	});

	it('can be retried, as advised', async () => {
		const match = { route: 'GET /app-projects/{id}', nth: 3 };
		pushing.emulator.faults.add({ kind: 'status', status: 403, match });
		const failed = await loop(pushLoop(), imageRows(4));
		expect(failed.error?.description).toContain('Retry this execution, which continues here');
		const { status } = await loop(pushLoop(), imageRows(4), retryOf(failed));
		expect(status).toBe('success');
		expect(ids()).toEqual(imageRows(4).map(({ id }) => id));
	});

	it('says how to continue without items that no retry can find out about', async () => {
		const rows = imageRows(4);
		const match = { route: 'POST /app-projects/{id}/items/bulk', nth: 2 };
		pushing.emulator.faults.add({ kind: 'reset-before', match });
		const input = () => ({ image_url: 'https://example.com/else.jpg' });
		pushing.emulator.seedData.addItems(pushing.projectId, { count: 1, input });
		const failed = await loop(pushLoop(), rows);
		expect(failed.error?.description).toMatch(TO_CONTINUE);
		const again = await loop(pushLoop(), rows, retryOf(failed));
		expect(again.error?.description).toMatch(TO_CONTINUE);
		const { status } = await retryContinuing(again, pushLoop(), rows);
		expect(status).toBe('success');
		expect(ids()).toEqual([undefined, 'row-0', 'row-2', 'row-3']);
	});

	it('does not say so in a manual run, which finds them on its own', async () => {
		const { error } = await loop(pushLoop(), bad(), { mode: 'manual' });
		expect(error?.description).not.toContain('earlier run');
		await loop(pushLoop(), imageRows(4), { mode: 'manual', executionId: '2' });
		expect(ids()).toEqual(imageRows(4).map(({ id }) => id));
	});

	it('says so in a manual run that pushes them again', async () => {
		const { error } = await loop(pushLoop({ manualRuns: true }), bad(), { mode: 'manual' });
		expect(error?.description).toMatch(/^In this execution 2 earlier runs of this node pushed/);
	});
});

describe('Create Task Suites in a loop iteration that fails', () => {
	const creating = new Creating();
	const createLoop = (options: IDataObject = {}, others: IDataObject = {}): Loop => ({
		credentials: creating.emulated.credentials,
		began: 1,
		node: {
			type: 'n8n-nodes-toloka.tolokaCreateTaskSuites',
			parameters: { pool: byId(creating.pool.id), options, ...others },
		},
	});
	const bad = () => pictures(3).map((row, at) => (at === 1 ? { image: '' } : row));

	it('says what was created before', async () => {
		const { error } = await loop(createLoop(), bad());
		expect(error?.message).toContain('Nothing was created');
		expect(error?.description).toMatch(
			/^In this execution 1 earlier run of this node created tasks\. Retry/,
		);
	});

	it('can be retried with On Error set to Continue if the data is at fault, as advised', async () => {
		const failed = await loop(createLoop(), bad());
		const { status } = await retryContinuing(failed, createLoop(), bad());
		expect(status).toBe('success');
		expectOnce([pictures(3)[0], pictures(3)[2]], creating.suites());
	});

	it('can be retried, as advised', async () => {
		const match = { route: 'GET /pools/{id}', nth: 2 };
		creating.emulator.faults.add({ kind: 'status', status: 403, match });
		const failed = await loop(createLoop(), pictures(3));
		expect(failed.error?.description).toContain('Retry this execution, which continues here');
		await loop(createLoop(), pictures(3), retryOf(failed));
		expectOnce(pictures(3), creating.suites());
	});

	it('says how to continue without what no retry can find out about', async () => {
		const match = { route: 'POST /task-suites', nth: 2 };
		creating.emulator.faults.add({ kind: 'lost-answer', match });
		const sync = createLoop({}, { delivery: 'sync' });
		let failed = await loop(sync, pictures(4));
		failed = await loop(sync, pictures(4), retryOf(failed));
		expect(failed.error?.description).toMatch(TO_CONTINUE);
		const { status, items } = await retryContinuing(failed, sync, pictures(4));
		expect(status).toBe('success');
		expect(items('Node').map(({ json }) => json.error === undefined)).toEqual([
			...[true, false, true, true],
		]);
		expectOnce(pictures(4), creating.suites());
	});

	it.each([
		[true, /^In this execution 1 earlier/],
		['={{ false }}', /^(?!.*earlier run)/s],
	])(
		'says so in a manual run only if Create Again in Manual Runs is on: %s',
		async (manualRuns, description) => {
			const { error } = await loop(createLoop({ manualRuns }), bad(), { mode: 'manual' });
			expect(error?.description).toMatch(description);
		},
	);

	it('does not say so if a key identifies the creation', async () => {
		const { error } = await loop(createLoop({ operationId: '={{ $json.image || "x" }}' }), bad());
		expect(error?.description).not.toContain('earlier run');
	});
});
