import { unexpectedShape } from '../service/requests';
import { clean, isRecord } from '../values/foreign';
import { shortHash } from '../values/keys';
import { keyAfter, timeKey, timeKeyAt, wholeSecond } from '../values/times';
import type { Feed, Position } from './feed';
import type { SeenRow } from './seen';
import { parseSeen, epochSecondOf, seenRow, seenText } from './seen';

/**
 * The position of a trigger in a list that is sorted by the time of an event. Rows may become
 * visible late and may share one time. Events longer ago than the window, by the service's own
 * clock, are settled: all of them are listed. A walk therefore begins after the newest settled row,
 * or one window before the service's time, and skips the newer rows that were already delivered.
 *
 * Nothing is lost as long as a row becomes visible within the window after its event. The window
 * also has to cover how far the service's clocks differ from each other or are set back.
 */
export interface Cursor {
	/** Time key from which the next walk reads, inclusive. */
	since: string;
	/** The rows delivered at or after `since`, as `seenText` writes them. */
	seen: string;
	/** Id of the newest row of the last walk, for a window of 0: the `after_id` of toloka-api §S0. */
	lastId?: string;
	/** Fingerprint of the filters with which `lastId` was listed: with others, it may be no position. */
	view?: string;
	/** More rows share the time `since` than are remembered: the next walk continues after `lastId`. */
	isWithin?: true;
}

export function freshCursor(since: string): Cursor {
	return { since, seen: '' };
}

/** The stored cursor, or undefined if it is invalid; stored state is untrusted input. */
export function parseCursor(stored: unknown): Cursor | undefined {
	if (!isRecord(stored)) return undefined;
	const { since, seen, lastId, view, isWithin } = stored;
	if (typeof since !== 'string' || timeKey(since) !== since) return undefined;
	if (typeof seen !== 'string' || parseSeen(seen) === undefined) return undefined;
	if (lastId !== undefined && typeof lastId !== 'string') return undefined;
	return {
		since,
		seen,
		...(lastId !== undefined && { lastId }),
		...(typeof view === 'string' && { view }),
		...(isWithin === true && { isWithin }),
	};
}

/** Whether a position is another one or an earlier one: all that it has delivered, that one has. */
export function isBehind(earlier: Cursor, cursor: Cursor): boolean {
	if (earlier.since > cursor.since) return false;
	const known = new Set(parseSeen(cursor.seen)?.map(({ hash }) => hash));
	return rowsSince(parseSeen(earlier.seen) ?? [], cursor.since).every(({ hash }) =>
		known.has(hash),
	);
}

export function positionOf(cursor: Cursor, view: string, windowMs: number): Position {
	const { since, lastId, isWithin } = cursor;
	const followsId = windowMs === 0 || isWithin === true;
	return followsId && lastId !== undefined && cursor.view === view
		? { since, afterId: lastId }
		: { since };
}

export interface WalkLimits {
	windowMs: number;
	/** The service's time when the walk began, epoch milliseconds. */
	readFrom: number;
	/** Most delivered rows to remember; rows beyond that wait until they are settled. */
	capacity: number;
	maxRows: number;
}

/** The result of a page: `end` if no later row has an event yet, `cut` if limits were reached. */
interface Taken<Row> {
	fresh: Row[];
	outcome: 'on' | 'end' | 'cut';
}

/**
 * The walk of one poll over a list: accepts pages, returns fresh rows and the next cursor.
 *
 * Rows without a time are skipped and never become a position; after a row with a time they mean
 * that no later row has one (toloka-api §12, 8). A time that cannot be read is a failure: otherwise
 * such a row would never be delivered, and nobody would know.
 */
export class Walk<Row extends { id: string }> {
	private readonly seen: SeenRow[];
	private readonly hashes: ReadonlySet<string>;
	/** Time key before which all events are listed. */
	private readonly settled: string;
	private readonly delivered = new Map<string, string>();
	private remembered: number;
	private newest: { time: string; id: string | undefined };
	private hasRead: boolean;
	private hasEventBefore = false;

	constructor(
		private readonly cursor: Cursor,
		private readonly feed: Pick<
			Feed<Row>,
			'view' | 'doing' | 'timeOf' | 'isWanted' | 'hasNoPositions'
		>,
		private readonly limits: WalkLimits,
	) {
		const { windowMs, readFrom } = limits;
		this.seen = parseSeen(cursor.seen) ?? [];
		this.hashes = new Set(this.seen.map(({ hash }) => hash));
		// Whole seconds, because the service may show no fraction: an event may be a second newer.
		this.settled = wholeSecond(timeKeyAt(windowMs === 0 ? LAST_MS : readFrom - windowMs));
		this.remembered = rowsSince(this.seen, this.settled).length;
		this.newest = { time: cursor.since, id: cursor.lastId };
		this.hasRead = cursor.isWithin === true;
	}

	/** @param isBehindEvent whether these rows follow one whose event has happened. */
	take(rows: readonly Row[], isBehindEvent = false): Taken<Row> {
		const fresh: Row[] = [];
		this.hasEventBefore ||= isBehindEvent;
		const times = rows.map((row) => timeIn(row, this.feed));
		for (const [index, row] of rows.entries()) {
			const time = times[index];
			if (time === undefined) {
				if (this.hasEventBefore) return { fresh, outcome: 'end' };
				continue;
			}
			this.hasEventBefore = true;
			if (this.isFresh(row, time)) {
				if (!this.hasRoom(time)) return { fresh, outcome: 'cut' };
				if (time >= this.settled) this.remembered++;
				this.delivered.set(row.id, time);
				fresh.push(row);
			}
			if (time < this.newest.time) continue;
			this.newest = { time, id: row.id };
			this.hasRead = true;
		}
		return { fresh, outcome: 'on' };
	}

	/** Whether the event of a row is settled, so that the row does not count toward `capacity`. */
	isSettled(row: Row): boolean {
		const time = timeKey(this.feed.timeOf(row));
		return time !== undefined && time < this.settled;
	}

	/** The cursor to store once the rows are delivered. */
	next(isComplete: boolean): Cursor {
		const { cursor, feed, limits } = this;
		if (!this.hasRead) return cursor;
		const { time, id } = this.newest;
		const since = this.sinceAfter(isComplete);
		const before = rowsSince(this.seen, since);
		const added = [...this.delivered].filter(([, at]) => at >= since);
		const mayFollowId = (!isComplete || limits.windowMs === 0) && !this.mayBeCut(time);
		const hasTooMany =
			since === time && mayFollowId && before.length + added.length > limits.capacity;
		const isWithin = hasTooMany || (cursor.isWithin === true && since === cursor.since);
		// Other rows are not listed again after `lastId`; if `lastId` is gone, these are at least
		// recognized.
		const room = Math.max(0, limits.capacity - before.length);
		const kept = hasTooMany ? added.slice(added.length - room) : added;
		return {
			since,
			seen: seenText([...before, ...kept.map(([rowId, at]) => seenRow(rowId, at))]),
			...(id !== undefined && { lastId: id, view: feed.view }),
			...(isWithin && { isWithin }),
		};
	}

	private isFresh(row: Row, time: string): boolean {
		const { cursor, delivered, feed, hashes } = this;
		if (time < cursor.since || !feed.isWanted(row) || delivered.has(row.id)) return false;
		return hashes.size === 0 || !hashes.has(shortHash(row.id));
	}

	private hasRoom(time: string): boolean {
		const { capacity, maxRows } = this.limits;
		return this.delivered.size < maxRows && (time < this.settled || this.remembered < capacity);
	}

	/**
	 * Whether rows of this time may have others, of which the service does not show the fraction: the
	 * id of the last one is no position among them.
	 */
	private mayBeCut(time: string): boolean {
		return this.feed.hasNoPositions === true && time === wholeSecond(time);
	}

	/** Where the next walk begins: after the newest settled row, but never before this walk began. */
	private sinceAfter(isComplete: boolean): string {
		const { time } = this.newest;
		const ended = isComplete && this.limits.windowMs > 0 ? keyAfter(time) : time;
		const from = time < this.settled ? ended : this.settled;
		return from > this.cursor.since ? from : this.cursor.since;
	}
}

/** The last millisecond whose time key has four digits for the year. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function timeIn<Row extends { id: string }>(
	row: Row,
	{ timeOf, doing }: Pick<Feed<Row>, 'timeOf' | 'doing'>,
): string | undefined {
	const raw = timeOf(row);
	if (raw === undefined || raw === null || raw === '') return undefined;
	const time = timeKey(raw);
	if (time !== undefined) return time;
	const shown = clean(typeof raw === 'string' ? raw : JSON.stringify(raw), 40);
	throw unexpectedShape(doing, `a time instead of “${shown}” of ${clean(row.id, 80)}`);
}

function rowsSince(rows: readonly SeenRow[], key: string): SeenRow[] {
	const from = epochSecondOf(key);
	return rows.filter(({ second }) => second >= from);
}
