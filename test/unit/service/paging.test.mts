import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { Page } from '../../../nodes/shared/toloka/service/paging.ts';
import { collect, limited, pageWalk, pages } from '../../../nodes/shared/toloka/service/paging.ts';

const PAGE_SIZES = [1, 2, 3, 4, 5, 6, 7, 8];

/** Creates a list of numbers in pages behind a cursor, and records the requested cursors. */
function numbers(count: number, pageSize: number) {
	const asked: Array<string | undefined> = [];
	const fetchPage = async (cursor: string | undefined): Promise<Page<number>> => {
		asked.push(cursor);
		const from = cursor === undefined ? 0 : Number(cursor) + 1;
		const rows = Array.from(
			{ length: Math.max(0, Math.min(pageSize, count - from)) },
			(_, index) => from + index,
		);
		return { rows, hasMore: from + rows.length < count };
	};
	return { asked, fetchPage, walk: (start?: string) => pages(fetchPage, String, start) };
}

/** Reads these answers in order, whatever is requested, then the last one again and again. */
function scripted(...answers: Array<Page<number>>) {
	let next = 0;
	return pages(async () => answers[Math.min(next++, answers.length - 1)], String);
}

async function failureOf(walk: AsyncGenerator<Page<number>>): Promise<TolokaFailure> {
	const ended = await collect(limited(walk, Infinity)).catch((error: unknown) => error);
	if (ended instanceof TolokaFailure) return ended;
	throw new Error('the walk came to an end');
}

describe.each(PAGE_SIZES)('with pages of %i', (pageSize) => {
	it.each([0, 1, 2, 7, 8, 9, 24])('reads every one of %i rows once and in order', async (count) => {
		const { asked, walk } = numbers(count, pageSize);
		const rows = await collect(limited(walk(), Infinity));
		expect(rows).toEqual([...Array(count).keys()]);
		expect(asked).toHaveLength(Math.max(1, Math.ceil(count / pageSize)));
		expect(asked[0]).toBeUndefined();
		expect(asked.slice(1)).toEqual(
			asked.slice(1).map((_, index) => String((index + 1) * pageSize - 1)),
		);
	});

	it('reads the next page while one is used, if requested', async () => {
		const { asked, fetchPage } = numbers(20, pageSize);
		const counts: number[] = [];
		const rows: number[] = [];
		const last = ({ rows: own }: Page<number>) => String(own.at(-1));
		for await (const page of pageWalk(fetchPage, last, undefined, last)) {
			counts.push(asked.length);
			rows.push(...page.rows);
		}
		const all = Math.ceil(20 / pageSize);
		expect(rows).toEqual([...Array(20).keys()]);
		expect(counts).toEqual(Array.from({ length: all }, (_, page) => Math.min(page + 2, all)));
	});

	it('starts after a cursor', async () => {
		const rows = await collect(limited(numbers(20, pageSize).walk('16'), Infinity));
		expect(rows).toEqual([17, 18, 19]);
	});

	it.each([0, 1, 5, 8, 20, 99])(
		'reads %i rows at most, and then requests no more',
		async (limit) => {
			const { asked, walk } = numbers(20, pageSize);
			let isCut = false;
			const onCut = () => {
				isCut = true;
			};
			const rows = await collect(limited(walk(), limit, onCut));
			expect(rows).toEqual([...Array(Math.min(limit, 20)).keys()]);
			expect(isCut).toBe(limit < 20);
			expect(asked).toHaveLength(Math.max(1, Math.ceil(Math.min(limit, 20) / pageSize)));
		},
	);
});

describe('the end of a list', () => {
	it('is decided by the service, not by a short page', async () => {
		const walk = scripted(
			{ rows: [1, 2, 3], hasMore: true },
			{ rows: [4], hasMore: true },
			{ rows: [5, 6, 7], hasMore: false },
		);
		expect(await collect(limited(walk, Infinity))).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});

	it('may be an empty page', async () => {
		const walk = scripted({ rows: [1], hasMore: true }, { rows: [], hasMore: false });
		expect(await collect(limited(walk, Infinity))).toEqual([1]);
	});
});

describe('an endless list is a failure', () => {
	it('an empty page that announces more', async () => {
		const { kind, details } = await failureOf(scripted({ rows: [], hasMore: true }));
		expect([kind, details.text]).toEqual([
			'contradiction',
			'An empty page claims that more rows follow',
		]);
	});

	it('a repeated page', async () => {
		const { details } = await failureOf(scripted({ rows: [1, 2], hasMore: true }));
		expect(details.text).toBe('The list does not advance beyond 2');
	});

	it('pages in a circle', async () => {
		const circle = [3, 6, 9].map((last) => ({ rows: [last - 1, last], hasMore: true }));
		let next = 0;
		const walk = pages(async () => circle[next++ % 3], String);
		const { details } = await failureOf(walk);
		expect(details.text).toBe('The list does not advance beyond 3');
		expect(next).toBe(4);
	});

	it('new rows without end', async () => {
		let last = 0;
		const walk = pages(async () => ({ rows: [(last += 1)], hasMore: true }), String);
		const { details } = await failureOf(walk);
		expect(details.text).toMatch(/^The list has more than \d+ pages$/);
	});

	it('and no answer causes more requests than it has rows', async () => {
		const page = fc.record({ rows: fc.array(fc.nat(20), { maxLength: 4 }), hasMore: fc.boolean() });
		await fc.assert(
			fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 8 }), async (answers) => {
				let asked = 0;
				const walk = pages(async () => answers[asked++ % answers.length], String);
				await collect(limited(walk, Infinity)).catch((error: unknown) => {
					expect(error).toBeInstanceOf(TolokaFailure);
				});
				expect(asked).toBeLessThanOrEqual(22);
			}),
			{ seed: 1, numRuns: 300 },
		);
	});
});
