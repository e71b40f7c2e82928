import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator/steering/faults.mts';
import { POST, SECOND, expectOnce, pictures, saved, twoRequests, Creating } from '../creating.mts';
import type { NodeResult } from '../engine.mts';

/**
 * Each test follows a message's advice to the letter after something was created. Then each row
 * must exist once.
 */

const creating = new Creating();

const LOG = 'GET /operations/{id}/log';
const OPERATION = 'GET /operations/{id}';
const FIRST = { executionId: '7', began: 1_000 };
const AGAIN = { executionId: '8', mode: 'retry' as const };
const UNKNOWN_FIELD = '[{"output_values":{"nosuch":"x"}}]';

const fault = (one: Fault) => void creating.emulator.faults.add(one);
const wordsOf = ({ error }: NodeResult) => `${error?.message} ${error?.description}`;

/** Retries with n8n's “Retry with currently saved workflow” after these changes to the node. */
async function retry(
	first: NodeResult,
	rows: IDataObject[],
	parameters: IDataObject,
	changes: IDataObject = {},
): Promise<NodeResult> {
	creating.emulator.faults.clear();
	const resume = saved(first, changes);
	return await creating.create(rows, { ...parameters, ...changes }, { ...AGAIN, resume });
}

/** Builds rows, one of which only the service finds invalid, in the second of two requests. */
function oneInvalid() {
	const rows: IDataObject[] = twoRequests().map((row, index) => ({
		...row,
		golden: index === 1_490 ? UNKNOWN_FIELD : '',
	}));
	const parameters: IDataObject = {
		controlTask: { knownSolutions: '={{ $json.golden }}' },
		options: { extraFields: 'leaveOut' },
	};
	return { rows, parameters };
}

describe('“Set Invalid Items to …, and retry this execution”', () => {
	const VALID_ONLY = { invalidItems: 'createValid' };

	it('after an operation that the service refused', async () => {
		const { rows, parameters } = oneInvalid();
		const first = await creating.create(rows, parameters, FIRST);
		expect(first.error?.message).toMatch(/^Item 1490: field “known_solutions/);
		expect(first.error?.context).toMatchObject({
			itemIndex: 1_490,
			counts: { created: 1_053, total: 1_500 },
		});
		expect(wordsOf(first)).toContain(
			'1053 of 1500 task suites were created. Set Invalid Items to “Create Valid Items Only” and retry this execution',
		);
		expect(wordsOf(first)).not.toContain('Correct the data');

		const { outputs } = await retry(first, rows, parameters, VALID_ONLY);
		expectOnce(
			rows.filter((_row, index) => index !== 1_490),
			creating.suites(),
		);

		// “Then correct the items that are output with a problem, and send only those.”
		const left = outputs[0].filter(({ json }) => json.problem !== undefined);
		const corrected = left.map(({ pairedItem }) => ({
			...rows[(pairedItem as { item: number }).item],
			golden: '',
		}));
		await creating.create(corrected, parameters, { executionId: '9', began: 2_000 });
		expectOnce(rows, creating.suites());
	});

	it('after a request that was refused because of the suite at a place in it', async () => {
		const rows = twoRequests();
		const payload = {
			'3.tasks.0.input_values.image': { code: 'INVALID_URL_SYNTAX', message: 'bad' },
		};
		const body = { code: 'VALIDATION_ERROR', message: 'Validation failed', payload };
		fault({ kind: 'status', status: 400, body, match: SECOND });
		const first = await creating.create(rows, {}, FIRST);
		expect(first.error?.message).toMatch(/^Item 1056: field “image”: bad/);
		expect(first.error?.context?.itemIndex).toBe(1_056);
		expect(wordsOf(first)).toContain('Set Invalid Items to “Create Valid Items Only”');
		const again = await retry(first, rows, {}, VALID_ONLY);
		expect(again.error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});
});

describe('“Retry this execution”', () => {
	const always = { times: 'always' as const };
	const cases: Array<[string, () => void, IDataObject, RegExp]> = [
		[
			'after a refusal of the second request',
			() => fault({ kind: 'status', status: 403, match: SECOND }),
			{},
			/1053 of 1500 task suites were created\. Check what the account .* retry this execution/,
		],
		[
			'after a failed operation',
			() => fault({ kind: 'operation-fail', match: SECOND }),
			{},
			/1053 of 1500 task suites were created\. Retry this execution/,
		],
		[
			'where a log cannot be read',
			() => fault({ kind: 'status', status: 403, match: { route: LOG }, ...always }),
			{},
			/could not be read\. A retry of this execution reads it again/,
		],
		...[503, 429].map((status): (typeof cases)[number] => [
			`where a log cannot be read for now (${status})`,
			() => fault({ kind: 'status', status, match: { route: LOG }, ...always }),
			{},
			/could not be read\. A retry of this execution reads it again/,
		]),
		[
			'where the operations cannot be read',
			() => fault({ kind: 'status', status: 503, match: { route: OPERATION }, ...always }),
			{},
			/A retry of this execution picks them up/,
		],
		[
			'where the operations take too long',
			() => creating.emulator.switches.set({ operationRunMs: 3_600_000 }),
			{ options: { maxWait: 5 } },
			/A retry of this execution picks them up/,
		],
		[
			'where it is unclear what was started',
			() => {
				fault({ kind: 'lost-answer', match: { route: POST }, ...always });
				fault({ kind: 'status', status: 503, match: { route: OPERATION }, ...always });
			},
			{},
			/Retry this execution, which creates nothing twice/,
		],
		[
			'where the service is away in the middle',
			() => fault({ kind: 'status', status: 503, match: SECOND, ...always }),
			{},
			/Retry this execution, which creates nothing twice/,
		],
		[
			'after a clean refusal of a synchronous request',
			() => fault({ kind: 'status', status: 403, match: SECOND }),
			{ delivery: 'sync' },
			/1053 of 1500 task suites were created\. .* retry this execution/,
		],
		[
			'where some operations were handed over',
			() => fault({ kind: 'status', status: 403, match: SECOND }),
			{ delivery: 'operation' },
			/These operations were started before: .* retry this execution/,
		],
	];

	it.each(cases)('%s', async (_what, arm, parameters, advice) => {
		const rows = twoRequests();
		arm();
		const first = await creating.create(rows, parameters, FIRST);
		expect(wordsOf(first)).toMatch(advice);
		expect(wordsOf(first)).not.toMatch(/run the (node|workflow) again|run it again|anew/i);
		creating.emulator.switches.reset();
		creating.emulator.clock.advance(3_600_000);
		const again = await retry(first, rows, parameters);
		expect(again.error).toBeUndefined();
		creating.emulator.clock.advance(4 * 3_600_000);
		expectOnce(rows, creating.suites());
	});
});

describe('a retry finds what was created', () => {
	const changes: Array<[string, IDataObject, IDataObject]> = [
		['another delivery', {}, { delivery: 'sync' }],
		['operations instead of a synchronous creation', { delivery: 'sync' }, { delivery: 'wait' }],
		['the operation returned', {}, { delivery: 'operation' }],
		['another overlap', {}, { overlapMode: 'number', overlap: 5 }],
		['the pool to be opened', {}, { openPool: true }],
		['more tasks per suite', {}, { tasksPerSuite: 7 }],
		['fewer tasks per suite', { tasksPerSuite: 7 }, { tasksPerSuite: 1 }],
		['a priority', {}, { suiteFields: { reservedFor: 'a, b' } }],
	];

	it.each(changes)('whatever the current settings are: %s', async (_what, parameters, change) => {
		const rows = pictures(1_500, 'n'.repeat(900));
		fault({ kind: 'status', status: 403, match: { route: POST, nth: 2 } });
		const first = await creating.create(rows, parameters, FIRST);
		expect(creating.suites().length).toBeGreaterThan(0);
		const again = await retry(first, rows, parameters, change);
		expect(again.error).toBeUndefined();
		creating.emulator.clock.advance(60_000);
		expectOnce(rows, creating.suites());
	});
});

describe('an operation that fails after the deadline', () => {
	const HALF_HOUR = 30 * 60_000;
	const rows = [{ ...pictures(1)[0], golden: UNKNOWN_FIELD }, ...pictures(1)];
	const controlTask = { knownSolutions: '={{ $json.golden }}' };
	const waits = (maxWait: number) => ({ extraFields: 'leaveOut', maxWait });

	it.each([
		[2, ''],
		[4, ''],
		[2, 'order 3'],
		[4, 'order 3'],
	])(
		'shows its reason in the last of %s tries, which start no other operation %s',
		async (maxTries, key) => {
			creating.emulator.switches.set({ operationRunMs: HALF_HOUR });
			const settings = { retryOnFail: true, maxTries, waitBetweenTries: 1 };
			const parameters = { controlTask, options: { ...waits(20), operationId: key } };
			const first = await creating.create(rows, parameters, { ...FIRST, settings });
			expect(wordsOf(first)).toMatch(/^Item 0: field “known_solutions/);
			expect(creating.emulator.truth.operations()).toHaveLength(1);

			// “Correct the data, or set Invalid Items to “Create Valid Items Only”.”
			const options = { ...waits(60), operationId: key };
			const valid = { invalidItems: 'createValid', options };
			const second = await retry(first, rows, parameters, valid);
			expect(second.error).toBeUndefined();
			expectOnce(rows.slice(1), creating.suites());
		},
	);

	it('is replaced by the next try', async () => {
		creating.emulator.switches.set({ operationRunMs: HALF_HOUR });
		fault({ kind: 'operation-fail', match: { route: POST } });
		const sound = pictures(2);
		const first = await creating.create(sound, { options: { maxWait: 20 } }, FIRST);
		creating.emulator.clock.advance(HALF_HOUR);
		const patient = { options: { maxWait: 60 } };
		const second = await retry(first, sound, {}, patient);
		expect(wordsOf(second)).toContain('Retry this execution: it starts another one.');
		const third = await retry(second, sound, patient);
		expect(third.error).toBeUndefined();
		expectOnce(sound, creating.suites());
	});
});

describe('a last try that created nothing', () => {
	it.each([
		['at the pool', 'GET /pools/{id}'],
		['at the creation', POST],
	])('%s says that an earlier try may have created something', async (_where, route) => {
		const rows = pictures(3);
		const denied = { kind: 'status', status: 403 } as const;
		fault({ ...denied, match: { route: OPERATION }, times: 'always' });
		fault({ ...denied, match: { route, nth: 2 }, times: 'always' });
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const first = await creating.create(rows, {}, { ...FIRST, settings });
		const [{ id }] = creating.emulator.truth.operations();
		expect(creating.posts()).toBe(route === POST ? 2 : 1);
		expect(wordsOf(first)).toContain(
			`An earlier try of this execution may have started the operations ${id}.`,
		);
		expect(wordsOf(first)).toContain('then retry this execution');
		const second = await retry(first, rows, {});
		expect(second.error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});

	it('continues with what a killed try has started, although it is refused itself', async () => {
		const rows = pictures(3);
		await creating.create(rows, {}, FIRST);
		fault({ kind: 'status', status: 403, match: { route: POST }, times: 'always' });
		const again = await creating.create(rows, {}, { ...AGAIN, began: FIRST.began });
		expect(again.error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});

	it('continues with what an earlier try has created, although it is refused itself', async () => {
		const rows = pictures(3);
		const denied = { kind: 'status', status: 403 } as const;
		fault({ ...denied, match: { route: LOG }, times: 1 });
		fault({ ...denied, match: { route: POST, nth: 2 }, times: 'always' });
		const settings = {
			...{ retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			onError: 'continueRegularOutput' as const,
		};
		const { error, outputs } = await creating.create(rows, {}, { ...FIRST, settings });
		expect(error).toBeUndefined();
		expect(outputs[0].filter(({ json }) => 'error' in json)).toEqual([]);
		expect(creating.posts()).toBe(2);
		expectOnce(rows, creating.suites());
	});
});
