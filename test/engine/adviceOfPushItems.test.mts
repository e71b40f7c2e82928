import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../emulator/steering/faults.mts';
import { byId } from './emulated.mts';
import type { NodeResult, NodeRun } from './engine.mts';
import { NODE } from './engine.mts';
import { BULK, Pushing } from './pushing.mts';
import { savedForRetry } from './retries.mts';

/**
 * An advice is a promise: each test makes a push end half done, does literally what the message
 * advises, and counts.
 */
const pushing = new Pushing();

const LIST = 'GET /app-projects/{id}/items';
const START = 'POST /app-projects/{id}/batches/{batchId}/start';
const SPEC = {
	key: { type: 'string', required: false },
	text: { type: 'string' },
	level: { type: 'integer', required: false, max_value: 9 },
};
const COUNT = 5;
/**
 * Which request brings the third item. A proxy allows one item per request: the node halves what it
 * sends, and its requests have 5, 3, 2, 1, 1, 1, 2, 1 and 1 items.
 */
const THIRD = 6;
/** Likewise behind the first item, with which a batch is created: 4, 2, 1, 1, 2, 1 and 1. */
const THIRD_IN_NEW_BATCH = 4;

beforeEach(() => {
	pushing.projectId = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC }).id;
	// What only the service knows: the node learns of no limit.
	const input_spec = { ...SPEC, level: { type: 'integer', required: false } };
	const body = { id: 'loose', name: 'Loose', input_spec };
	const match = { route: 'GET /apps/{appId}' };
	pushing.emulator.faults.add({ kind: 'status', status: 200, body, match, times: 'always' });
	const tooMany = { route: BULK, minCount: 2 };
	pushing.emulator.faults.add({ kind: 'status', status: 413, match: tooMany, times: 'always' });
});

const someRows = (): IDataObject[] =>
	Array.from({ length: COUNT }, (_, index) => ({
		key: `row-${index}`,
		text: `Text ${index}`,
		level: 1,
	}));

const withBadRow = (): IDataObject[] => {
	const rows = someRows();
	rows[2].level = 99;
	return rows;
};

/** A push, as it was made. */
interface Push {
	rows: IDataObject[];
	parameters: IDataObject;
	settings: object;
	result: NodeResult;
}

async function push(
	rows: IDataObject[],
	parameters: IDataObject = {},
	settings: object = {},
	rest: Partial<NodeRun> = {},
): Promise<Push> {
	const began = pushing.emulator.clock.now();
	const result = await pushing.push(rows, parameters, settings, { began, ...rest });
	return { rows, parameters, settings, result };
}

const adviceOf = ({ result }: Push): string => `${result.error?.description}`;

/** Retries the execution as a user does; changed settings are those of the saved workflow. */
async function retry({ rows, parameters, settings, result }: Push, changes: IDataObject = {}) {
	pushing.emulator.clock.advance(20 * 60_000);
	const resume = savedForRetry(result.data);
	for (const { node } of resume.executionData?.nodeExecutionStack ?? []) {
		if (node.name === NODE) Object.assign(node.parameters, changes);
	}
	const rest = { mode: 'retry' as const, executionId: '2', resume };
	return await push(rows, { ...parameters, ...changes }, settings, rest);
}

/** Sets the option to the time that the advice names and runs the rows in a new execution. */
async function runAnew({ parameters, result, settings }: Push, rows: IDataObject[]) {
	const advice = `${result.error?.description}`;
	expect(advice).toMatch(
		/set the option Skip Recently Pushed Items \(Minutes\) so that it reaches/,
	);
	pushing.emulator.clock.advance(45 * 60_000);
	const [, since] = /reaches back to (\S+ \S+) UTC/.exec(advice) ?? [];
	const ageMs = pushing.emulator.clock.now() - Date.parse(`${since?.replace(' ', 'T')}Z`);
	const options = { ...(parameters.options as object), lookBack: Math.ceil(ageMs / 60_000) };
	return await push(rows, { ...parameters, options }, settings, { executionId: '3' });
}

const keys = () =>
	pushing
		.created()
		.map(({ input }) => input.key)
		.sort();

const ALL = someRows().map(({ key }) => key);
const without = (...places: number[]) => ALL.filter((_key, place) => !places.includes(place));

function expectEverythingOnce({ result }: Push, expected = ALL): void {
	expect(result.error?.message).toBeUndefined();
	expect(keys()).toEqual(expected);
	const ids = result.outputs[0].map(({ json }) => json.id).filter((id) => id !== null);
	expect(ids.sort()).toEqual(
		pushing
			.created()
			.map(({ id }) => id)
			.sort(),
	);
}

const add = (fault: Fault) => pushing.emulator.faults.add(fault);
const denies = (match: Fault['match']) => add({ kind: 'status', status: 403, match });
const loses = (route: string, nth = 1) => add({ kind: 'lost-answer', match: { route, nth } });

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

	it.each(cases)('%s goes on in a retry, as advised', async (_what, arrange, parameters = {}) => {
		arrange();
		const half = await push(someRows(), parameters);
		expect(adviceOf(half)).toContain('retry this execution: it looks up what exists');
		expectEverythingOnce(await retry(half));
	});

	it.each(cases)('%s can be run anew, as advised', async (_what, arrange, parameters = {}) => {
		arrange();
		const half = await push(someRows(), parameters);
		const { result } = await runAnew(half, someRows());
		expect(result.error?.message).toBeUndefined();
		expect(keys()).toEqual(ALL);
	});

	it('in a batch that is archived meanwhile goes on in it', async () => {
		const { result } = await push([{ text: 'first' }], { ...newBatch, startBatch: false });
		const batch = byId(`${result.outputs[0][0].json.batch_id}`);
		add({ kind: 'status', ...INAPPROPRIATE, match: { route: BULK, nth: THIRD } });
		const half = await push(someRows(), { destination: 'existingBatch', batch });
		expect(adviceOf(half)).toContain('Check the status of the project and its batch');
		expect(adviceOf(half)).toContain('Then retry this execution');
		await retry(half);
		expect(keys().filter(Boolean)).toEqual(ALL);
	});

	it('says so where a later try fails before it looks anything up', async () => {
		loses(BULK, THIRD);
		denies({ route: LIST });
		denies({ route: 'GET /app-projects/{id}', nth: 2 });
		const twice = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const half = await push(someRows(), {}, twice);
		expect(adviceOf(half)).toContain('retry this execution, which finds them');
		expectEverythingOnce(await retry(half));
	});

	it('when it was canceled is run again, as advised', async () => {
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

	it('can be started by hand, as advised', async () => {
		expect(adviceOf(half)).toContain('start it on the Toloka website');
		const { url, apiKey } = pushing.emulator;
		const [{ id }] = pushing.emulator.truth.batches(pushing.projectId);
		const path = `/api/app/v0/app-projects/${pushing.projectId}/batches/${id}/start`;
		const headers = { authorization: `ApiKey ${apiKey}` };
		await fetch(`${url}${path}`, { method: 'POST', headers });
		expect(status()).not.toBe('NEW');
		expect(keys()).toEqual(ALL);
	});
});

describe('items that may be those that were sent, in other words', () => {
	const arrange = async () => {
		add({ kind: 'reset-before', match: { route: BULK } });
		pushing.emulator.seedData.addItems(pushing.projectId, {
			count: 1,
			input: () => ({ text: 'Somebody else’s' }),
		});
		return await push([{ text: 'One' }]);
	};

	it('keep it unclear, in a retry too, until somebody has compared them', async () => {
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

describe('an execution that goes on', () => {
	it('has the items that were not pushed on its error output, to be pushed again', async () => {
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
	it('that ends half done is simply run again, as advised', async () => {
		denies({ route: BULK, nth: THIRD });
		const manual = { mode: 'manual' as const };
		const half = await push(someRows(), {}, {}, manual);
		expect(adviceOf(half)).toContain('run the node again: a manual run does not push again');
		expectEverythingOnce(await push(someRows(), {}, {}, { ...manual, executionId: '2' }));
	});
});

describe('what a user may change before a retry', () => {
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
