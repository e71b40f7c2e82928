import { describe, expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';
import type { SolutionQuery } from '../../../nodes/shared/toloka/solutions/pages.ts';
import {
	pageQuery,
	requestsFor,
	SOLUTIONS,
	solutionPages,
} from '../../../nodes/shared/toloka/solutions/pages.ts';

const idOf = (index: number) => `00022cfa46--${String(index).padStart(8, '0')}`;

/** Creates a service with this many solutions that cuts pages as toloka-api §S1 says. */
function service(count: number, maxLimit = Infinity) {
	const requests: ApiRequest[] = [];
	const all = Array.from({ length: count }, (_, index) => ({ task_id: idOf(index) }));
	const send: Send = async (request) => {
		requests.push(request);
		const query = request.query ?? {};
		const limit = Number(query.limit);
		if (limit > maxLimit) {
			const payload = { limit: { code: 'VALUE_GREATER_THAN_MAX', message: 'too large' } };
			throw new TolokaFailure('invalid', { status: 400, payload });
		}
		const rows = all.filter(
			({ task_id: id }) =>
				(query.task_id_gt === undefined || id > query.task_id_gt) &&
				(query.task_id_gte === undefined || id >= query.task_id_gte) &&
				(query.task_id_lt === undefined || id < query.task_id_lt) &&
				(query.task_id_lte === undefined || id <= query.task_id_lte),
		);
		if (query.sort === '-task_id') rows.reverse();
		const answer = { items: rows.slice(0, limit), has_more: rows.length > limit };
		return { status: 200, body: request.read!(Buffer.from(JSON.stringify(answer))) };
	};
	return { send, requests };
}

const everything: SolutionQuery = { descending: false, bounds: {}, pageSize: 4, limit: Infinity };

async function idsOf(send: Send, query: Partial<SolutionQuery>): Promise<string[]> {
	const ids: string[] = [];
	for await (const page of solutionPages(send, 'op', { ...everything, ...query }, SOLUTIONS)) {
		for await (const slice of page) ids.push(...slice.map(({ task_id: id }) => id));
	}
	return ids;
}

const span = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, index) => idOf(from + index));

describe('every page size from 1 to 8, in both directions', () => {
	for (const descending of [false, true]) {
		for (let pageSize = 1; pageSize <= 8; pageSize++) {
			it(`${descending ? 'descending' : 'ascending'}, ${pageSize} a page`, async () => {
				for (let count = 0; count <= 17; count++) {
					const { send, requests } = service(count);
					const ids = await idsOf(send, { pageSize, descending });
					expect(ids).toEqual(descending ? span(0, count).reverse() : span(0, count));
					expect(requests).toHaveLength(Math.max(1, Math.ceil(count / pageSize)));
				}
			});

			it(`a limit ends it, ${descending ? 'descending' : 'ascending'}, ${pageSize} a page`, async () => {
				for (let limit = 1; limit <= 12; limit++) {
					const { send, requests } = service(10);
					const ids = await idsOf(send, { pageSize, descending, limit });
					const all = descending ? span(0, 10).reverse() : span(0, 10);
					expect(ids).toEqual(all.slice(0, limit));
					expect(requests).toHaveLength(Math.ceil(Math.min(limit, 10) / pageSize));
					const asked = requests.reduce((sum, { query }) => sum + Number(query?.limit), 0);
					expect(asked).toBeLessThanOrEqual(Math.max(limit, 10) + pageSize);
				}
			});

			it(`bounds hold on every page, ${descending ? 'descending' : 'ascending'}, ${pageSize} a page`, async () => {
				const { send } = service(20);
				const open = { gt: idOf(3), lt: idOf(12) };
				const closed = { gte: idOf(3), lte: idOf(12) };
				const both = { gt: idOf(3), gte: idOf(5), lt: idOf(15), lte: idOf(10) };
				const expected = (ids: string[]) => (descending ? ids.reverse() : ids);
				const read = async (bounds: object) => await idsOf(send, { pageSize, descending, bounds });
				expect(await read(open)).toEqual(expected(span(4, 12)));
				expect(await read(closed)).toEqual(expected(span(3, 13)));
				expect(await read(both)).toEqual(expected(span(5, 11)));
			});
		}
	}
});

it('a response with more than the limit is cut, wherever its slices end', async () => {
	const all = span(0, 5_000).map((id) => ({ task_id: id }));
	const answer = Buffer.from(JSON.stringify({ items: all, has_more: false }));
	const send: Send = async ({ read }) => ({ status: 200, body: read!(answer) });
	const read = async (limit: number) => {
		const lengths: number[] = [];
		let cuts = 0;
		const onCut = () => void cuts++;
		const query = { ...everything, limit };
		for await (const page of solutionPages(send, 'op', query, SOLUTIONS, { onCut })) {
			for await (const { length } of page) lengths.push(length);
		}
		return { lengths, isCut: cuts > 0 };
	};
	const { lengths } = await read(Infinity);
	expect(lengths.length).toBeGreaterThan(1);
	expect(await read(lengths[0])).toEqual({ lengths: [lengths[0]], isCut: true });
	expect(await read(lengths[0] - 1)).toEqual({ lengths: [lengths[0] - 1], isCut: true });
	expect((await read(4_999)).isCut).toBe(true);
	expect((await read(5_000)).isCut).toBe(false);
});

describe('while a page is used', () => {
	it('the next one is requested, if all are wanted', async () => {
		const asked = async (limit: number) => {
			const { send, requests } = service(12);
			const counts: number[] = [];
			for await (const page of solutionPages(send, 'op', { ...everything, limit }, SOLUTIONS)) {
				counts.push(requests.length);
				for await (const _slice of page);
			}
			return counts;
		};
		expect(await asked(Infinity)).toEqual([2, 3, 3]);
		expect(await asked(11)).toEqual([1, 2, 3]);
	});

	it('a failure to read the next one is reported after it', async () => {
		const { send } = service(12);
		const failing: Send = async (request) => {
			if (request.query?.task_id_gt === idOf(3)) throw new TolokaFailure('unavailable', {});
			return await send(request);
		};
		const ids: string[] = [];
		const reading = (async () => {
			for await (const page of solutionPages(failing, 'op', everything, SOLUTIONS)) {
				await new Promise(setImmediate);
				for await (const slice of page) ids.push(...slice.map(({ task_id: id }) => id));
			}
		})();
		await expect(reading).rejects.toMatchObject({ kind: 'unavailable' });
		expect(ids).toEqual(span(0, 4));
	});
});

describe('the query of a page', () => {
	const bounds = { gt: 'a', gte: 'b', lt: 'y', lte: 'z' };

	it('has all four bounds at first', () => {
		expect(pageQuery({ ...everything, bounds }, undefined, 5)).toEqual({
			sort: 'task_id',
			limit: 5,
			task_id_gt: 'a',
			task_id_gte: 'b',
			task_id_lt: 'y',
			task_id_lte: 'z',
		});
	});

	it('then continues after the cursor, up or down', () => {
		const up = pageQuery({ ...everything, bounds }, 'm', 5);
		const down = pageQuery({ ...everything, bounds, descending: true }, 'm', 5);
		expect(up).toEqual({
			sort: 'task_id',
			limit: 5,
			task_id_gt: 'm',
			task_id_lt: 'y',
			task_id_lte: 'z',
		});
		expect(down).toEqual({
			sort: '-task_id',
			limit: 5,
			task_id_gt: 'a',
			task_id_gte: 'b',
			task_id_lt: 'm',
		});
	});
});

describe('the page size', () => {
	it('falls back to 300 after a refusal, and stays there', async () => {
		const { send, requests } = service(1_000, 300);
		expect(await idsOf(send, { pageSize: 100_000 })).toEqual(span(0, 1_000));
		expect(requests.map(({ query }) => query?.limit)).toEqual([100_000, 300, 300, 300, 300]);
	});

	it.each([
		new TolokaFailure('invalid', {
			payload: { task_id_gt: { code: 'INVALID_VALUE', message: 'not an id' } },
		}),
		new TolokaFailure('rate-limited', { text: 'Rate limit exceeded' }),
	])('is not lowered for another refusal: $kind', async (failure) => {
		let requests = 0;
		const send: Send = async () => {
			requests++;
			throw failure;
		};
		await expect(idsOf(send, { pageSize: 100_000 })).rejects.toBe(failure);
		expect(requests).toBe(1);
	});

	it('is reduced to the rest of the limit', async () => {
		const { send, requests } = service(1_000);
		await idsOf(send, { pageSize: 100, limit: 250 });
		expect(requests.map(({ query }) => query?.limit)).toEqual([100, 100, 50]);
	});

	it('determines how many requests a limit needs', () => {
		expect(requestsFor({ ...everything, pageSize: 100, limit: 250 })).toBe(3);
		expect(requestsFor({ ...everything, pageSize: 100 })).toBe(1);
	});
});

describe('a service that contradicts itself', () => {
	const answering = (...bodies: unknown[]): Send => {
		let next = 0;
		return async ({ read }) => {
			const body = bodies[Math.min(next++, bodies.length - 1)];
			return {
				status: 200,
				body: body === undefined ? undefined : read!(Buffer.from(JSON.stringify(body))),
			};
		};
	};

	it('ends at has_more alone, not at a short or full page', async () => {
		const rows = [{ task_id: 'a' }];
		const send = answering({ items: rows, has_more: true }, { items: [], has_more: false });
		expect(await idsOf(send, { pageSize: 50 })).toEqual(['a']);
		const full = answering({ items: rows, has_more: false });
		expect(await idsOf(full, { pageSize: 1 })).toEqual(['a']);
	});

	it('returns no more than the limit, even if a page is larger', async () => {
		const send = answering({ items: [{ task_id: 'a' }, { task_id: 'b' }], has_more: false });
		expect(await idsOf(send, { limit: 1 })).toEqual(['a']);
	});

	it.each([
		['an empty page with more', { items: [], has_more: true }],
		['the same page again', { items: [{ task_id: 'a' }], has_more: true }],
	])('%s is a failure, not a loop', async (_name, body) => {
		await expect(idsOf(answering(body), {})).rejects.toMatchObject({ kind: 'contradiction' });
	});

	it.each([[undefined], [[]], [{ items: {} }], [{ items: [{ id: 1 }] }], [{ items: [null] }]])(
		'%j instead of a page is a failure',
		async (body) => {
			await expect(idsOf(answering(body), {})).rejects.toMatchObject({ kind: 'unreadable' });
		},
	);
});

it('expired results are reported in one sentence, with advice', async () => {
	const send: Send = async () => {
		throw new TolokaFailure('conflict', { status: 409, code: 'RESULTS_EXPIRED' });
	};
	await expect(idsOf(send, {})).rejects.toMatchObject({
		details: {
			headline: 'Toloka no longer keeps the results of operation op',
			advice: expect.stringContaining('Aggregate the pool again'),
		},
	});
});
