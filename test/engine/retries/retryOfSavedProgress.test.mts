import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, expectOnce, pictures, saved, twoRequests } from '../creating.mts';
import { byId, imageRows } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { Pushing } from '../pushing.mts';
import { savedProgress } from '../recovered.mts';

/** Retries of executions that died with n8n, which had Save Execution Progress: no mark is left. */

/** How much later the retry of a killed execution claims to have started. */
const LATER_MS = { '1.x': 60_000, '2.x': 0 };
const RETRIED = { executionId: '19', mode: 'retry' as const };

describe('Create Task Suites', () => {
	const creating = new Creating();
	const type = 'tolokaCreateTaskSuites';

	/** Runs the node as if n8n was killed at its end; returns what n8n had saved. */
	async function killed(
		rows: IDataObject[],
		given: IDataObject,
		version: keyof typeof LATER_MS,
		memory?: IDataObject,
	) {
		const parameters = { pool: byId(creating.pool.id), ...given };
		const began = creating.emulator.clock.now();
		const rest = memory
			? savedProgress({ type, parameters, rows, memory, run: 2 }, began)
			: undefined;
		await creating.create(rows, given, {
			...(rest && { resume: rest }),
			began,
			executionId: '18',
		});
		creating.emulator.clock.advance(60_000);
		creating.emulator.log.clear();
		const run = memory ? 2 : 0;
		const node = { type, parameters, rows, memory, run };
		return (changes: IDataObject = {}) => {
			const changed = { ...node, parameters: { ...parameters, ...changes } };
			return savedProgress(changed, began, began + LATER_MS[version]);
		};
	}

	const stopped = (result: NodeResult) => {
		expect(result.error?.message).toMatch(
			/^n8n was stopped during an earlier try of this execution, and it is unclear whether/,
		);
	};

	it.each([
		['sync', '1.x'],
		['sync', '2.x'],
		['wait', '1.x'],
		['operation', '1.x'],
	] as const)(
		'stops if nothing shows what was sent, also when retried: %s, n8n %s',
		async (delivery, version) => {
			const rows = pictures(3);
			const data = await killed(rows, { delivery }, version);
			const retry = {
				executionId: '19',
				settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			};
			const first = await creating.create(
				rows,
				{ delivery },
				{ ...RETRIED, ...retry, resume: data() },
			);
			stopped(first);
			const rest = { ...RETRIED, executionId: '20', resume: saved(first) };
			stopped(await creating.create(rows, { delivery }, rest));
			expectOnce(rows, creating.suites());
		},
	);

	it.each(['wait', 'operation'])('finds what was sent: %s', async (delivery) => {
		const rows = twoRequests();
		const data = await killed(rows, { delivery }, '2.x');
		const { error } = await creating.create(rows, { delivery }, { ...RETRIED, resume: data() });
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});

	it('stops with other Tasks per Suite', async () => {
		const rows = twoRequests();
		const data = await killed(rows, { tasksPerSuite: 10 }, '2.x');
		const change = { tasksPerSuite: 8 };
		const rest = { ...RETRIED, resume: data(change) };
		const { error } = await creating.create(rows, change, rest);
		expect(error?.message).toMatch(/put these items into other task suites/);
		expectOnce(rows, creating.suites());
	});

	it('stops in the run of a loop that was killed', async () => {
		const rows = pictures(3);
		const memory = { tolokaTry: { index: 1 }, tolokaFirstRun: 0 };
		const data = await killed(rows, { delivery: 'sync' }, '2.x', memory);
		stopped(await creating.create(rows, { delivery: 'sync' }, { ...RETRIED, resume: data() }));
		expectOnce(rows, creating.suites());
	});

	it.each([
		['', undefined],
		[', of a version without the record', { tolokaTry: undefined }],
	])('creates if the run ended by itself%s', async (_what, memory) => {
		const rows = pictures(3);
		const route = 'POST /task-suites';
		creating.emulator.faults.add({ kind: 'status', status: 403, match: { route } });
		const parameters = { delivery: 'sync' };
		const failed = await creating.create(rows, parameters, { executionId: '18' });
		const resume = saved(failed);
		Object.assign(resume.executionData?.contextData[`node:Node under test`] ?? {}, memory);
		const { error } = await creating.create(rows, parameters, { ...RETRIED, resume });
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});
});

describe('Push Items', () => {
	const pushing = new Pushing();

	it.each(['1.x', '2.x'] as const)('finds what it has pushed, n8n %s', async (version) => {
		const began = pushing.emulator.clock.now();
		const rows = imageRows(3);
		await pushing.push(rows, {}, {}, { began, executionId: '18' });
		pushing.emulator.clock.advance(60_000);
		const parameters = { project: byId(pushing.projectId) };
		const node = { type: 'tolokaPushItems', parameters, rows };
		const resume = savedProgress(node, began, began + LATER_MS[version]);
		const { error } = await pushing.push(rows, {}, {}, { ...RETRIED, resume });
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(3);
	});
});
