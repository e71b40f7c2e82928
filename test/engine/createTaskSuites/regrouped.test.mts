import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, expectEachRowOnce, expectOnce, pictures } from '../creating.mts';

/** Rows with one key that come in another order, in which other rows would share a suite. */

const creating = new Creating();

const ROWS = pictures(7);
const OTHERWISE = [6, 3, 0, 5, 1, 4, 2].map((place) => ROWS[place]);
const KEY = { tasksPerSuite: 2, options: { operationId: 'order 17' } };

let executions = 0;
const run = async (rows: IDataObject[], changes: IDataObject = {}) => {
	creating.emulator.clock.advance(60_000);
	const executionId = String(++executions);
	return await creating.create(rows, { ...KEY, ...changes }, { executionId, began: executions });
};

/** Adds a proxy that refuses more than two suites at once. */
const limit = () =>
	creating.emulator.faults.add({
		kind: 'status',
		status: 413,
		times: 'always',
		match: { route: 'POST /task-suites', minCount: 3 },
	});

describe('the same rows in another order', () => {
	it.each([['one request'], ['several requests']])('are in their suites: %s', async (size) => {
		if (size === 'several requests') limit();
		await run(ROWS);
		const { outputs, error } = await run(OTHERWISE);
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
		expectEachRowOnce(OTHERWISE, outputs[0], creating.suites());
	});

	it('are in their suites if some rows are equal', async () => {
		const rows = [...ROWS, ROWS[0], ROWS[0], ROWS[3]];
		const otherwise = [...rows].reverse();
		await run(rows);
		const { outputs, error } = await run(otherwise);
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
		expectEachRowOnce(otherwise, outputs[0], creating.suites());
	});

	it('are in their suites if settings differ between rows', async () => {
		const rows = ROWS.map((row, place) => ({ ...row, people: (place % 2) + 1 }));
		const otherwise = [...rows].reverse();
		const changes = { overlapMode: 'number', overlap: '={{ $json.people }}' };
		await run(rows, changes);
		const { outputs, error } = await run(otherwise, changes);
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
		expectEachRowOnce(otherwise, outputs[0], creating.suites());
	});

	it('are in their suites although a setting was changed', async () => {
		await run(ROWS);
		const { error } = await run(OTHERWISE, { overlapMode: 'number', overlap: 5 });
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
	});

	it('are completed if only some were sent', async () => {
		limit();
		const match = { route: 'POST /task-suites', nth: 3 };
		creating.emulator.faults.add({ kind: 'status', status: 403, match });
		expect((await run(ROWS)).error).toBeDefined();
		const { outputs, error } = await run(OTHERWISE);
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
		expectEachRowOnce(OTHERWISE, outputs[0], creating.suites());
	});

	it('are in their suites although the operation failed after it had created them', async () => {
		const match = { route: 'POST /task-suites' };
		creating.emulator.faults.add({ kind: 'operation-fail', applied: true, match });
		await run(ROWS);
		const { outputs, error } = await run(OTHERWISE);
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
		expectEachRowOnce(OTHERWISE, outputs[0], creating.suites());
	});

	it('are in their suites if two of them changed places between requests', async () => {
		limit();
		await run(ROWS);
		const [first, ...others] = ROWS;
		const exchanged = [others[5], ...others.slice(0, 5), first];
		const { outputs, error } = await run(exchanged);
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
		expectEachRowOnce(exchanged, outputs[0], creating.suites());
	});

	it('are found by another run if they were still being created', async () => {
		creating.emulator.switches.set({ operationRunMs: 300_000 });
		await run(ROWS, { delivery: 'operation' });
		const { error } = await run(OTHERWISE);
		expect(error?.description).toMatch(/run the node again: now that the operation has ended/);
		expect((await run(OTHERWISE)).error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
	});

	it('are the same operations', async () => {
		const operation = { delivery: 'operation' };
		const first = await run(ROWS, operation);
		creating.emulator.clock.advance(600_000);
		const second = await run(OTHERWISE, operation);
		const idsOf = ({ outputs }: typeof first) => outputs[0].map(({ json }) => json.id);
		expect(idsOf(second)).toEqual(idsOf(first));
		expectOnce(ROWS, creating.suites());
	});
});

describe('rows of two overlaps in another order, so that the first request has other rows', () => {
	const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };
	const known = '={{ $json.golden ? [{ output_values: { result: $json.golden } }] : "" }}';
	const CONTROLS = { tasksPerSuite: 1, controlTask: { knownSolutions: known } };
	const rows = ROWS.map((row, place) => (place < 2 ? { ...row, golden: 'cat' } : row));
	const otherwise = [...rows].reverse();
	const images = () =>
		creating.emulator.truth
			.tasks(creating.pool.id)
			.map(({ input }) => input.image)
			.sort();

	it.each([['all'], ['some']])('are the control tasks that exist: %s', async (sent) => {
		creating.usePool({ mixerConfig: MIXER, defaultOverlap: 3, defaultTaskOverlap: 3 });
		const match = { route: 'POST /tasks', maxCount: 2 };
		if (sent === 'some') creating.emulator.faults.add({ kind: 'status', status: 403, match });
		expect((await run(rows, CONTROLS)).error === undefined).toBe(sent === 'all');
		const { outputs, error } = await run(otherwise, CONTROLS);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => typeof json.task_id)).toEqual(rows.map(() => 'string'));
		expect(images()).toEqual(rows.map(({ image }) => image).sort());
	});

	it('stay in their suites', async () => {
		creating.usePool({ defaultOverlap: 3 });
		const own = ROWS.map((row, place) => ({ ...row, mode: place < 3 ? 'number' : 'poolDefault' }));
		const reversed = [...own].reverse();
		const changes = { overlapMode: '={{ $json.mode }}', overlap: 5 };
		await run(own, changes);
		const { outputs, error } = await run(reversed, changes);
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
		expectEachRowOnce(reversed, outputs[0], creating.suites());
	});
});

it.each([
	['more', [...OTHERWISE, { image: 'https://example.com/new.jpg' }]],
	['fewer', OTHERWISE.slice(1)],
	['others', [{ image: 'https://example.com/new.jpg' }, ...OTHERWISE.slice(1)]],
])('%s are refused in another order, too', async (_case, rows) => {
	await run(ROWS);
	const { error } = await run(rows);
	expect(error?.message).toMatch(
		/^The Operation ID “order 17” was used before for other task suites/,
	);
	expectOnce(ROWS, creating.suites());
});
