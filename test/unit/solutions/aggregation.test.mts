import { beforeEach, describe, expect, it } from 'vitest';
import type { StartProgress } from '../../../nodes/shared/toloka/operations/startOnce.ts';
import type { Aggregation } from '../../../nodes/shared/toloka/solutions/aggregation.ts';
import { aggregateOnce } from '../../../nodes/shared/toloka/solutions/aggregation.ts';
import type { Clock } from '../../../nodes/shared/toloka/flow/clock.ts';
import {
	inPlainWords,
	operationWithSolutions,
} from '../../../nodes/shared/toloka/solutions/readiness.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { START, sleepersClock } from '../operations/fakeOperations.mts';

const weighted: Aggregation = {
	poolId: '21',
	method: 'WEIGHTED_DYNAMIC_OVERLAP',
	skillId: '4501',
	fields: ['result', 'tone'],
};

const started = (parameters: Record<string, unknown> = {}, status = 'RUNNING') => ({
	id: 'op-1',
	type: 'SOLUTION.AGGREGATE',
	status,
	submitted: '2024-01-15T12:00:00',
	parameters: { pool_id: '21', ...parameters },
});

let clock: Clock;
beforeEach(() => {
	clock = sleepersClock();
});

/** Creates a service that answers the start with `start()` and lists these operations. */
function service(start: () => unknown, listed: unknown[] = [], aheadMs = 0) {
	const requests: ApiRequest[] = [];
	const send: Send = async (request) => {
		requests.push(request);
		if (request.method === 'POST') return { status: 202, body: start() };
		const serviceTime = clock.now() + aheadMs;
		return { status: 200, body: { items: listed, has_more: false }, serviceTime };
	};
	const posts = () => requests.filter(({ method }) => method === 'POST').length;
	return { send, requests, posts };
}

const lost = () => {
	throw new TolokaFailure('no-answer', { doing: 'starting' });
};

async function startWith(
	{ send }: ReturnType<typeof service>,
	progress: StartProgress,
	wanted = weighted,
) {
	return await aggregateOnce(send, wanted, progress, clock);
}

describe('starting an aggregation', () => {
	it('sends pool, method, skill and fields, and counts against the quota', async () => {
		const one = service(() => started());
		expect(await startWith(one, { since: START })).toBe('op-1');
		const [{ body, path, quota, repeatable }] = one.requests;
		expect([path, quota, repeatable]).toEqual([
			'/aggregated-solutions/aggregate-by-pool',
			'aggregation',
			undefined,
		]);
		expect(JSON.parse(body ?? '')).toEqual({
			pool_id: '21',
			type: 'WEIGHTED_DYNAMIC_OVERLAP',
			answer_weight_skill_id: '4501',
			fields: [{ name: 'result' }, { name: 'tone' }],
		});
	});

	it('sends no skill for Dawid-Skene', async () => {
		const one = service(() => started());
		const wanted: Aggregation = { poolId: '21', method: 'DAWID_SKENE', fields: ['result'] };
		await startWith(one, { since: START }, wanted);
		expect(JSON.parse(one.requests[0].body ?? '')).not.toHaveProperty('answer_weight_skill_id');
	});

	it('sends nothing if it is known to be started', async () => {
		const one = service(() => started());
		expect(await startWith(one, { since: START, operationId: 'op-0' })).toBe('op-0');
		expect(one.requests).toEqual([]);
	});
});

describe('a start that was never answered', () => {
	it('is found among the operations and not sent again', async () => {
		const parameters = {
			algorithm: 'WEIGHTED_DYNAMIC_OVERLAP',
			answer_weight_skill_id: 4501,
			aggregated_fields: [{ name: 'tone' }, { name: 'result' }],
		};
		const one = service(lost, [started(parameters)]);
		const progress: StartProgress = { since: START };
		expect(await startWith(one, progress)).toBe('op-1');
		expect(one.posts()).toBe(1);
		expect(one.requests[1].query).toMatchObject({ type: 'SOLUTION.AGGREGATE' });
		expect(progress).toMatchObject({ operationId: 'op-1' });
	});

	it('is found if the operation has null for missing values', async () => {
		const wanted: Aggregation = { poolId: '21', method: 'DAWID_SKENE', fields: ['result'] };
		const parameters = { algorithm: null, answer_weight_skill_id: null };
		const one = service(lost, [started(parameters)]);
		expect(await startWith(one, { since: START }, wanted)).toBe('op-1');
	});

	it('is not sent again if nothing is found, and the message says what to check', async () => {
		const one = service(lost, []);
		const progress: StartProgress = { since: START };
		await expect(startWith(one, progress)).rejects.toMatchObject({
			kind: 'no-answer',
			details: { advice: expect.stringContaining('unclear whether the aggregation was started') },
		});
		expect(one.posts()).toBe(1);
		expect(progress).toEqual({ since: START, isUnclear: true });
	});

	it('is looked up first when it is tried again', async () => {
		const found = service(() => started(), [started()]);
		expect(await startWith(found, { since: START, isUnclear: true })).toBe('op-1');
		expect(found.posts()).toBe(0);
		const nothing = service(() => started());
		expect(await startWith(nothing, { since: START, isUnclear: true })).toBe('op-1');
		expect(nothing.posts()).toBe(1);
	});

	it.each([
		['another pool', started({ pool_id: '22' })],
		['another method', started({ algorithm: 'DAWID_SKENE' })],
		['another skill', started({ answer_weight_skill_id: 4502 })],
		['other fields', started({ aggregated_fields: [{ name: 'result' }] })],
		['a failed one', started({}, 'FAIL')],
	])('is not confused with %s', async (_name, other) => {
		const one = service(lost, [other]);
		await expect(startWith(one, { since: START })).rejects.toMatchObject({ kind: 'no-answer' });
	});

	it.each([-600_000, 0, 600_000])(
		'is recognized by its time if the clocks differ by %i ms',
		async (ms) => {
			const submitted = (afterMs: number) =>
				new Date(START + ms + afterMs).toISOString().slice(0, -1);
			const own = { ...started(), submitted: submitted(100) };
			expect(await startWith(service(lost, [own], ms), { since: START })).toBe('op-1');
			const earlier = { ...started(), submitted: submitted(-5_000) };
			const other = service(lost, [earlier], ms);
			await expect(startWith(other, { since: START })).rejects.toMatchObject({ kind: 'no-answer' });
		},
	);

	it('with a clear refusal is not looked up', async () => {
		const one = service(() => {
			throw new TolokaFailure('conflict', { code: 'ASSIGNMENTS_AGGREGATION_DENIED' });
		});
		await expect(startWith(one, { since: START })).rejects.toMatchObject({ kind: 'conflict' });
		expect(one.requests).toHaveLength(1);
	});
});

describe('an operation whose solutions are requested', () => {
	const asking = (operation: object) => async () => {
		const body = { id: 'op-1', type: 'SOLUTION.AGGREGATE', status: 'SUCCESS', ...operation };
		const send: Send = async ({ path }) => {
			if (path.endsWith('/log')) throw new TolokaFailure('not-found');
			return { status: 200, body };
		};
		return await operationWithSolutions(send, 'op-1');
	};

	it('may be a finished aggregation, or one of an unknown type', async () => {
		await expect(asking({})()).resolves.toMatchObject({ id: 'op-1' });
		await expect(asking({ type: 'SOLUTION.AGGREGATE_2' })()).resolves.toBeDefined();
		await expect(asking({ type: 'SOLUTION_AGGREGATE' })()).resolves.toBeDefined();
	});

	it.each([
		['POOL.OPEN', 'is of type POOL.OPEN, which has no aggregated solutions'],
		['TASK_SUITE.BATCH.CREATE', 'is of type TASK_SUITE.BATCH.CREATE'],
	])('of the type %s is refused', async (type, text) => {
		await expect(asking({ type })()).rejects.toMatchObject({
			kind: 'refused-locally',
			details: { text: expect.stringContaining(text) },
		});
	});

	it('that is running is refused, with the node to put before this one', async () => {
		await expect(asking({ status: 'RUNNING', progress: 40 })()).rejects.toMatchObject({
			details: {
				text: 'The operation op-1 (SOLUTION.AGGREGATE) is RUNNING, 40 % done: its solutions cannot be read yet',
				advice: expect.stringContaining('Toloka Wait for Operation'),
			},
		});
	});

	it("is refused with the service's failure, whatever its code", () => {
		for (const code of ['constructor', '__proto__', 'toString']) {
			const failure = new TolokaFailure('conflict', { code });
			expect(inPlainWords(failure, 'op-1')).toBe(failure);
		}
	});

	it('that failed is reported as failed, even without a log', async () => {
		await expect(asking({ status: 'FAIL' })()).rejects.toMatchObject({ kind: 'operation-failed' });
	});
});
