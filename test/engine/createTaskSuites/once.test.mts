import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import {
	POST,
	expectEachRowOnce,
	expectOnce,
	pictures,
	saved,
	suiteOf,
	twoRequests,
	Creating,
} from '../creating.mts';
import { log } from '../engine.mts';

const creating = new Creating();

const RETRY = { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };
const LOG = 'GET /operations/{id}/log';

const fails = (route: string, status = 403) =>
	creating.emulator.faults.add({ kind: 'status', status, match: { route } });

describe('every suite is created exactly once', () => {
	it('when every second creation and every third response is lost, with Retry On Fail', async () => {
		creating.emulator.faults.add({
			kind: 'lost-answer',
			match: { route: POST, every: 2 },
		});
		creating.emulator.faults.add({ kind: 'lost-answer', match: { every: 3 } });
		const rows = pictures(20_000, 'n'.repeat(90));
		const { outputs, error } = await creating.create(rows, {}, RETRY);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('when a repeated creation is refused after its first response was lost', async () => {
		creating.emulator.faults.add({ kind: 'lost-answer', match: { route: POST } });
		fails(POST, 413);
		const rows = pictures(3);
		const { outputs, error } = await creating.create(rows);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('when nobody can see what was started: the advice is to retry, not to run again', async () => {
		const { faults } = creating.emulator;
		faults.add({ kind: 'lost-answer', match: { route: POST } });
		const away = { kind: 'status' as const, status: 503, times: 'always' as const };
		faults.add({ ...away, match: { route: 'GET /operations/{id}' } });
		const { error } = await creating.create(pictures(3));
		expect(error?.description).toMatch(/^The operation \S+ was started. Retry this execution/);
	});

	it.each([0, 502, 503])('when every creation is answered with %s', async (status) => {
		const match = { route: POST };
		creating.emulator.faults.add({ kind: 'lost-answer', status, match, times: 'always' });
		const rows = twoRequests();
		const { outputs, error } = await creating.create(rows);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('when the node is tried again after a failure', async () => {
		fails(LOG);
		const rows = pictures(100);
		const { outputs, error } = await creating.create(rows, {}, RETRY);
		expect(error).toBeUndefined();
		expect(creating.posts()).toBe(2);
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it.each([
		['continueErrorOutput', [2, 1]],
		['continueRegularOutput', [3]],
	] as const)(
		'when n8n tries the node again because the first item was refused (%s)',
		async (onError, lengths) => {
			const rows = pictures(3);
			rows[0].image = 'nothing';
			const settings = { ...RETRY.settings, onError };
			const parameters = { delivery: 'sync', invalidItems: 'createValid', tasksPerSuite: 1 };
			const { outputs } = await creating.create(rows, parameters, { settings });
			expect(outputs.map(({ length }) => length)).toEqual(lengths);
			expect(creating.posts()).toBe(1);
			expect(creating.suites()).toHaveLength(2);
		},
	);

	it('when the saved failed execution is retried under another ID', async () => {
		fails(LOG);
		const rows = pictures(100);
		const failed = await creating.create(rows);
		expect(failed.error).toBeDefined();
		const { outputs, error } = await creating.create(
			rows,
			{},
			{
				resume: saved(failed),
				executionId: '2',
				mode: 'retry',
			},
		);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it.each([1, 2, 4])('when the retry has a different row (%s tasks per suite)', async (size) => {
		const mapped = (image: string) => ({
			tasksPerSuite: size,
			fields: { mappingMode: 'defineBelow', schema: [], value: { image } },
		});
		const rows = pictures(8);
		const first = mapped('={{ $json.image }}');
		fails(LOG);
		const failed = await creating.create(rows, first, { executionId: '18' });
		expect(failed.error).toBeDefined();
		const other = 'https://example.com/other.jpg';
		const changed = mapped(`={{ $itemIndex === 5 ? '${other}' : $json.image }}`);
		const resume = saved(failed, changed);
		const rest = { executionId: '19', mode: 'retry' as const, resume };
		const { outputs, error } = await creating.create(rows, changed, rest);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(8);
		// Only the suite with the changed row is new.
		expect(creating.suites()).toHaveLength(8 / size + 1);
	});

	it('when it is retried after the node was cut and pasted, with another ID', async () => {
		fails(LOG);
		const rows = pictures(100);
		const began = 1_700_000_000_122;
		const resume = saved(await creating.create(rows, {}, { began }));
		for (const { node } of resume.executionData?.nodeExecutionStack ?? []) node.id = 'pasted';
		const retried = { resume, executionId: '2', mode: 'retry' as const };
		const { outputs, error } = await creating.create(rows, {}, retried);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('when another worker runs the same execution again', async () => {
		const rows = pictures(100);
		const same = { began: 1_700_000_000_123, executionId: '7' };
		await creating.create(rows, {}, same);
		const { outputs } = await creating.create(rows, {}, same);
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('when an execution whose worker was killed is retried', async () => {
		const rows = pictures(100);
		const began = 1_700_000_000_456;
		await creating.create(rows, {}, { began, executionId: '8' });
		const retried = { began, executionId: '9', mode: 'retry' as const };
		const { outputs } = await creating.create(rows, {}, retried);
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it.each<IDataObject>([
		{ overlapMode: 'number', overlap: 5 },
		{ suiteFields: { reservedFor: 'a, b' } },
		{ invalidItems: 'createValid', openPool: true },
		{ delivery: 'operation' },
		{ controlTask: { messageOnUnknownSolution: 'Look again' } },
	])('when it is retried with other settings: %j', async (changes) => {
		const rows = pictures(100);
		const began = 1_700_000_000_461;
		await creating.create(rows, {}, { began, executionId: '10' });
		const { error } = await creating.create(rows, changes, {
			began,
			executionId: '11',
			mode: 'retry',
		});
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});

	it.each([1, 2])('when its operation fails repeatedly (%s tasks per suite)', async (size) => {
		// Each later try first requests the old operation, and the service answers 409.
		const fault = { kind: 'operation-fail', match: { route: POST }, times: 5 } as const;
		creating.emulator.faults.add(fault);
		const rows = pictures(5);
		const settings = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };
		const { outputs, error } = await creating.create(rows, { tasksPerSuite: size }, { settings });
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('when an operation failed and created nothing: the next try starts another one', async () => {
		creating.emulator.faults.add({ kind: 'operation-fail', match: { route: POST } });
		const rows = pictures(10);
		const { outputs, error } = await creating.create(rows, {}, RETRY);
		expect(error).toBeUndefined();
		expect(creating.emulator.truth.operations()).toHaveLength(2);
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});
});

describe('intentional duplicates are created', () => {
	it('by two executions with the same items', async () => {
		await creating.create(pictures(3), {}, { executionId: '10' });
		await creating.create(pictures(3), {}, { executionId: '11' });
		expect(creating.suites()).toHaveLength(6);
	});

	it('by two executions that started in the same millisecond', async () => {
		const began = 1_700_000_000_789;
		await creating.create(pictures(3), {}, { began, executionId: '12' });
		await creating.create(pictures(3), {}, { began, executionId: '13' });
		expect(creating.suites()).toHaveLength(6);
	});

	it('by equal items of one execution', async () => {
		const row = pictures(1)[0];
		await creating.create([row, row, row]);
		expect(creating.suites()).toHaveLength(3);
	});

	it('by two runs of the node in one execution', async () => {
		fails(LOG);
		const { data } = await creating.create(pictures(3));
		const secondRun = JSON.parse(JSON.stringify(data)) as IRunExecutionData;
		delete secondRun.resultData.error;
		const { error } = await creating.create(pictures(3), {}, { resume: secondRun });
		expect(error).toBeUndefined();
		expect(creating.suites()).toHaveLength(6);
	});
});

describe("a user's operation ID", () => {
	const options = { operationId: '5c04458e-63c1-46c1-ba0d-6f0756a5358b' };

	it('is used unchanged, and a second execution creates nothing more', async () => {
		await creating.create(pictures(5), { options }, { executionId: '20' });
		const { outputs } = await creating.create(pictures(5), { options }, { executionId: '21' });
		expect(creating.emulator.truth.operations().map(({ id }) => id)).toEqual([options.operationId]);
		expectEachRowOnce(pictures(5), outputs[0], creating.suites());
	});

	it('may be any text, from which an ID is derived for each request', async () => {
		const ofOrder = { options: { operationId: 'order 17' } };
		const rows = twoRequests();
		await creating.create(rows, ofOrder, { executionId: '22' });
		const { outputs } = await creating.create(rows, ofOrder, { executionId: '23' });
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('is refused if it was used for other items', async () => {
		await creating.create(pictures(5), { options }, { executionId: '24' });
		const { error } = await creating.create(
			[suiteOf('www.other.ru')],
			{ options, input: 'suites' },
			{ executionId: '25' },
		);
		expect(error?.message).toBe(
			`The Operation ID “${options.operationId}” was used before for other task suites: there were 5 task suites then, now there are 1`,
		);
	});
});

describe('the token', () => {
	it('is in no output, message or log', async () => {
		log.length = 0;
		fails(POST, 500);
		const results = [
			await creating.create(pictures(3)),
			await creating.create(pictures(3), { pool: { __rl: true, mode: 'id', value: '99' } }),
			await creating.create([{ image: 'nothing' }]),
		];
		const seen = JSON.stringify([
			log,
			results.map(({ data }) => data),
			results.map(({ error }) => [error?.message, error?.description, error?.stack]),
		]);
		expect(seen).not.toContain(creating.emulator.apiKey);
	});
});
