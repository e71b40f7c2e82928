import { describe, expect, it } from 'vitest';
import type { Cursor, WalkLimits } from '../../../nodes/shared/toloka/flow/cursor.ts';
import {
	freshCursor,
	parseCursor,
	positionOf,
	Walk,
} from '../../../nodes/shared/toloka/flow/cursor.ts';
import { parseSeen, seenRow, seenText } from '../../../nodes/shared/toloka/flow/seen.ts';

const SINCE = '2024-01-15T12:00:00.000000';
const START_MS = Date.UTC(2024, 0, 15, 12);

interface Row {
	id: string;
	at?: unknown;
}

const feed = {
	view: 'all',
	doing: 'listing',
	timeOf: ({ at }: Row) => at,
	isWanted: ({ id }: Row) => !id.startsWith('unwanted'),
};

const cursor = (rest: Partial<Cursor> = {}): Cursor => ({ ...freshCursor(SINCE), ...rest });
const rows = (...entries: Array<[string, string]>) =>
	seenText(entries.map(([id, key]) => seenRow(id, key)));
const idsOf = (all: Row[]) => all.map(({ id }) => id);

function walk(from: Cursor, limits: Partial<WalkLimits> = {}) {
	return new Walk(from, feed, {
		windowMs: 60_000,
		readFrom: START_MS,
		capacity: 1_000,
		maxRows: 1_000,
		...limits,
	});
}

describe('a stored cursor', () => {
	it('that is complete is restored unchanged', () => {
		const whole = cursor({ seen: rows(['a', SINCE]), lastId: 'a', view: 'all', isWithin: true });
		expect(parseCursor(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
		expect(parseCursor({ ...whole, more: 'ignored' })).toEqual(whole);
		expect(parseCursor(cursor())).toEqual(cursor());
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['text', 'state'],
		['a list', [cursor()]],
		['a time of another form', cursor({ since: '2024-01-15T12:00:00Z' })],
		['no time at all', cursor({ since: 'yesterday' })],
		['a time that does not exist', cursor({ since: '2024-13-45T99:99:99.000000' })],
		['seen rows that are no text', { ...cursor(), seen: ['a'] }],
		['seen rows that are cut', cursor({ seen: rows(['a', SINCE]).slice(1) })],
		['a last id that is no text', { ...cursor(), lastId: 7 }],
	])('is not used when it is %s', (_case, stored) => {
		expect(parseCursor(stored)).toBeUndefined();
	});
});

it('remembers rows in 15 characters each, whatever their IDs and times', () => {
	const many = [seenRow('a'.repeat(100), SINCE), seenRow('ü', '9999-12-31T23:59:59.999999')];
	expect(seenText(many)).toHaveLength(30);
	expect(parseSeen(seenText(many))).toEqual(many);
	expect(parseSeen('')).toEqual([]);
	expect(new Set(Array.from({ length: 9_999 }, (_, id) => seenRow(`${id}`, SINCE).hash)).size).toBe(
		9_999,
	);
});

describe('a walk starts', () => {
	it('at the time, and after the last ID only with a window of 0 or within rows of one time', () => {
		const last = { lastId: 'a', view: 'all' };
		expect(positionOf(cursor(), 'all', 0)).toEqual({ since: SINCE });
		expect(positionOf(cursor(last), 'all', 60_000)).toEqual({ since: SINCE });
		expect(positionOf(cursor(last), 'all', 0)).toEqual({ since: SINCE, afterId: 'a' });
		const within = cursor({ ...last, isWithin: true });
		expect(positionOf(within, 'all', 60_000)).toEqual({ since: SINCE, afterId: 'a' });
	});

	it('at the time if the last ID was listed with other filters', () => {
		const other = cursor({ lastId: 'a', view: 'COMPLETED', isWithin: true });
		expect(positionOf(other, 'all', 0)).toEqual({ since: SINCE });
	});
});

describe('a walk', () => {
	it('drops rows that were delivered, are too old, or are not wanted', () => {
		const taken = walk(cursor({ seen: rows(['seen', SINCE]) }));
		const { fresh } = taken.take([
			{ id: 'older', at: '2024-01-15T11:59:59.999999' },
			{ id: 'seen', at: '2024-01-15T12:00:00' },
			{ id: 'unwanted', at: '2024-01-15T12:00:01' },
			{ id: 'fresh', at: '2024-01-15T12:00:01' },
			{ id: 'fresh', at: '2024-01-15T12:00:01' },
		]);
		expect(idsOf(fresh)).toEqual(['fresh']);
		expect(taken.take([{ id: 'fresh', at: '2024-01-15T12:00:02' }]).fresh).toEqual([]);
	});

	it.each<unknown>([undefined, null, ''])(
		'skips a row whose time is %j until it has found a row with a time',
		(at) => {
			const taken = walk(cursor());
			expect(taken.take([{ id: 'a', at }])).toEqual({ fresh: [], outcome: 'on' });
			const page = [
				{ id: 'b', at: SINCE },
				{ id: 'c', at },
				{ id: 'd', at: SINCE },
			];
			const { fresh, outcome } = taken.take(page);
			expect([idsOf(fresh), outcome]).toEqual([['b'], 'end']);
			expect(taken.next(true).lastId).toBe('b');
		},
	);

	it.each<[unknown, string]>([
		['soon', 'soon'],
		['01.05.2024 12:00', '01.05.2024 12:00'],
		['2024-13-45T99:99:99', '2024-13-45T99:99:99'],
		[5, '5'],
		[{}, '{}'],
	])('fails at the time %j, and returns nothing from that page', (at, shown) => {
		const taken = walk(cursor());
		taken.take([{ id: 'a', at: SINCE }]);
		const page = [
			{ id: 'b', at: SINCE },
			{ id: 'c', at },
		];
		expect(() => taken.take(page)).toThrow(
			expect.objectContaining({
				kind: 'unreadable',
				details: { doing: 'listing', text: `a time instead of “${shown}” of c expected` },
			}) as Error,
		);
		expect(taken.next(false).seen).toBe(rows(['a', SINCE]));
	});

	it('understands a time with an offset', () => {
		const taken = walk(cursor());
		taken.take([{ id: 'a', at: '2024-01-15 15:00:00.5+03:00' }]);
		expect(taken.next(false).seen).toBe(rows(['a', '2024-01-15T12:00:00.500000']));
	});

	it('returns the cursor unchanged if it found nothing', () => {
		const before = cursor({ seen: rows(['a', SINCE]), lastId: 'a', view: 'all' });
		expect(walk(before).next(true)).toEqual(before);
	});
});

describe('the next walk', () => {
	const page = [
		{ id: 'a', at: '2024-01-15T12:00:00.25' },
		{ id: 'b', at: '2024-01-15T12:09:30' },
		{ id: 'c', at: '2024-01-15T12:10:00.500999' },
	];
	const keys: Array<[string, string]> = [
		['a', '2024-01-15T12:00:00.250000'],
		['b', '2024-01-15T12:09:30.000000'],
		['c', '2024-01-15T12:10:00.500999'],
	];

	it.each<[string, number, number, boolean, string, string[]]>([
		[
			'one window before the service’s time',
			60_000,
			630_000,
			true,
			'2024-01-15T12:09:30.000000',
			['b', 'c'],
		],
		[
			'behind the newest row once that is settled',
			60_000,
			661_000,
			true,
			'2024-01-15T12:10:00.501000',
			[],
		],
		[
			'with the second of the window while it is not: the service may show no fraction',
			60_000,
			660_999,
			true,
			'2024-01-15T12:10:00.000000',
			['c'],
		],
		[
			'at the newest row of a walk that was cut',
			60_000,
			700_000,
			false,
			'2024-01-15T12:10:00.500999',
			['c'],
		],
		['at the newest row without a window', 0, 660_501, true, '2024-01-15T12:10:00.500999', ['c']],
		['never before where it was', 3_600_000, 630_000, true, SINCE, ['a', 'b', 'c']],
	])('starts %s', (_case, windowMs, serviceMs, isComplete, since, remembered) => {
		const taken = walk(cursor(), { windowMs, readFrom: START_MS + serviceMs });
		taken.take(page);
		expect(taken.next(isComplete)).toEqual({
			since,
			seen: rows(...keys.filter(([id]) => remembered.includes(id))),
			lastId: 'c',
			view: 'all',
		});
	});

	it('continues if too many rows are young, without losing any', () => {
		const first = walk(cursor(), { capacity: 2, readFrom: START_MS + 60_000 });
		const { fresh, outcome } = first.take(page);
		expect([idsOf(fresh), outcome]).toEqual([['a', 'b'], 'cut']);
		const second = walk(first.next(false), { capacity: 2, readFrom: START_MS + 700_000 });
		expect(idsOf(second.take(page).fresh)).toEqual(['c']);
	});

	it('continues after the last row if more rows share one time than are remembered', () => {
		const tied = Array.from({ length: 9 }, (_, id) => ({ id: `t${id}`, at: SINCE }));
		const limits = { capacity: 3, maxRows: 5, readFrom: START_MS + 3_600_000 };
		const first = walk(cursor(), limits);
		expect(first.take(tied)).toMatchObject({ outcome: 'cut' });
		const next = first.next(false);
		expect(next).toMatchObject({ since: SINCE, lastId: 't4', isWithin: true });
		expect(parseSeen(next.seen)).toHaveLength(3);
		const second = walk(next, limits);
		expect(second.take(tied.slice(5), true)).toMatchObject({ outcome: 'on' });
		const end = second.next(true);
		expect(end.since).toBe('2024-01-15T12:00:00.001000');
		expect(end.isWithin).toBeUndefined();
	});

	it('remembers no more rows than allowed without a window, either', () => {
		const tied = Array.from({ length: 9 }, (_, id) => ({ id: `t${id}`, at: SINCE }));
		const limits = { windowMs: 0, capacity: 3 };
		let next = cursor();
		for (const page of [tied.slice(0, 8), tied.slice(8), []]) {
			const taken = walk(next, limits);
			expect(idsOf(taken.take(page, true).fresh)).toEqual(idsOf(page));
			next = taken.next(true);
			expect(parseSeen(next.seen)).toHaveLength(3);
		}
		expect(positionOf(next, 'all', 0)).toEqual({ since: SINCE, afterId: 't8' });
	});

	it.each([
		['2024-01-15T12:00:01', 9],
		['2024-01-15T12:00:01.001', 3],
	])('remembers all rows of %s if their list has no positions within a second', (at, count) => {
		const tied = Array.from({ length: 9 }, (_, id) => ({ id: `t${id}`, at }));
		const limits = { windowMs: 0, readFrom: START_MS, capacity: 3, maxRows: 1_000 };
		const taken = new Walk(cursor(), { ...feed, hasNoPositions: true }, limits);
		taken.take(tied);
		expect(parseSeen(taken.next(true).seen)).toHaveLength(count);
	});

	it('leaves settled rows of one time behind, however long no other row arrives', () => {
		const within = cursor({ lastId: 't', view: 'all', isWithin: true });
		const idle = walk(within, { readFrom: START_MS + 3_600_000 });
		expect(idle.next(true)).toEqual({
			since: '2024-01-15T12:00:00.001000',
			seen: '',
			lastId: 't',
			view: 'all',
		});
	});
});
