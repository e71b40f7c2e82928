import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TasksInOrder } from '../../../nodes/shared/toloka/assignments/poolTasks.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';

const fields = ['number'];
const inputOf = (number: number) => JSON.stringify({ number });
const idOf = (number: number) => `00022cfa46--${String(number).padStart(6, '0')}`;

/** Creates a pool with these tasks, listed in pages of at most `maxPage`. */
function pool(numbers: readonly number[], maxPage = Infinity) {
	const requests: ApiRequest[] = [];
	const send: Send = async (request) => {
		requests.push(request);
		const {
			sort,
			limit,
			id_gte: from,
			id_lte: upTo,
			id_gt: behind,
			id_lt: before,
		} = request.query ?? {};
		if (Number(limit) > 300 && maxPage <= 300) {
			const payload = { limit: { code: 'VALUE_GREATER_THAN_MAX', message: 'too large' } };
			throw new TolokaFailure('invalid', { status: 400, payload });
		}
		const found = [...new Set(numbers)]
			.sort((one, other) => one - other)
			.map((number) => ({ id: idOf(number), input_values: { number } }))
			.filter(({ id }) => (from === undefined || id >= from) && (upTo === undefined || id <= upTo))
			.filter(({ id }) => !(behind && id <= behind) && !(before && id >= before));
		if (sort === '-id') found.reverse();
		const size = Math.min(Number(limit), maxPage);
		const answer = { items: found.slice(0, size), has_more: found.length > size };
		return { status: 200, body: request.read!(Buffer.from(JSON.stringify(answer))) };
	};
	return { send, requests };
}

async function numbersOf(
	send: Send,
	wanted: readonly number[],
	descending = false,
	expected = wanted.length,
) {
	const tasks = new TasksInOrder(send, '21', { descending, expected, fields });
	const found = await tasks.find(wanted.map(idOf));
	return found.map((input) => input && (JSON.parse(input) as { number: number }).number);
}

describe('tasks looked up in order', () => {
	it('are found wherever they are, and missing ones are undefined', async () => {
		const numbers = fc.uniqueArray(fc.nat(60));
		await fc.assert(
			fc.asyncProperty(
				numbers,
				numbers,
				fc.integer({ min: 1, max: 9 }),
				fc.boolean(),
				fc.boolean(),
				async (...given) => {
					const [existing, asked, maxPage, descending, toTheEnd] = given;
					const wanted = [...asked].sort((one, other) => (descending ? other - one : one - other));
					const { send } = pool(existing, maxPage);
					const expected = wanted.map((number) => (existing.includes(number) ? number : undefined));
					const count = toTheEnd ? Infinity : wanted.length;
					expect(await numbersOf(send, wanted, descending, count)).toEqual(expected);
				},
			),
		);
	});

	it('have their values even if these are JSON text', async () => {
		const values = JSON.stringify('{"number":5}');
		const answer = `{"items":[{"id":"${idOf(5)}","input_values":${values}}],"has_more":false}`;
		const send: Send = async (request) => ({
			status: 200,
			body: request.read!(Buffer.from(answer)),
		});
		for (const expected of [1, Infinity]) {
			expect(await numbersOf(send, [5], false, expected)).toEqual([5]);
		}
	});

	it('are found on the way to the end if some begin with another field', async () => {
		const first = '{"items":[{"id":"a"},{"id":"b"},{"overlap":1,"id":"c"}],"has_more":true}';
		const second = '{"items":[{"id":"d"}],"has_more":false}';
		const send: Send = async ({ read, query }) => {
			const text = query?.id_gt === 'c' ? second : first;
			return { status: 200, body: read!(Buffer.from(text)) };
		};
		const order = { descending: false, expected: Infinity, fields: [] };
		const found = await new TasksInOrder(send, '21', order).find(['a', 'c', 'd']);
		expect(found).toEqual(['{}', '{}', '{}']);
	});

	it('are found across several look-ups', async () => {
		const { send, requests } = pool([1, 2, 3, 4, 5]);
		const tasks = new TasksInOrder(send, '21', { descending: false, expected: 4, fields });
		const found = [await tasks.find([idOf(1), idOf(2)]), await tasks.find([idOf(2), idOf(5)])];
		expect(found.flat()).toEqual([1, 2, 2, 5].map(inputOf));
		expect(requests).toHaveLength(1);
		expect(requests[0].query).toEqual({ pool_id: '21', sort: 'id', limit: 100, id_gte: idOf(1) });
	});

	it('are read from the first wanted one, in pages of 10,000', async () => {
		const all = Array.from({ length: 25_000 }, (_, number) => number);
		const { send, requests } = pool(all);
		const wanted = [0, 9_999, 24_000];
		const tasks = new TasksInOrder(send, '21', { descending: false, expected: 24_000, fields });
		expect(await tasks.find(wanted.map(idOf))).toEqual(wanted.map(inputOf));
		expect(requests.map(({ query }) => [query?.limit, query?.id_gte])).toEqual([
			[10_000, idOf(0)],
			[10_000, idOf(24_000)],
		]);
	});

	it.each([
		['upwards', false, [0, 1, 2, 8], [{ id_gte: 0 }, { id_gt: 1 }, { id_gt: 3 }, { id_gte: 8 }]],
		['downwards', true, [9, 8, 7, 1], [{ id_lte: 9 }, { id_lt: 8 }, { id_lt: 6 }, { id_lte: 1 }]],
	])('are read ahead on the way to the end, %s', async (_name, descending, wanted, asked) => {
		const { send, requests } = pool([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2);
		const tasks = new TasksInOrder(send, '21', { descending, expected: Infinity, fields });
		const answered = () => requests.filter(({ query }) => query?.limit === 300);
		await tasks.find(wanted.slice(0, 2).map(idOf));
		expect(answered()).toHaveLength(2);
		await tasks.find(wanted.slice(2).map(idOf));
		const bounds = asked.map((bound) =>
			Object.fromEntries(Object.entries(bound).map(([name, number]) => [name, idOf(number)])),
		);
		expect(answered().map(({ query }) => query)).toEqual(
			bounds.map((bound) => expect.objectContaining(bound)),
		);
	});

	it('are read in pages of 300 if the service allows no more', async () => {
		const all = Array.from({ length: 700 }, (_, number) => number);
		const { send, requests } = pool(all, 300);
		expect(await numbersOf(send, all)).toEqual(all);
		expect(requests.map(({ query }) => query?.limit)).toEqual([1_400, 300, 300, 300]);
	});

	it.each([
		['upwards', false, [2, 1]],
		['downwards', true, [1, 2]],
	])('must be requested in order, %s', async (_name, descending, wanted) => {
		const { send } = pool([1, 2]);
		await expect(numbersOf(send, wanted, descending)).rejects.toMatchObject({
			kind: 'contradiction',
		});
	});
});

describe('a list of tasks', () => {
	it('may repeat a task, also on the next page', async () => {
		const pages = [['a', 'b', 'b'], ['b', 'c'], ['c']];
		let asked = 0;
		const send: Send = async ({ read }) => {
			const items = pages[asked++].map((id) => ({ id, input_values: { id } }));
			const answer = { items, has_more: asked < pages.length };
			return { status: 200, body: read!(Buffer.from(JSON.stringify(answer))) };
		};
		const wanted = { descending: false, expected: 9, fields: ['id'] };
		const found = await new TasksInOrder(send, '21', wanted).find(['a', 'b', 'c', 'd']);
		expect(found).toEqual(['{"id":"a"}', '{"id":"b"}', '{"id":"c"}', undefined]);
	});
});

describe('a list of tasks that contradicts itself', () => {
	const answering = (body: unknown): Send => {
		return async ({ read }) => ({ status: 200, body: read!(Buffer.from(JSON.stringify(body))) });
	};

	it.each([
		['is not sorted', { items: [{ id: 'b' }, { id: 'a' }], has_more: false }],
		['begins anew on the next page', { items: [{ id: 'a' }], has_more: true }],
		['is empty and has more', { items: [], has_more: true }],
	])('%s', async (_name, body) => {
		const tasks = new TasksInOrder(answering(body), '21', {
			descending: false,
			expected: 9,
			fields,
		});
		await expect(tasks.find(['a', 'z'])).rejects.toMatchObject({ kind: 'contradiction' });
	});

	it.each([[[]], [{ items: {} }], [{ items: [{ no: 1 }], has_more: false }]])(
		'%j is not a list of tasks',
		async (body) => {
			const tasks = new TasksInOrder(answering(body), '21', {
				descending: false,
				expected: 9,
				fields,
			});
			await expect(tasks.find(['a'])).rejects.toMatchObject({ kind: 'unreadable' });
		},
	);
});
