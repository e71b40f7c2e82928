import type { IPollFunctions } from 'n8n-workflow';
import type { Cursor } from '../../toloka/flow/cursor';
import { freshCursor } from '../../toloka/flow/cursor';
import type { Feed } from '../../toloka/flow/feed';
import type { TolokaFailure } from '../../toloka/service/failures';
import { isFailure, isOutlasted, outcomeOf } from '../../toloka/service/failures';
import { timeKeyAt } from '../../toloka/values/times';
import { systemClock } from '../clock';
import type { Followed } from './settings';
import type { PollState } from './state';
import { writeState } from './state';
import type { Watch } from './watch';

/** A state to read from, and the failures that left feeds without a cursor in it. */
interface Beginning {
	state: PollState;
	failures: TolokaFailure[];
}

/**
 * Returns the state with a cursor for every feed that can be followed. A feed that cannot be
 * followed does not stop the others from being read; the next poll tries it again.
 */
export async function begin<Row extends { id: string }>(
	context: IPollFunctions,
	watch: Watch,
	followed: Followed<Row>,
	state: PollState,
): Promise<Beginning> {
	const { feeds, start, limits } = followed;
	const names = new Set(feeds.map(({ name }) => name));
	const cursors = new Map([...state.cursors].filter(([name]) => names.has(name)));
	const missing = feeds.filter(({ name }) => !cursors.has(name));
	const firstRequested = firstRequestsOf(missing, state);
	const all = { ...state, cursors, firstRequested };
	if (missing.length === 0) return { state: all, failures: [] };
	const since = start.since();
	const failures: TolokaFailure[] = [];
	for (const feed of missing) {
		const from = await outcomeOf(beginningOf(feed, since, firstRequested, followed));
		if (isFailure(from)) failures.push(from);
		else {
			cursors.set(feed.name, freshCursor(from));
			firstRequested.delete(feed.name);
		}
		if (systemClock.now() >= limits.deadline) break;
	}
	const isFollowing = cursors.size > 0;
	if (firstRequested.size > 0) keepLeft(cursors, state);
	// If no feed can ever be followed, the trigger has not begun.
	if (isFollowing || failures.some(isOutlasted)) {
		watch.state = all;
		writeState(context, all);
	}
	if (!isFollowing) throw firstToReport(failures);
	return { state: all, failures };
}

/** Most characters of a state for the cursors of feeds that are no longer followed. */
const MOST_LEFT = 8_000;

/**
 * Keeps the cursors of feeds that are no longer followed. While a feed that replaced them cannot be
 * followed, the replacement may be a mistake: once it is corrected, they continue where they were.
 */
function keepLeft(cursors: Map<string, Cursor>, { cursors: before }: PollState): void {
	const left = [...before].filter(([name]) => !cursors.has(name));
	if (JSON.stringify(left).length > MOST_LEFT) return;
	for (const [name, cursor] of left) cursors.set(name, cursor);
}

/** Prefers a failure that passes by itself: others end a trigger while n8n starts (n8n §1). */
export function firstToReport(failures: readonly TolokaFailure[]): TolokaFailure {
	return failures.find(isOutlasted) ?? failures[0];
}

/** Returns when each feed was first requested; a poll requests all new feeds at the same time. */
function firstRequestsOf<Row extends { id: string }>(
	feeds: ReadonlyArray<Feed<Row>>,
	{ firstRequested: before }: PollState,
): Map<string, number> {
	const now = systemClock.now();
	return new Map(feeds.map(({ name }) => [name, Math.min(before.get(name) ?? now, now)]));
}

/**
 * Returns where the first walk over a feed begins: the given time, or the service's time when the
 * trigger first requested the feed. If the service did not respond then, that time is computed
 * later, so that nothing that happened meanwhile is lost.
 */
async function beginningOf<Row extends { id: string }>(
	feed: Feed<Row>,
	since: string | undefined,
	firstRequested: ReadonlyMap<string, number>,
	{ connection }: Followed<Row>,
): Promise<string> {
	if (since === undefined || feed.isLenient === true) await feed.probe();
	const now = systemClock.now();
	return (
		since ?? timeKeyAt(connection.serviceTime() - (now - (firstRequested.get(feed.name) ?? now)))
	);
}
