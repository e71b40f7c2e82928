import type { Item } from './items';
import { asQueryTime, epochMsOf, timeKey, timeKeyAt } from '../values/times';
import { isRecord } from '../values/foreign';

/**
 * The memory of the trigger: which finished items were emitted and where to read on.
 * Rows may become visible late and may share one time, so a read begins `window` before the newest
 * row, or before the beginning of the walk that met it, and drops what was emitted. What the
 * service's own clock shows to be older than the window can no longer be overtaken: there the next
 * read begins at the newest row itself.
 *
 * Nothing is lost as long as a row shows up within the window after its `finished_at`. The window
 * also has to cover how far the service's clocks differ among each other or are put back.
 */
export interface CursorState {
	version: 1;
	/** Fingerprint of what is watched; another scope starts anew. */
	scope: string;
	/** Time key from which the next poll reads, inclusive. */
	since: string;
	/** `<time key> <item id>` of the rows emitted at or after `since`, oldest first. */
	seen: string[];
	/** Id of the newest finished row, for a window of 0: the `after_id` cursor of toloka-api §S0. */
	lastId?: string;
}

export function freshState(scope: string, since: string): CursorState {
	return { version: 1, scope, since, seen: [] };
}

/** The stored state if it is whole and belongs to this scope; stored state is outside input. */
export function parseState(stored: unknown, scope: string): CursorState | undefined {
	if (!isRecord(stored) || stored.version !== 1 || stored.scope !== scope) return undefined;
	const { since, seen, lastId } = stored;
	if (typeof since !== 'string' || timeKey(since) !== since) return undefined;
	if (!Array.isArray(seen) || !seen.every((entry) => typeof entry === 'string')) return undefined;
	if (lastId !== undefined && typeof lastId !== 'string') return undefined;
	return { version: 1, scope, since, seen, ...(lastId === undefined ? {} : { lastId }) };
}

/**
 * What the next poll asks for first. A window of 0 follows the newest row by its id, everything
 * else starts at a time.
 */
export function firstQuery(
	state: CursorState,
	windowMs: number,
): { sort: string; finished_gte?: string; after_id?: string } {
	if (windowMs > 0 || state.lastId === undefined) return timeQuery(state);
	return { sort: 'finished', after_id: state.lastId };
}

export function timeQuery(state: CursorState): { sort: string; finished_gte: string } {
	return { sort: 'finished', finished_gte: asQueryTime(state.since) };
}

/** The walk of one poll over the list: takes pages in, gives fresh rows and the next state out. */
export interface Walk {
	/** @param isBehindFinished whether these rows follow a finished one that was taken earlier. */
	take(rows: readonly Item[], isBehindFinished?: boolean): { fresh: Item[]; ended: boolean };
	/**
	 * The state to keep once the poll has emitted its rows.
	 *
	 * @param serviceTime the service's clock when the walk began, if it said so.
	 */
	next(windowMs: number, serviceTime: number | undefined): CursorState;
}

/**
 * Rows without `finished_at` are dropped and never become a cursor; behind a finished row they
 * mean that the rest is unfinished too (toloka-api §12, 8).
 */
export function walkFrom(state: CursorState, wanted: (item: Item) => boolean): Walk {
	const known = new Set(state.seen.map((entry) => entry.slice(entry.indexOf(' ') + 1)));
	const emitted: string[] = [];
	let newest = { time: state.since, id: state.lastId };
	let metFinished = false;

	function take(rows: readonly Item[], isBehindFinished = false) {
		const fresh: Item[] = [];
		metFinished ||= isBehindFinished;
		for (const row of rows) {
			const time = timeKey(row.finished_at);
			if (time === undefined) {
				if (metFinished) return { fresh, ended: true };
				continue;
			}
			metFinished = true;
			if (time >= newest.time) newest = { time, id: row.id };
			if (time < state.since || known.has(row.id) || !wanted(row)) continue;
			known.add(row.id);
			emitted.push(`${time} ${row.id}`);
			fresh.push(row);
		}
		return { fresh, ended: false };
	}

	function next(windowMs: number, serviceTime: number | undefined): CursorState {
		const newestMs = epochMsOf(newest.time);
		const readFrom = serviceTime ?? newestMs;
		const settled = newestMs < readFrom - windowMs;
		const from = timeKeyAt(settled ? newestMs : Math.min(newestMs, readFrom) - windowMs);
		const since = from > state.since ? from : state.since;
		const seen = [...state.seen, ...emitted].filter((entry) => entry >= since).sort();
		return { ...freshState(state.scope, since), seen, ...(newest.id && { lastId: newest.id }) };
	}

	return { take, next };
}
