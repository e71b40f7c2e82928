import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import {
	Creating,
	POST,
	expectEachRowOnce,
	expectOnce,
	pictures,
	saved,
	twoRequests,
} from '../creating.mts';
import { recovered } from '../recovered.mts';

/** A retry of an execution that died with n8n, with settings that divide the rows otherwise. */

const creating = new Creating();
const BEGAN = 1_700_000_000_580;
const OTHER_SUITES =
	/^An earlier try of this execution put these items into other task suites, with the operations? [-0-9a-f, ]+$/;
const LIST = 'GET /operations';
const LOG = 'GET /operations/{id}/log';

/** Runs the node as if n8n was killed at its end; returns what n8n makes of the execution. */
async function killed(rows: IDataObject[], parameters: IDataObject) {
	const began = creating.emulator.clock.now();
	const tried = await creating.create(rows, parameters, { began, executionId: '18' });
	creating.emulator.faults.clear();
	creating.emulator.clock.advance(60_000);
	creating.emulator.log.clear();
	return recovered(tried, rows, began);
}

const RETRIED = { executionId: '19', mode: 'retry' as const };

/** Retries with other settings, which stops, and then with those of the killed try. */
async function expectStopAndAdvice(
	rows: IDataObject[],
	parameters: IDataObject,
	change: IDataObject,
	text = OTHER_SUITES,
) {
	const resume = await killed(rows, parameters);
	const changed = { ...parameters, ...change };
	const stopped = await creating.create(rows, changed, { ...RETRIED, resume });
	expect(stopped.error?.message).toMatch(text);
	expect(creating.posts()).toBe(0);
	const again = { ...RETRIED, executionId: '20', resume: saved(stopped, parameters) };
	const { outputs, error } = await creating.create(rows, parameters, again);
	expect(error).toBeUndefined();
	creating.emulator.clock.advance(60_000);
	expectOnce(rows, creating.suites());
	return outputs[0];
}

describe('Create Task Suites stops instead of creating rows again', () => {
	it.each(['wait', 'operation'])(
		'with other Tasks per Suite, if the rows need two requests: %s',
		async (delivery) => {
			await expectStopAndAdvice(
				twoRequests(),
				{ delivery, tasksPerSuite: 10 },
				{ tasksPerSuite: 8 },
			);
		},
	);

	it('with Tasks per Suite that do not divide 5,000', async () => {
		const rows = pictures(6_000);
		const outputs = await expectStopAndAdvice(rows, { tasksPerSuite: 10 }, { tasksPerSuite: 7 });
		expectEachRowOnce(rows, outputs, creating.suites());
	});

	it.each([{ minCount: 60 }, { maxCount: 59 }])(
		'if the killed try sent one of two requests: %j was refused',
		async (counts) => {
			const match = { route: POST, ...counts };
			creating.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
			await expectStopAndAdvice(twoRequests(), { tasksPerSuite: 10 }, { tasksPerSuite: 8 });
		},
	);

	it('with an Overlap of their own for some items', async () => {
		await expectStopAndAdvice(
			pictures(12),
			{ overlapMode: 'number', overlap: 2, tasksPerSuite: 1 },
			{ overlapMode: '={{ $itemIndex % 2 === 0 ? "number" : "poolDefault" }}' },
		);
	});

	it('if the requests of the killed try were halved', async () => {
		const rows = twoRequests();
		const match = { route: POST, minCount: 400 };
		creating.emulator.faults.add({ kind: 'status', status: 413, match, times: 'always' });
		await expectStopAndAdvice(rows, { tasksPerSuite: 2 }, { tasksPerSuite: 3 });
	});

	it('if the first item of each suite is not sent now', async () => {
		const rows = pictures(12).map((row, index) => (index % 4 === 0 ? { ...row, more: 1 } : row));
		const parameters = { tasksPerSuite: 4, invalidItems: 'createValid', options: {} };
		await expectStopAndAdvice(rows, parameters, { options: { extraFields: 'refuse' } });
	});

	it('while an operation of the killed try is still running', async () => {
		creating.emulator.switches.set({ operationRunMs: 5 * 60_000 });
		await expectStopAndAdvice(
			twoRequests(),
			{ delivery: 'operation', tasksPerSuite: 10 },
			{ tasksPerSuite: 8 },
		);
	});

	it('naming an operation, if the execution continues after a failure', async () => {
		const rows = twoRequests();
		const resume = await killed(rows, { tasksPerSuite: 10 });
		const settings = { onError: 'continueRegularOutput' as const };
		const rest = { ...RETRIED, resume, settings };
		const { outputs } = await creating.create(rows, { tasksPerSuite: 8 }, rest);
		expect(outputs[0][0].json.error).toMatch(OTHER_SUITES);
		expect(outputs[0][0].json.message).not.toMatch(/retry/i);
		expectOnce(rows, creating.suites());
	});
});

describe('Create Task Suites says that a killed try may have created task suites', () => {
	const rows = pictures(3);
	/** The killed try sent nothing that is found, so the list is read. */
	async function refused(settings = {}) {
		const resume = await killed(rows, { tasksPerSuite: 3 });
		const match = { route: LIST };
		creating.emulator.faults.add({ kind: 'status', status: 403, match });
		const changed = {
			tasksPerSuite: 3,
			overlapMode: '={{ $itemIndex ? "number" : "poolDefault" }}',
		};
		return await creating.create(rows, changed, { ...RETRIED, resume, settings });
	}

	it('if that cannot be looked up', async () => {
		const { error } = await refused();
		expect(error?.message).toBe('Access was denied while listing the operations');
		expect(error?.description).toContain(
			'An earlier try of this execution may have created task suites. Retry this execution, which finds them, instead of starting a new one.',
		);
		expect(error?.context).toMatchObject({ isInDoubt: true });
		expectOnce(rows, creating.suites());
	});

	it('on each item, if the execution continues', async () => {
		const { outputs } = await refused({ onError: 'continueRegularOutput' });
		expect(outputs[0].map(({ json }) => json.message)).toEqual(
			rows.map(
				() => expect.stringContaining(`Look in the pool ${creating.pool.id} for them`) as string,
			),
		);
		expect(outputs[0][0].json.message).not.toMatch(/retry|try again|check the token/i);
	});
});

describe('Create Task Suites continues', () => {
	it('with the same settings, whatever other executions have created since', async () => {
		const rows = twoRequests();
		const match = { route: POST, maxCount: 59 };
		creating.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
		const resume = await killed(rows, { tasksPerSuite: 10 });
		// Their first items are the same, as control tasks often are.
		await creating.create(rows.slice(0, 5), { tasksPerSuite: 10 }, { executionId: '30' });
		const count = creating.suites().length;
		const rest = { ...RETRIED, resume };
		const { outputs, error } = await creating.create(rows, { tasksPerSuite: 10 }, rest);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(rows.length);
		expect(creating.suites().length - count).toBeLessThan(50);
	});

	it('without a list of operations if nothing is left to send', async () => {
		const rows = twoRequests();
		const resume = await killed(rows, { tasksPerSuite: 10 });
		const rest = { ...RETRIED, resume };
		const { error } = await creating.create(rows, { tasksPerSuite: 10 }, rest);
		expect(error).toBeUndefined();
		expect(creating.emulator.log.count(LIST)).toBe(0);
		expectOnce(rows, creating.suites());
	});

	it('with rows that are different ones', async () => {
		const rows = pictures(4);
		const resume = await killed(rows, {});
		const mapped = {
			fields: { mappingMode: 'defineBelow', schema: [], value: { image: 'www.other.ru' } },
		};
		const { error } = await creating.create(rows, mapped, { ...RETRIED, resume });
		expect(error).toBeUndefined();
		expect(creating.suites()).toHaveLength(8);
	});
});

it('an execution that was not killed lists no operations', async () => {
	await creating.create(twoRequests(), {}, { began: BEGAN });
	expect(creating.emulator.log.count(LIST)).toBe(0);
	expect(creating.emulator.log.count(LOG)).toBe(2);
});
