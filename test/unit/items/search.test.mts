import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../nodes/shared/toloka/service/failures.ts';
import type { Item } from '../../../nodes/shared/toloka/items/items.ts';
import { findCreated, findOnce } from '../../../nodes/shared/toloka/items/search.ts';
import type { ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';

type Input = Record<string, unknown>;
type Listed = Pick<Item, 'id' | 'input_data' | 'created_at'>;

const item = (id: string, input: Input): Listed => ({ id, input_data: input });

/**
 * Creates a service that lists the next of these lists with every look-up, and then repeats the
 * last.
 */
function serviceShowing(...looks: Listed[][]): Send {
	return async () => {
		const content = looks.length > 1 ? looks.shift() : looks[0];
		return { status: 200, body: { content, has_more: false } };
	};
}

/** Creates a clock that advances whenever it is read, and records the sleeps. */
function tickingClock() {
	let time = 0;
	const slept: number[] = [];
	const clock = {
		now: () => time++,
		sleep: async (ms: number) => {
			slept.push(ms);
		},
	};
	return { clock, slept };
}

function searchWith(clock = tickingClock().clock, known: string[] = []) {
	const isKnown = ({ id }: { id: string }) => known.includes(id);
	return { projectId: 'p', createdSince: 0, isKnown, clock };
}

/** Looks up inputs once: the IDs found for them, and how many items remain unexplained. */
async function look(inputs: object[], items: Listed[], byCallerId = true) {
	const { found, unexplained } = await findOnce(serviceShowing(items), inputs, searchWith(), {
		byCallerId,
	});
	return { ids: found.map((match) => match?.id), unexplained };
}

describe('items of an unclear upload', () => {
	it('do not include items that are accounted for already', async () => {
		const send = serviceShowing([item('known', { a: 1 }), item('new', { a: 1 })]);
		const { found } = await findCreated(send, [{ a: 1 }], searchWith(undefined, ['known']));
		expect(found.map((match) => match?.id)).toEqual(['new']);
	});

	it('are searched for until two look-ups find the same', async () => {
		const [one, two] = [item('one', { a: 1 }), item('two', { a: 2 })];
		const send = serviceShowing([], [one], [one, two]);
		const { clock, slept } = tickingClock();
		const inputs = [{ a: 1 }, { a: 2 }, { a: 3 }];
		const { found } = await findCreated(send, inputs, searchWith(clock));
		expect(found.map((match) => match?.id)).toEqual(['one', 'two', undefined]);
		expect(slept).toEqual([2_000, 5_000, 10_000]);
	});

	it.each<[string, Input[], Listed[], number[]]>([
		['equal items', [{ a: 1 }], [item('two', { a: 1 }), item('one', { a: 1 })], [2_000]],
		['similar items', [{ n: 1 }], [item('two', { n: '1' }), item('one', { n: '1' })], [2_000]],
		['no more items', [{ n: 1 }, { n: 2 }], [item('one', { n: 1 })], [2_000, 5_000]],
	])('are not searched for again if the look-up found %s', async (_what, inputs, items, waits) => {
		const { clock, slept } = tickingClock();
		await findCreated(serviceShowing(items), inputs, searchWith(clock));
		expect(slept).toEqual(waits);
	});

	it('are compared with pauses, so that n8n can do other work', async () => {
		const inputs = Array.from({ length: 20_000 }, (_, index) => ({ index }));
		const { clock, slept } = tickingClock();
		const { found } = await findCreated(serviceShowing([]), inputs, searchWith(clock));
		expect(found).toHaveLength(20_000);
		expect(slept.filter((ms) => ms === 0).length).toBeGreaterThan(20);
	});

	it('are different ones for equal inputs, the newest for the last of them', async () => {
		const equal = ['third', 'second', 'first'].map((id) => item(id, { a: 1 }));
		expect((await look([{ a: 1 }, { a: 1 }, { a: 1 }], equal)).ids).toEqual([
			'first',
			'second',
			'third',
		]);
		expect((await look([{ a: 1 }, { a: 1 }], equal.slice(0, 1))).ids.filter(Boolean)).toEqual([
			'third',
		]);
	});
});

describe('a service that rewrites an input', () => {
	it.each<[string, Input, Input]>([
		['adds a field', { u: 'https://a.b/c' }, { u: 'https://a.b/c', lang: 'EN' }],
		['writes a link otherwise', { u: 'https://A.b' }, { u: 'https://a.b/' }],
		['makes text of a number', { u: 'x', n: 3 }, { u: 'x', n: '3' }],
		['leaves out what is empty', { u: 'x', n: '' }, { u: 'x' }],
	])('is matched if it %s', async (_what, sent, kept) => {
		const other = { ...sent, u: 'another' };
		expect(await look([other, sent], [item('one', kept)])).toEqual({
			ids: [undefined, 'one'],
			unexplained: 0,
		});
	});

	it('must have as many items as similar inputs', async () => {
		const kept = ['two', 'one'].map((id) => item(id, { n: '1' }));
		const { ids } = await look([{ n: 1 }, { n: 1 }, { n: 1 }], kept);
		expect(ids.filter(Boolean).sort()).toEqual(['one', 'two']);
	});

	it('needs no similar item for an input that has an equal one', async () => {
		const [equal, like] = [item('equal', { n: 1 }), item('like', { n: '1' })];
		expect(await look([{ n: 1 }, { n: 2 }], [like, equal])).toEqual({
			ids: ['equal', undefined],
			unexplained: 0,
		});
		const inputs = ['a', 'b'].map((id) => ({ id, t: 'x' }));
		const other = item('other', { id: 'a', t: 'y' });
		const { ids } = await look(inputs, [other, item('equal', inputs[0])]);
		expect(ids).toEqual(['equal', undefined]);
	});

	it('has one item for one of the inputs that are like it', async () => {
		const { ids } = await look([{ a: 1 }, { a: 1, b: 2 }], [item('one', { a: '1', b: 2 })]);
		expect(ids.filter(Boolean)).toEqual(['one']);
	});

	it('matches a separate item to each of equal inputs, if others have more fields', async () => {
		const inputs = [{ n: 1 }, { n: 1 }, { n: 1 }, { n: 2, t: 'more' }];
		const kept = ['three', 'two', 'one'].map((id) => item(id, { n: 1, t: '', lang: 'EN' }));
		const { ids } = await look(inputs, kept);
		expect(ids).toEqual(['one', 'two', 'three', undefined]);
	});

	it('is matched by the caller’s own ID, whatever else it changed', async () => {
		const inputs = [
			{ id: 'a', t: 'x' },
			{ id: 'b', t: 'y' },
		];
		const kept = [item('two', { id: 'b', t: 'Y!' }), item('one', { id: 'a', t: 'X!' })];
		expect(await look(inputs, kept)).toEqual({ ids: ['one', 'two'], unexplained: 0 });
		expect((await look(inputs, kept, false)).ids).toEqual([undefined, undefined]);
	});

	it('is not matched by an ID that several inputs or items have', async () => {
		const twice = [
			{ id: 'a', t: 'x' },
			{ id: 'a', t: 'y' },
		];
		const one = await look(twice, [item('one', { id: 'a', t: 'X!' })]);
		expect(one).toEqual({ ids: [undefined, undefined], unexplained: 1 });
		const kept = [item('two', { id: 'a', t: '?' }), item('one', { id: 'a', t: '!' })];
		expect(await look([twice[0]], kept)).toEqual({ ids: [undefined], unexplained: 2 });
	});

	it('has not added a field that other items lack', async () => {
		const lacking = item('new', { text: 'b' });
		const other = item('old', { text: 'a', level: 2 });
		for (const items of [
			[lacking, other],
			[other, lacking],
		]) {
			expect(await look([{ text: 'a' }, { text: 'b' }], items)).toEqual({
				ids: [undefined, 'new'],
				unexplained: 1,
			});
		}
	});

	it('may have added a field that every item has', async () => {
		const items = [item('new', { text: 'b', level: 1 }), item('old', { text: 'a', level: 1 })];
		const inputs = [{ text: 'a' }, { text: 'b' }];
		expect(await look(inputs, items)).toEqual({ ids: ['old', 'new'], unexplained: 0 });
	});

	it('leaves items unexplained that may be the inputs', async () => {
		expect((await look([{ t: 'x' }], [item('one', { t: 'X!' })])).unexplained).toBe(1);
		expect((await look([{ id: 'a' }], [item('one', { t: 'X!' })])).unexplained).toBe(1);
		expect((await look([{ t: 'x' }], [item('one', { id: 'z' })])).unexplained).toBe(1);
	});

	it('does not have to explain items with an ID of somebody else', async () => {
		for (const byCallerId of [true, false]) {
			const foreign = [item('one', { id: 'z' })];
			const { ids, unexplained } = await look([{ id: 'a' }], foreign, byCallerId);
			expect([ids, unexplained]).toEqual([[undefined], 0]);
		}
	});
});

describe('the list of items', () => {
	const at = (second: number) => `2024-01-15T12:00:${String(second).padStart(2, '0')}.500`;
	const newest = Array.from({ length: 6 }, (_, index) => ({
		...item(`i${index}`, { n: index }),
		created_at: at(10 - index),
	}));

	/** Creates a service with pages of two items, and records the queries. */
	function pagedService() {
		const queries: Array<NonNullable<ApiRequest['query']>> = [];
		const send: Send = async ({ query = {} }) => {
			queries.push(query);
			const { created_gte: since, after_id: after } = query;
			const rows = newest.filter(({ created_at: time }) => time >= String(since ?? ''));
			const from = rows.findIndex(({ id }) => id === after) + 1;
			const content = rows.slice(from, from + 2);
			return { status: 200, body: { content, has_more: from + 2 < rows.length } };
		};
		return { send, queries };
	}

	const since = (time: string) => ({ ...searchWith(), createdSince: Date.parse(`${time}Z`) });
	const inputs = (...numbers: number[]) => numbers.map((n) => ({ n }));

	it('is read page by page to its end, with the time only in the first query', async () => {
		const { send, queries } = pagedService();
		const { found } = await findOnce(send, inputs(2, 5), since(at(8)), { byCallerId: false });
		expect(found.map((match) => match?.id)).toEqual(['i2', undefined]);
		expect(queries.map((query) => [query.created_gte, query.after_id])).toEqual([
			[at(8), undefined],
			[undefined, 'i1'],
		]);
		expect(queries.every(({ sort }) => sort === '-created')).toBe(true);
	});

	it('is read only until the last input is found', async () => {
		const { send, queries } = pagedService();
		await findOnce(send, inputs(1, 0), since(at(0)), { byCallerId: false });
		expect(queries).toHaveLength(1);
	});

	it('is refused if it exceeds the limit while something is still missing', async () => {
		const { send, queries } = pagedService();
		const search = { ...since(at(0)), maxPages: 2 };
		const looking = findOnce(send, inputs(2, 5), search, { byCallerId: false });
		const failure = await outcomeOf(looking);
		expect(failure).toMatchObject({ kind: 'refused-locally' });
		expect(queries).toHaveLength(2);
		for (const [maxPages, wanted] of [
			[2, inputs(3, 0)],
			[3, inputs(2, 7)],
		] as const) {
			const { found } = await findOnce(
				send,
				wanted,
				{ ...search, maxPages },
				{ byCallerId: false },
			);
			expect(found[0]).toBeDefined();
		}
	});
});
