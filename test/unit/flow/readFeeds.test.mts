import { describe, expect, it } from 'vitest';
import { freshCursor } from '../../../nodes/shared/toloka/flow/cursor.ts';
import type { Feed, FeedPage } from '../../../nodes/shared/toloka/flow/feed.ts';
import { feedPage, slicedPage } from '../../../nodes/shared/toloka/flow/feed.ts';
import type { ReadPlan } from '../../../nodes/shared/toloka/flow/readFeeds.ts';
import { readFeed } from '../../../nodes/shared/toloka/flow/readFeeds.ts';
import { refusal } from '../../../nodes/shared/toloka/service/failures.ts';
import { readSlicedList, rowsOf } from '../../../nodes/shared/toloka/service/slicedList.ts';
import { BEGINNING } from '../../../nodes/shared/toloka/values/times.ts';

interface Row {
	id: string;
	at?: string;
}

/** Creates a feed that records which pages are requested and which rows are taken, in order. */
function feedOf(pages: Row[][], noted: string[], broken = -1): Feed<Row> {
	return {
		name: 'feed',
		view: '',
		doing: 'reading',
		timeOf: ({ at }) => at,
		isWanted: () => true,
		probe: async () => {},
		sample: async () => [],
		pages: async function* () {
			for (const [index, rows] of pages.entries()) {
				noted.push(`asked ${index}`);
				await Promise.resolve();
				if (index === broken) throw refusal('broken', 'Mend it.');
				yield feedPage({ rows, hasMore: index < pages.length - 1 });
			}
		},
	};
}

function rowsAt(...seconds: Array<number | undefined>): Row[] {
	return seconds.map((second, index) => ({
		id: `${second}-${index}`,
		at: second === undefined ? undefined : `2026-01-01T00:00:0${second}`,
	}));
}

async function read(pages: Row[][], plan: Partial<ReadPlan> = {}, broken?: number) {
	const noted: string[] = [];
	const limits = { windowMs: 0, maxRows: 2_000, capacity: 100, deadline: Infinity, ...plan };
	const clock = { now: () => Date.UTC(2026, 1, 1), sleep: async () => {} };
	const taken = (row: Row) => void noted.push(`took ${row.id}`);
	const feed = feedOf(pages, noted, broken);
	return { noted, ...(await readFeed(feed, freshCursor(BEGINNING), limits, clock, taken)) };
}

describe('the next page is requested while a page is read', () => {
	it('if it is surely needed', async () => {
		// Pages of at most 1,000 rows; two of them fit.
		const { noted, isCut } = await read([rowsAt(1), rowsAt(2)]);
		expect(noted).toEqual(['asked 0', 'asked 1', 'took 1-0', 'took 2-0']);
		expect(isCut).toBe(false);
	});

	it('not if it may not fit anymore', async () => {
		const { noted, isCut } = await read([rowsAt(1), rowsAt(2)], { maxRows: 1_000 });
		expect(noted).toEqual(['asked 0', 'took 1-0']);
		expect(isCut).toBe(true);
	});

	it('not after the deadline', async () => {
		const { noted, isCut } = await read([rowsAt(1), rowsAt(2)], { deadline: 0 });
		expect(noted).toEqual(['asked 0', 'took 1-0']);
		expect(isCut).toBe(true);
	});

	it('not after a row without its event, if nothing more can follow', async () => {
		const pages = [rowsAt(1, undefined), rowsAt(undefined)];
		const { noted, isCut } = await read(pages);
		expect(noted).toEqual(['asked 0', 'took 1-0']);
		expect(isCut).toBe(false);
	});

	it('not while rows have to be remembered and the next page may contain too many of them', async () => {
		const window = 60 * 24 * 3_600_000;
		const { noted, isCut } = await read([rowsAt(1), rowsAt(2)], { windowMs: window });
		expect(noted).toEqual(['asked 0', 'took 1-0', 'asked 1', 'took 2-0']);
		expect(isCut).toBe(false);
	});

	it('and if that fails, earlier rows are still delivered', async () => {
		const { noted, failure, count } = await read([rowsAt(1), rowsAt(2)], {}, 1);
		expect(noted).toEqual(['asked 0', 'asked 1', 'took 1-0']);
		expect(failure?.kind).toBe('refused-locally');
		expect(count).toBe(1);
	});
});

describe('a page that is kept as bytes', () => {
	const isRow = (row: unknown): row is Row => typeof (row as Row | undefined)?.id === 'string';

	function pageOf(text: string): FeedPage<Row> {
		const list = rowsOf(readSlicedList(Buffer.from(text)))!;
		return slicedPage({ list, hasMore: true, doing: 'reading' }, isRow);
	}

	it('reveals its last row before the others are read', () => {
		const page = pageOf('{"content":[{"id":"a"},{"id":7},{"id":"c"}],"has_more":true}');
		expect(page.last).toEqual({ id: 'c' });
		expect(() => page.rows()).toThrow('unreadable');
	});

	it('is read at once if its last row cannot be found', () => {
		const page = pageOf('{"content":[{"id":"a"},{"at":"1","id":"b"}],"has_more":true}');
		expect(page.last).toEqual({ at: '1', id: 'b' });
		expect(page.rows()).toEqual([{ id: 'a' }, { at: '1', id: 'b' }]);
		expect(() => pageOf('{"content":[{"id":7}],"has_more":true}')).toThrow('unreadable');
	});

	it('may be empty, and keeps all digits', () => {
		const none = pageOf('{"has_more":true,"content":[]}');
		expect([none.last, none.rows()]).toEqual([undefined, []]);
		const digits = pageOf('{"content":[{"id":"a","n":12345678901234567890}],"has_more":true}');
		expect(digits.rows()).toEqual([{ id: 'a', n: '12345678901234567890' }]);
	});
});
