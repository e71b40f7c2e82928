import type { IPollFunctions } from 'n8n-workflow';
import type { Cursor } from '../toloka/flow/cursor';
import { freshCursor } from '../toloka/flow/cursor';
import type { Feed } from '../toloka/flow/feed';
import type { TolokaFailure } from '../toloka/service/failures';
import { isFailure, isOutlasted, outcomeOf } from '../toloka/service/failures';
import { timeKeyAt } from '../toloka/values/times';
import { systemClock } from './clock';
import type { Followed } from './pollSettings';
import type { PollState } from './pollState';
import { writeState } from './pollState';
import type { Watch } from './pollWatch';

/** A state to read from, and why feeds have no cursor in it. */
interface Begun {
	state: PollState;
	failures: TolokaFailure[];
}

/**
 * The state with a cursor for every feed that can be followed. One that cannot be followed does not
 * keep the others from being read; the next poll asks for it again.
 */
export async function begin<Row extends { id: string }>(
	context: IPollFunctions,
	watch: Watch,
	followed: Followed<Row>,
	state: PollState,
): Promise<Begun> {
	const { feeds, start, limits } = followed;
	const names = new Set(feeds.map(({ name }) => name));
	const cursors = new Map([...state.cursors].filter(([name]) => names.has(name)));
	const missing = feeds.filter(({ name }) => !cursors.has(name));
	const begun = begunOf(missing, state);
	const all = { ...state, cursors, begun };
	if (missing.length === 0) return { state: all, failures: [] };
	const since = start.since();
	const failures: TolokaFailure[] = [];
	for (const feed of missing) {
		const from = await outcomeOf(beginningOf(feed, since, begun, followed));
		if (isFailure(from)) failures.push(from);
		else {
			cursors.set(feed.name, freshCursor(from));
			begun.delete(feed.name);
		}
		if (systemClock.now() >= limits.deadline) break;
	}
	const isFollowing = cursors.size > 0;
	if (begun.size > 0) keepLeft(cursors, state);
	// Where nothing can ever be followed the trigger has not begun.
	if (isFollowing || failures.some(isOutlasted)) {
		watch.state = all;
		writeState(context, all);
	}
	if (!isFollowing) throw firstToReport(failures);
	return { state: all, failures };
}

/** Characters that the cursors of feeds which are no longer followed may take of a state. */
const MOST_LEFT = 8_000;

/**
 * Keeps the cursors of feeds that are no longer followed. While one that took their place cannot be
 * followed, that may be a mistake: put right, they go on where they stood.
 */
function keepLeft(cursors: Map<string, Cursor>, { cursors: before }: PollState): void {
	const left = [...before].filter(([name]) => !cursors.has(name));
	if (JSON.stringify(left).length > MOST_LEFT) return;
	for (const [name, cursor] of left) cursors.set(name, cursor);
}

/** What passes by itself comes first: for the rest a trigger would end while n8n starts (n8n §1). */
export function firstToReport(failures: readonly TolokaFailure[]): TolokaFailure {
	return failures.find(isOutlasted) ?? failures[0];
}

/** When each feed was first asked for; all that are new are asked for by the same poll. */
function begunOf<Row extends { id: string }>(
	feeds: ReadonlyArray<Feed<Row>>,
	{ begun }: PollState,
): Map<string, number> {
	const now = systemClock.now();
	return new Map(feeds.map(({ name }) => [name, Math.min(begun.get(name) ?? now, now)]));
}

/**
 * Where the first walk over a feed begins: at the time given, or at the service's time at which the
 * trigger was first asked for the feed. Should the service not answer then, it is found out later:
 * what happens meanwhile is not lost.
 */
async function beginningOf<Row extends { id: string }>(
	feed: Feed<Row>,
	since: string | undefined,
	begun: ReadonlyMap<string, number>,
	{ connection }: Followed<Row>,
): Promise<string> {
	if (since === undefined || feed.isLenient === true) await feed.probe();
	const now = systemClock.now();
	return since ?? timeKeyAt(connection.serviceTime() - (now - (begun.get(feed.name) ?? now)));
}
