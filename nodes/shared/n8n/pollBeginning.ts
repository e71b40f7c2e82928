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
 * The state with a cursor for every feed that can be followed, and for none that no longer is. One
 * that cannot be followed does not keep the others from being read; the next poll asks for it again.
 */
export async function begin<Row extends { id: string }>(
	context: IPollFunctions,
	watch: Watch,
	followed: Followed<Row>,
	state: PollState,
): Promise<Begun> {
	const { feeds, start, limits } = followed;
	const known = feeds.flatMap(({ name }) => {
		const cursor = state.cursors.get(name);
		return cursor === undefined ? [] : [[name, cursor] as const];
	});
	const cursors = new Map<string, Cursor>(known);
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
	// Where nothing can ever be followed the trigger has not begun.
	if (cursors.size > 0 || failures.some(isOutlasted)) {
		watch.state = all;
		writeState(context, all);
	}
	if (cursors.size === 0) throw firstToReport(failures);
	return { state: all, failures };
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
