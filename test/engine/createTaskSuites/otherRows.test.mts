import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { POST, expectEachRowOnce, expectOnce, manual, pictures, Creating } from '../creating.mts';
import { byId } from '../emulated.mts';

/** Whoever builds a workflow corrects some rows and adds others, and pays for the rest once. */

const creating = new Creating();

describe.each(['wait', 'operation', 'sync'])('other rows with the delivery %s', (delivery) => {
	const image = (name: string) => ({ image: `https://example.com/${name}.jpg` });
	const later = () => creating.emulator.clock.advance(60_000);

	it('create only what is new, wherever the rows are now', async () => {
		const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(image);
		await creating.create([a, b, c], { delivery }, manual());
		later();
		const second = await creating.create([d, c, b, b], { delivery }, manual());
		expect(second.error).toBeUndefined();
		later();
		expectOnce([a, b, c, d, b], creating.suites());
		expect(JSON.stringify(second.data.resultData.runData)).toMatch(/2 tasks exist from/);
		await creating.create([d, c, b, b, a], { delivery }, manual());
		later();
		expectOnce([a, b, c, d, b], creating.suites());
	});

	it('create a row that equals one which exists, wherever that is now', async () => {
		const [a, b] = ['a', 'b'].map(image);
		for (const rows of [[b], [b, a], [a, a]]) {
			const { error } = await creating.create(rows, { delivery }, manual());
			expect(error).toBeUndefined();
			later();
		}
		expectOnce([a, a, b], creating.suites());
	});

	it('create suites with other settings again', async () => {
		await creating.create(pictures(2), { delivery }, manual());
		later();
		const overlap = { overlapMode: 'number', overlap: 7 };
		await creating.create(pictures(2), { delivery, ...overlap }, manual());
		later();
		await creating.create(pictures(3), { delivery, ...overlap }, manual());
		later();
		expect(creating.suites()).toHaveLength(5);
	});
});

it('answers each row with the suite that contains it, and says which existed', async () => {
	await creating.create(pictures(3), {}, manual());
	const rows = [{ image: 'https://example.com/new.jpg' }, ...pictures(3)];
	const { outputs, error } = await creating.create(rows, {}, manual());
	expect(error).toBeUndefined();
	expectEachRowOnce(rows, outputs[0], creating.suites());
	expect(outputs[0].map(({ json }) => json.existed)).toEqual([undefined, true, true, true]);
});

it('hands over the operations of earlier manual runs and the new one', async () => {
	const delivery = 'operation';
	const first = await creating.create(pictures(3), { delivery }, manual());
	const { outputs } = await creating.create(pictures(4), { delivery }, manual());
	const ids = creating.emulator.truth.operations().map(({ id }) => id);
	expect(outputs[0].map(({ json }) => [json.operation_id, json.existed])).toEqual([
		[first.outputs[0][0].json.operation_id, true],
		[ids.find((id) => id !== first.outputs[0][0].json.operation_id), undefined],
	]);
});

it('opens the pool with what is new, and asks for it once', async () => {
	await creating.create(pictures(3), {}, manual());
	const { outputs } = await creating.create(pictures(4), { openPool: true }, manual());
	expect(outputs[0].map(({ json }) => json.pool_problem)).toEqual(Array(4).fill(undefined));
	expectOnce(pictures(4), creating.suites());
	const pool = creating.emulator.catalogue.pools().find(({ id }) => id === creating.pool.id);
	expect([pool?.status, creating.emulator.log.count('POST /pools/{id}/open')]).toEqual(['OPEN', 0]);
});

it('opens the pool if all rows exist in several operations', async () => {
	await creating.create(pictures(2), {}, manual());
	await creating.create(pictures(3), {}, manual());
	const { outputs } = await creating.create(pictures(3), { openPool: true }, manual());
	expect(outputs[0].map(({ json }) => json.pool_problem)).toEqual(Array(3).fill(undefined));
	expectOnce(pictures(3), creating.suites());
	const pool = creating.emulator.catalogue.pools().find(({ id }) => id === creating.pool.id);
	expect([pool?.status, creating.emulator.log.count('POST /pools/{id}/open')]).toEqual(['OPEN', 1]);
});

it('creates only new tasks in a pool with smart mixing', async () => {
	const mixerConfig = { real_tasks_count: 1, golden_tasks_count: 0, training_tasks_count: 0 };
	creating.usePool({ mixerConfig });
	await creating.create(pictures(3), {}, manual());
	const { outputs, error } = await creating.create([...pictures(5)].reverse(), {}, manual());
	expect(error).toBeUndefined();
	expect(outputs[0].map(({ json }) => json.existed)).toEqual([
		undefined,
		undefined,
		true,
		true,
		true,
	]);
	expect(creating.emulator.truth.tasks(creating.pool.id)).toHaveLength(5);
});

describe.each(['wait', 'operation', 'sync'])('several tasks per suite, with %s', (delivery) => {
	const parameters = { delivery, tasksPerSuite: 3, invalidItems: 'createValid' };
	const later = () => creating.emulator.clock.advance(60_000);
	const run = async (rows: IDataObject[], changes: IDataObject = {}) => {
		const result = await creating.create(rows, { ...parameters, ...changes }, manual());
		expect(result.error).toBeUndefined();
		later();
		return result;
	};
	const sizes = () => creating.suites().map(({ tasks }) => tasks.length);

	it('leaves rows in their suites if another row is corrected or added, in any order', async () => {
		const rows = pictures(10);
		const [first, , ...others] = rows;
		await run([first, { image: 'nothing' }, ...others]);
		expect(sizes()).toEqual([3, 3, 3]);
		for (let times = 0; times < 2; times++) {
			await run(rows);
			expectOnce(rows, creating.suites());
			expect(sizes()).toEqual([3, 3, 3, 1]);
		}
		const more = [{ image: 'https://example.com/more.jpg' }, ...[...rows].reverse()];
		await run(more);
		expectOnce(more, creating.suites());
		expect(sizes()).toEqual([3, 3, 3, 1, 1]);
	});

	it('leaves the other rows of a suite there if one of its rows is removed or corrected', async () => {
		const rows = pictures(10);
		await run(rows);
		const [first, , ...others] = [...rows].reverse();
		const removed = await run([first, ...others]);
		expect(sizes()).toEqual([3, 3, 3, 1]);
		expect(JSON.stringify(removed.data.resultData.runData)).toMatch(/9 tasks exist from/);
		const corrected = [first, { image: 'https://example.com/corrected.jpg' }, ...others];
		for (let times = 0; times < 2; times++) {
			const { outputs } = await run(corrected);
			expect(sizes()).toEqual([3, 3, 3, 1, 1]);
			if (delivery === 'operation') continue;
			const suiteByTask = new Map(
				creating.suites().flatMap(({ id, tasks }) => tasks.map((task) => [task.id, [id, task]])),
			);
			expect(outputs[0].map(({ json }) => suiteByTask.get(String(json.task_id)))).toEqual(
				corrected.map(({ image: url }, item) => [
					outputs[0][item].json.task_suite_id,
					expect.objectContaining({ input: { image: url } }),
				]),
			);
		}
	});

	it('creates a row again that is there more often than in its suites', async () => {
		const [a, b, c, d] = pictures(4);
		await run([a, b, c]);
		await run([d, a, a, c]);
		expectOnce([a, b, c, d, a], creating.suites());
		expect(sizes()).toEqual([3, 2]);
	});

	it('creates suites of another size', async () => {
		await run(pictures(5));
		await run(pictures(5), { tasksPerSuite: 5 });
		expect(sizes()).toEqual([3, 2, 5]);
		await run(pictures(6), { tasksPerSuite: 5 });
		expect(sizes()).toEqual([3, 2, 5, 1]);
	});

	it('creates suites with another frame', async () => {
		await run(pictures(5));
		await run(pictures(6), { overlapMode: 'number', overlap: 4 });
		expect(sizes()).toEqual([3, 2, 3, 3]);
	});
});

it('creates equal rows as often as they are there, even if a request must be divided', async () => {
	const [equal, ...others] = pictures(5);
	await creating.create([equal], {}, manual());
	const match = { route: POST, minCount: 3 };
	creating.emulator.faults.add({ kind: 'status', status: 413, times: 'always', match });
	const rows = [equal, equal, ...others];
	const { outputs, error } = await creating.create(rows, {}, manual());
	expect(error).toBeUndefined();
	expectEachRowOnce(rows, outputs[0], creating.suites());
});

it('leaves rows in their suites if invalid items stop another pool only', async () => {
	const other = creating.emulator.seedData.addPool({ defaultOverlap: 3 });
	const rows = (first: IDataObject[], second: IDataObject[]) => [
		...first.map((row) => ({ ...row, to: creating.pool.id })),
		...second.map((row) => ({ ...row, to: other.id })),
	];
	const parameters = {
		...{ tasksPerSuite: 3, options: { extraFields: 'leaveOut' } },
		pool: byId('={{ $json.to }}'),
	};
	const settings = { onError: 'continueErrorOutput' as const };
	await creating.create(rows(pictures(3), pictures(6)), parameters, { ...manual(), settings });
	const later = rows([{ image: 'nothing' }], pictures(7).reverse());
	await creating.create(later, parameters, { ...manual(), settings });
	expectOnce(pictures(3), creating.suites());
	expectOnce(pictures(7), creating.emulator.truth.taskSuites(other.id));
});

it.each([1, 3])(
	'hands over what still runs at once if all rows are the same (%s)',
	async (size) => {
		creating.emulator.switches.set({ operationRunMs: 3_600_000 });
		const parameters = { delivery: 'operation', tasksPerSuite: size };
		await creating.create(pictures(7), parameters, manual());
		const began = creating.emulator.clock.now();
		const { outputs, error } = await creating.create(pictures(7), parameters, manual());
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => [json.status, json.existed])).toEqual([['PENDING', true]]);
		expect([creating.emulator.clock.now() - began, creating.posts()]).toEqual([0, 1]);
	},
);

it('reads once what earlier manual runs created', async () => {
	const { log } = creating.emulator;
	await creating.create(pictures(5), { tasksPerSuite: 3 }, manual());
	log.clear();
	await creating.create(pictures(7), { tasksPerSuite: 3 }, manual());
	const [list, logs] = ['GET /operations', 'GET /operations/{id}/log'].map((route) =>
		log.count(route),
	);
	// The second log is that of the new operation.
	expect([list, logs]).toEqual([1, 2]);
});

describe('if it cannot be read what earlier manual runs created', () => {
	const LOG = { route: 'GET /operations/{id}/log' };
	const WAY_OUT = 'Create Again in Manual Runs';

	it.each([
		[403, 'stopWorkflow' as const],
		[404, 'stopWorkflow' as const],
		[500, 'stopWorkflow' as const],
		[429, 'stopWorkflow' as const],
		[404, 'continueErrorOutput' as const],
	])('creates nothing, and names the way out (%s, %s)', async (status, onError) => {
		for (const tasksPerSuite of [1, 3]) {
			const rows = pictures(6, String(tasksPerSuite));
			await creating.create(rows, { tasksPerSuite }, manual());
			const posts = creating.posts();
			creating.emulator.faults.add({ kind: 'status', status, times: 'always', match: LOG });
			const more = pictures(7, String(tasksPerSuite));
			const rest = { ...manual(), settings: { onError } };
			const { error, outputs } = await creating.create(more, { tasksPerSuite }, rest);
			if (onError === 'stopWorkflow') expect(error?.description).toContain(WAY_OUT);
			else {
				expect(outputs[1].map(({ json }) => String(json.message).includes(WAY_OUT))).toEqual(
					Array(7).fill(true),
				);
			}
			expect(creating.posts()).toBe(posts);
			creating.emulator.faults.clear();
		}
	});

	it('names the way out if an operation does not end', async () => {
		creating.emulator.switches.set({ operationRunMs: 3_600_000 });
		await creating.create(pictures(3), { delivery: 'operation' }, manual());
		const { error } = await creating.create(pictures(4), { delivery: 'operation' }, manual());
		expect(error?.message).toContain('was not finished within 10 minutes');
		expect(error?.description).toContain(WAY_OUT);
		expect(creating.posts()).toBe(1);
	});
});
