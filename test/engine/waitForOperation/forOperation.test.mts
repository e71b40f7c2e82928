import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { GONE, goneLog } from '../goneLog.mts';
import { hintsOf } from '../aggregated.mts';
import { useEmulated } from '../emulatedTest.mts';
import { log } from '../engine.mts';
import { startSuites } from '../taskSuites.mts';

const READ = 'GET /operations/{id}';
const LIST = 'GET /operations';
const MINUTE = 60_000;

const emulated = useEmulated();
beforeEach(() => {
	log.length = 0;
});

async function wait(input: IDataObject[], parameters: IDataObject = {}, rest = {}) {
	return await emulated.run('tolokaWaitForOperation', parameters, { input, ...rest });
}

const continuing = { settings: { onError: 'continueRegularOutput' as const } };
const operationsOver = (count: number, overMs: number) =>
	emulated.emulator.seedData.addOperations({ count, overMs });
const endOf = (id: string) =>
	emulated.emulator.truth.operations().find((operation) => operation.id === id);
const now = () => emulated.emulator.clock.now();

describe('waiting in the node', () => {
	it('returns the finished operation, its duration, and the item that requested it', async () => {
		const id = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
		const { outputs, error } = await wait([{ id }]);
		expect(error).toBeUndefined();
		expect(outputs).toHaveLength(1);
		expect(outputs[0]).toEqual([
			{
				json: expect.objectContaining({
					id,
					type: 'TASK_SUITE.BATCH_CREATE',
					status: 'SUCCESS',
					duration_seconds: 2,
				}),
				pairedItem: { item: 0 },
			},
		]);
		expect(outputs[0][0].json).not.toHaveProperty('task_suite_ids');
	});

	it('prefers operation_id to id if an item has both', async () => {
		const [id] = operationsOver(1, 1_000);
		const { outputs } = await wait([{ id: 'suite', operation_id: id }]);
		expect(outputs[0][0].json.id).toBe(id);
	});

	it('200 operations end within 2 s of the last one, for at most one request each and round', async () => {
		const ids = operationsOver(200, 3 * MINUTE);
		const before = now();
		const { outputs, error } = await wait(ids.map((id) => ({ id })));
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.id)).toEqual(ids);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			ids.map((_id, item) => ({ item })),
		);
		const last = Math.max(...outputs[0].map(({ json }) => Date.parse(String(json.finished))));
		expect(now() - last).toBeGreaterThanOrEqual(0);
		expect(now() - last).toBeLessThanOrEqual(2_000);

		const rounds = new Map<number, number>();
		for (const { at, route } of emulated.emulator.log.entries()) {
			expect([READ, LIST]).toContain(route);
			rounds.set(at, (rounds.get(at) ?? 0) + 1);
		}
		const ends = outputs[0].map(({ json }) => Date.parse(String(json.finished)));
		for (const [at, requests] of rounds) {
			const open = ends.filter((end) => end > at - 1_500 || at === before).length;
			expect(requests).toBeLessThanOrEqual(open);
		}
	});

	it('answers two items that name one operation with one read', async () => {
		const [id] = operationsOver(1, 0);
		const { outputs } = await wait([{ id }, { id }]);
		expect(outputs[0].map(({ json }) => json.id)).toEqual([id, id]);
		expect(outputs[0][0].json).not.toBe(outputs[0][1].json);
		expect(emulated.emulator.log.count(READ)).toBe(1);
	});

	it('adds the IDs of the created task suites on request', async () => {
		const tasks = ['1', '2', '3'].map((name) => ({ image: `https://example.com/${name}.jpg` }));
		const id = await startSuites(emulated, tasks);
		const { outputs } = await wait([{ id }], { options: { addTaskSuiteIds: true } });
		const pool = emulated.emulator.catalogue.pool();
		const created = emulated.emulator.truth.taskSuites(pool.id).map((suite) => suite.id);
		expect(outputs[0][0].json.task_suite_ids).toEqual(created);
		expect(created).toHaveLength(3);
	});

	it('logs progress: changes of a few, milestones of many', async () => {
		const ids = operationsOver(2, 30_000);
		await wait(ids.map((id) => ({ id })));
		const lines = log.filter(({ level }) => level === 'info').map(({ message }) => message);
		expect(lines.filter((line) => line.includes('is SUCCESS'))).toHaveLength(2);
		expect(lines.every((line) => /^Toloka: operation \S+ \(\S+\) is \S+/.test(line))).toBe(true);

		log.length = 0;
		await wait(operationsOver(100, 30_000).map((id) => ({ id })));
		const milestones = log.filter(({ message }) => message.includes('are finished'));
		expect(milestones).toHaveLength(20);
		expect(milestones[19].message).toBe('Toloka: 100 of 100 operations are finished');
	});
});

describe('the deadline', () => {
	it('ends with the ID, the last state, the progress, and the note that the operation continues', async () => {
		emulated.emulator.switches.set({ operationRunMs: 60 * MINUTE });
		const id = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
		const begin = now();
		const { error } = await wait([{ id }], { deadlineMinutes: 3 });
		expect(now() - begin).toBe(3 * MINUTE);
		expect(error?.message).toBe(
			`The operation ${id} (TASK_SUITE.BATCH_CREATE) is RUNNING, 4 % done: it was not finished within 3 minutes`,
		);
		expect(error?.description).toContain("The operation continues on Toloka's side");
		expect(error?.context).toMatchObject({ itemIndex: 0 });
		expect(emulated.emulator.log.entries().at(-1)?.at).toBe(begin + 3 * MINUTE);
	});

	it('outputs the finished ones if the node continues on fail', async () => {
		const [quick] = operationsOver(1, 1_000);
		const slow = operationsOver(20, 500 * MINUTE).find((id) => endOf(id)?.status !== 'SUCCESS');
		const input = [{ id: slow }, { id: quick }];
		const { outputs, error } = await wait(input, { deadlineMinutes: 1 }, continuing);
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.error).toContain('was not finished within 60 s');
		expect(outputs[0][1].json).toMatchObject({ id: quick, status: 'SUCCESS' });
	});
});

describe('an operation that fails', () => {
	const invalid = [{ image: 'https://example.com/1.jpg' }, { image: 'not an address' }];

	it('ends the run with the reasons from its log', async () => {
		const id = await startSuites(emulated, invalid);
		const { error } = await wait([{ id }]);
		expect(error?.message).toBe(`The operation ${id} (TASK_SUITE.BATCH_CREATE) failed`);
		expect(error?.description).toContain(
			'tasks.0.input_values.image: Value must be in valid url format (INVALID_URL_SYNTAX)',
		);
	});

	it('ends the run at once although others are still running', async () => {
		const id = await startSuites(emulated, invalid);
		emulated.emulator.switches.set({ operationRunMs: 60 * MINUTE });
		const slow = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
		const begin = now();
		const { error } = await wait([{ id: slow }, { id }]);
		expect(error?.message).toContain(`${id} (TASK_SUITE.BATCH_CREATE) failed`);
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		expect(now() - begin).toBeLessThan(10_000);
	});

	it('is output like a successful one on request, with the reasons', async () => {
		const id = await startSuites(emulated, invalid);
		const { outputs, error } = await wait([{ id }], { ifFailed: 'output' });
		expect(error).toBeUndefined();
		expect(outputs[0][0].json).toMatchObject({ id, status: 'FAIL' });
		expect(outputs[0][0].json.failure_reasons).toContain('INVALID_URL_SYNTAX');
		expect(outputs[0][0].json).not.toHaveProperty('error');
	});

	it('affects only its own item if the node continues on fail', async () => {
		const id = await startSuites(emulated, invalid);
		const [good] = operationsOver(1, 1_000);
		const { outputs } = await wait([{ id }, { id: good }], {}, continuing);
		expect(outputs[0][0].json.error).toContain('failed');
		expect(outputs[0][1].json.id).toBe(good);
	});
});

describe('Check Once', () => {
	it("returns the operation's current state, with one request and no waiting", async () => {
		const id = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
		emulated.slept.length = 0;
		const { outputs, error } = await wait([{ id }], { operation: 'check' });
		expect(error).toBeUndefined();
		expect(outputs[0][0].json).toMatchObject({ id, status: 'PENDING' });
		expect(emulated.slept).toEqual([]);
		expect(emulated.emulator.log.count(READ)).toBe(1);
	});
});

describe('refused before any request', () => {
	const refusals: Array<[string, IDataObject, string]> = [
		['a path', { id: '../requester' }, 'Operation ID of item 0 is not an ID: “../requester”'],
		[
			'an encoded path',
			{ id: '..%2Frequester' },
			'Operation ID of item 0 is not an ID: “..%2Frequester”',
		],
		['nothing', { row: 'a' }, 'Operation ID of item 0 is empty'],
		['an object', { id: { a: 1 } }, 'Operation ID of item 0 is not an ID: an object'],
	];
	it.each(refusals)('%s instead of an id', async (_name, json, message) => {
		const { error } = await wait([json]);
		expect(error?.message).toBe(message);
		expect(error?.description).toContain('Check the expression in Operation ID');
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});

	it('the number of a row, if the node that starts the operation is deactivated', async () => {
		const { error } = await wait([{ id: 1, image: 'https://example.com/1.jpg' }]);
		expect(error?.message).toBe('Operation ID of item 0 is not an ID: “1”');
		expect(error?.description).toContain('the node that outputs the ID is active');
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});

	it('a connection of the node to itself, which only suspending needs', async () => {
		const [id] = operationsOver(1, 0);
		const { error } = await wait([{ id }], {}, { loop: true });
		expect(error?.message).toContain('connected to its own input');
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});
});

it('an unknown operation is reported in one sentence, with what to check', async () => {
	const id = '00000000-0000-4000-8000-000000000000';
	const { error } = await wait([{ id }]);
	expect(error?.message).toBe(`There is no operation with the ID ${id}`);
	expect(error?.description).toContain('Check the ID');
	const rest = await wait([{ id }, { id: operationsOver(1, 0)[0] }], {}, continuing);
	expect(rest.outputs[0].map(({ json }) => 'error' in json)).toEqual([true, false]);
});

it('a failure of the whole run is output for each item if the node continues on fail', async () => {
	const [id] = operationsOver(1, 0);
	emulated.emulator.faults.add({ kind: 'status', status: 503, times: 'always' });
	const { outputs, status } = await wait([{ id }, { id }], { deadlineMinutes: 0 }, continuing);
	expect(status).toBe('success');
	for (const { json } of outputs[0]) expect(json.error).toContain('was not available');
	expect(outputs[0]).toHaveLength(2);
});

it('a short outage while the log is read costs only time', async () => {
	const id = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
	const match = { route: 'GET /operations/{id}/log' };
	emulated.emulator.faults.add({ kind: 'status', status: 503, times: 5, match });
	const { outputs, error } = await wait([{ id }], { options: { addTaskSuiteIds: true } });
	expect(error).toBeUndefined();
	expect(outputs[0][0].json.task_suite_ids).toHaveLength(1);
});

it.each(GONE)(
	'a log that is no longer kept (%d %s) does not fail the operation',
	async (status, code) => {
		const id = await startSuites(emulated, [{ image: 'https://example.com/1.jpg' }]);
		emulated.emulator.faults.add(goneLog(status, code));
		const result = await wait([{ id }], { options: { addTaskSuiteIds: true } });
		expect(result.error).toBeUndefined();
		expect(result.outputs[0][0].json).toMatchObject({ status: 'SUCCESS', task_suite_ids: null });
		expect(hintsOf(result)).toEqual([expect.stringContaining(`task suites that ${id} created`)]);
	},
);

it('canceling ends the wait at once', async () => {
	const [id] = operationsOver(1, 9 * MINUTE);
	const begin = now();
	const until = async () => {
		while (now() - begin < MINUTE) await new Promise((resolve) => setImmediate(resolve));
	};
	const { status } = await wait([{ id }], { deadlineMinutes: 500 }, { cancelAfter: until() });
	expect(status).toBe('canceled');
	expect(now() - begin).toBeLessThanOrEqual(MINUTE + 2_000);
});
