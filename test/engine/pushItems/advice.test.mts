import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import type { Push } from '../halfDone.mts';
import {
	ALL,
	LIST,
	START,
	THIRD,
	THIRD_IN_NEW_BATCH,
	add,
	adviceOf,
	denies,
	expectEverythingOnce,
	keys,
	loses,
	push,
	pushing,
	retry,
	runAnew,
	someRows,
	without,
} from '../halfDone.mts';
import { BULK } from '../pushing.mts';

/**
 * Advice is a promise: each test leaves a push half done, follows the message's advice to the
 * letter, and counts.
 */

const withBadRow = (): IDataObject[] => {
	const rows = someRows();
	rows[2].level = 99;
	return rows;
};

describe('an item that Toloka refuses in a later request', () => {
	let half: Push;
	beforeEach(async () => {
		half = await push(withBadRow());
		expect(half.result.error?.message).toMatch(/^Item 2: field “level”: /);
		expect(half.result.error?.context?.itemIndex).toBe(2);
		expect(adviceOf(half)).toMatch(/2 of 5 items were pushed\./);
	});

	it('is left out by a retry with Push Valid Items Only, as advised', async () => {
		expect(adviceOf(half)).toContain(
			'set Invalid Items to “Push Valid Items Only” and retry this execution with the currently saved workflow',
		);
		expectEverythingOnce(await retry(half, { invalidItems: 'pushValid' }), without(2));
	});

	it('is pushed with corrected data in a new execution that skips the others, as advised', async () => {
		expectEverythingOnce(await runAnew(half, someRows()));
	});
});

const HOUR_QUOTA = {
	status: 429,
	body: { code: 'TOO_MANY_REQUESTS', message: 'Too many requests', payload: { interval: 'HOUR' } },
};
const INAPPROPRIATE = { status: 409, body: { code: 'INAPPROPRIATE_STATUS', message: 'No' } };
const BATCHES = '/app-projects/{id}/batches';

describe('a push that ends half done', () => {
	const third = { route: BULK, nth: THIRD };
	const newBatch = { destination: 'newBatch', batchName: 'Photos' };
	const cases: Array<[string, () => void, IDataObject?]> = [
		['with the quota of an hour', () => add({ kind: 'status', ...HOUR_QUOTA, match: third })],
		['without rights', () => denies(third)],
		['without a valid token', () => add({ kind: 'status', status: 401, match: third })],
		['in an archived project', () => add({ kind: 'status', ...INAPPROPRIATE, match: third })],
		[
			'after a lost answer that cannot be looked up',
			() => {
				loses(BULK, THIRD);
				denies({ route: LIST });
			},
		],
		[
			'after a lost answer that is to be reported',
			() => loses(BULK, THIRD),
			{ options: { unclear: 'report' } },
		],
		['in a new batch', () => denies({ route: BULK, nth: THIRD_IN_NEW_BATCH }), newBatch],
		[
			'with a new batch of which nobody knows',
			() => {
				loses(`POST ${BATCHES}`);
				denies({ route: `GET ${BATCHES}` });
			},
			newBatch,
		],
	];

	it.each(cases)('%s continues in a retry, as advised', async (_what, arrange, parameters = {}) => {
		arrange();
		const half = await push(someRows(), parameters);
		expect(adviceOf(half)).toContain('retry this execution: it looks up what exists');
		expectEverythingOnce(await retry(half));
	});

	it.each(cases)('%s can be run again, as advised', async (_what, arrange, parameters = {}) => {
		arrange();
		const half = await push(someRows(), parameters);
		const { result } = await runAnew(half, someRows());
		expect(result.error?.message).toBeUndefined();
		expect(keys()).toEqual(ALL);
	});

	it.each(cases.slice(-2))(
		'%s: the new run names the batch that it does not start',
		async (...one) => {
			const [, arrange, parameters = {}] = one;
			arrange();
			const half = await push(someRows(), parameters);
			const { result } = await runAnew(half, someRows());
			const batches = pushing.emulator.truth.batches(pushing.projectId);
			const unstarted = batches.filter(({ status }) => status === 'NEW');
			expect(unstarted).toHaveLength(1);
			const [{ id, itemIds }] = unstarted;
			const { hints = [] } = result.data.resultData.runData['Node under test'][0];
			expect(hints.map(({ message }) => message).join()).toContain('Start it with Toloka (Batch');
			const told = result.outputs[0].filter(({ json }) => json.batch_problem !== undefined);
			expect(told.map(({ json }) => json.id).sort()).toEqual([...itemIds].sort());
			for (const { json } of told) {
				expect(json.batch_problem).toBe(
					`The batch ${id}, which has items that were pushed before, is not started`,
				);
			}
		},
	);

	it('continues in its batch, although that was archived meanwhile', async () => {
		const { result } = await push([{ text: 'first' }], { ...newBatch, startBatch: false });
		const batch = byId(`${result.outputs[0][0].json.batch_id}`);
		add({ kind: 'status', ...INAPPROPRIATE, match: { route: BULK, nth: THIRD } });
		const half = await push(someRows(), { destination: 'existingBatch', batch });
		expect(adviceOf(half)).toContain('Check the status of the project and its batch');
		expect(adviceOf(half)).toContain('Then retry this execution');
		await retry(half);
		expect(keys().filter(Boolean)).toEqual(ALL);
	});

	it('says so if a later try fails before it looks anything up', async () => {
		loses(BULK, THIRD);
		denies({ route: LIST });
		denies({ route: 'GET /app-projects/{id}', nth: 2 });
		const twice = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const half = await push(someRows(), {}, twice);
		expect(adviceOf(half)).toContain('retry this execution, which finds them');
		expectEverythingOnce(await retry(half));
	});

	it('says so in each item, too, where the execution goes on', async () => {
		loses(BULK);
		denies({ route: LIST });
		denies({ route: 'GET /app-projects/{id}', nth: 2 });
		const twice = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const onError = 'continueRegularOutput' as const;
		const { result } = await push(someRows(), {}, { ...twice, onError });
		expect(result.outputs[0]).toHaveLength(ALL.length);
		for (const { json } of result.outputs[0]) {
			expect(json.message).toContain(
				'An earlier try of this execution may have created items: before you push the items with this error again, look in the project',
			);
			expect(json.message).not.toMatch(/retry|run the|try again|Check the account/i);
		}
	});

	it('can be run again after it was canceled, as advised', async () => {
		add({ kind: 'hang', applied: true, match: third });
		const cancelAfter = new Promise<void>((resolve) => {
			const look = () => (pushing.created().length === 3 ? resolve() : void setImmediate(look));
			look();
		});
		const half = await push(someRows(), {}, {}, { cancelAfter });
		expect(half.result.status).toBe('canceled');
		pushing.emulator.faults.clear();
		expectEverythingOnce(await runAnew(half, someRows()));
	});
});

describe('a batch that could not be started', () => {
	const newBatch = { destination: 'newBatch', batchName: 'Photos' };
	const status = () => pushing.emulator.truth.batches(pushing.projectId)[0].status;
	let half: Push;
	beforeEach(async () => {
		denies({ route: START });
		half = await push(someRows(), newBatch);
		expect(adviceOf(half)).toContain('5 of 5 items were pushed.');
		expect(status()).toBe('NEW');
	});

	it('is started by a retry, which pushes nothing, as advised', async () => {
		expect(adviceOf(half)).toContain('retry this execution, which only starts it');
		expectEverythingOnce(await retry(half));
		expect(status()).not.toBe('NEW');
	});

	it('can be started by Toloka, as advised', async () => {
		expect(adviceOf(half)).toContain(
			'start it with Toloka (Batch: Start) or on the Toloka website',
		);
		const [{ id }] = pushing.emulator.truth.batches(pushing.projectId);
		const batch = { project: byId(pushing.projectId), batch: byId(id), resource: 'batch' };
		await pushing.emulated.run('toloka', { ...batch, operation: 'start' }, { input: [{}] });
		expect(status()).not.toBe('NEW');
		expect(keys()).toEqual(ALL);
	});
});

describe('items that may be rewritten copies of those sent', () => {
	const arrange = async () => {
		add({ kind: 'reset-before', match: { route: BULK } });
		pushing.emulator.seedData.addItems(pushing.projectId, {
			count: 1,
			input: () => ({ text: 'Somebody else’s' }),
		});
		return await push([{ text: 'One' }]);
	};

	it('leave the outcome unclear, in a retry, too, until somebody has compared them', async () => {
		const half = await arrange();
		expect(adviceOf(half)).toContain('It is unclear whether 1 of the items were created: 1 items');
		expect(adviceOf(half)).toContain('Compare them on the Toloka website before you push');
		expect(adviceOf(half)).not.toContain('retry');
		expect(adviceOf(await retry(half))).toContain('Compare them');
		expect(pushing.created()).toHaveLength(1);
		expect((await push(half.rows, {}, {}, { executionId: '3' })).result.error).toBeUndefined();
		expect(pushing.created()).toHaveLength(2);
	});
});

describe('an execution that continues on fail', () => {
	it('outputs the items that were not pushed on its error output, to be pushed again', async () => {
		denies({ route: BULK, nth: THIRD });
		const { result } = await push(someRows(), {}, { onError: 'continueErrorOutput' });
		const failed = result.outputs[1];
		expect(failed.length).toBeGreaterThan(0);
		expect(failed[0].json.message).toContain('Push only the items with this error again.');
		const again = failed.map(({ json: { error: _error, message: _message, ...row } }) => row);
		await push(again as IDataObject[], {}, {}, { executionId: '2' });
		expect(keys()).toEqual(ALL);
	});
});

describe('a manual run', () => {
	it('that ends half done can simply be run again, as advised', async () => {
		denies({ route: BULK, nth: THIRD });
		const manual = { mode: 'manual' as const };
		const half = await push(someRows(), {}, {}, manual);
		expect(adviceOf(half)).toContain('run the node again: a manual run does not push again');
		expectEverythingOnce(await push(someRows(), {}, {}, { ...manual, executionId: '2' }));
	});
});

describe('a change before a retry', () => {
	it.each<[string, IDataObject]>([
		['Invalid Items', { invalidItems: 'pushValid' }],
		['Start After Upload', { startBatch: false }],
		['Batch Name', { batchName: 'Other' }],
		['Priority', { batchPriority: 'ONE' }],
		['Destination', { destination: 'stream' }],
		['options', { options: { forceNewOriginal: true, ignoreErrors: true, timeout: 60 } }],
	])('never pushes anything twice: %s', async (_what, changes) => {
		denies({ route: BULK, nth: THIRD_IN_NEW_BATCH });
		const newBatch = { destination: 'newBatch', batchName: 'Photos' };
		const half = await push(someRows(), newBatch);
		expectEverythingOnce(await retry(half, changes));
		expect(pushing.emulator.truth.batches(pushing.projectId)).toHaveLength(1);
	});
});

it('items in a new batch that a retry no longer starts say so if the others are streamed', async () => {
	denies({ route: BULK, nth: THIRD_IN_NEW_BATCH });
	const half = await push(someRows(), { destination: 'newBatch', batchName: 'Photos' });
	const again = await retry(half, { destination: 'stream' });
	expectEverythingOnce(again);
	const [{ id, status, itemIds }] = pushing.emulator.truth.batches(pushing.projectId);
	expect(status).toBe('NEW');
	const told = again.result.outputs[0].filter(({ json }) => json.batch_problem !== undefined);
	expect(told.map(({ json }) => json.id).sort()).toEqual([...itemIds].sort());
	expect(told[0].json.batch_problem).toContain(`The batch ${id}`);
});

it('a new batch in doubt is found under its old name, however often it is renamed', async () => {
	const newBatch = { destination: 'newBatch', batchName: 'Photos' };
	loses('POST /app-projects/{id}/batches');
	const denied = { route: 'GET /app-projects/{id}/batches' };
	add({ kind: 'status', status: 403, match: denied, times: 2 });
	const first = await push(someRows(), newBatch);
	expect(adviceOf(first)).toContain('retry this execution');
	const second = await retry(first, { batchName: 'Other' });
	expect(second.result.error).toBeDefined();
	expectEverythingOnce(await retry(second, { batchName: 'Third' }));
	const batches = pushing.emulator.truth.batches(pushing.projectId);
	expect(batches.filter(({ itemIds }) => itemIds.length > 0)).toHaveLength(1);
});
