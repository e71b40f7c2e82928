import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Cursor } from '../toloka/flow/cursor';
import { freshCursor } from '../toloka/flow/cursor';
import type { Feed } from '../toloka/flow/feed';
import type { FeedsRead } from '../toloka/flow/readFeeds';
import { readFeeds } from '../toloka/flow/readFeeds';
import type { TolokaFailure } from '../toloka/service/failures';
import { isFailure, isTransient, outcomeOf } from '../toloka/service/failures';
import { timeKeyAt } from '../toloka/values/times';
import { systemClock } from './clock';
import { toNodeError } from './errors';
import type { Connection } from './transport';
import type { PollLimits } from './pollSettings';
import type { Start } from './pollStart';
import { WHEN_PUBLISHED } from './pollStart';
import type { PollState, Recalled } from './pollState';
import { fingerprintOf, readState, storedState, takenBack, writeState } from './pollState';
import type { Watch } from './pollWatch';
import {
	handOver,
	isHandingOver,
	noteFailure,
	noteSuccess,
	oneAtATime,
	watchOf,
} from './pollWatch';

/** What a trigger follows, with its parameters read. */
export interface Followed<Row extends { id: string }> {
	/** What is watched; with another scope the trigger starts anew. */
	scope: string;
	feeds: Array<Feed<Row>>;
	start: Start;
	limits: PollLimits;
	connection: Connection;
	/** A stored state as this version writes it. */
	upgraded?(stored: unknown): unknown;
	/** Why a test has nothing to show. */
	nothingYet(): Promise<TolokaFailure>;
}

interface Trigger<Row extends { id: string }> {
	follow(context: IPollFunctions): Promise<Followed<Row>>;
	outputOf(row: Row, feed: Feed<Row>): INodeExecutionData[];
}

/** One poll: what is new in the lists that a trigger follows, or null where there is nothing. */
export async function pollFeeds<Row extends { id: string }>(
	context: IPollFunctions,
	trigger: Trigger<Row>,
): Promise<INodeExecutionData[][] | null> {
	try {
		const isTest = context.getMode() === 'manual';
		const items = isTest ? await sample(context, trigger) : await advance(context, trigger);
		return items.length === 0 ? null : [items];
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

const SAMPLE_SIZE = 5;

/** A few of the newest rows for a test in the editor; the stored state is not touched. */
async function sample<Row extends { id: string }>(
	context: IPollFunctions,
	{ follow, outputOf }: Trigger<Row>,
): Promise<INodeExecutionData[]> {
	const followed = await follow(context);
	const items: INodeExecutionData[] = [];
	let count = 0;
	for (const feed of followed.feeds) {
		const rows = await feed.sample(SAMPLE_SIZE - count);
		for (const row of rows) items.push(...outputOf(row, feed));
		count += rows.length;
		if (count >= SAMPLE_SIZE) break;
	}
	if (count > 0) return items;
	for (const feed of followed.feeds) await feed.probe();
	throw await followed.nothingYet();
}

/**
 * A poll that throws while n8n starts would leave the trigger dead until someone publishes again
 * (n8n §1), so what may pass by itself is logged, and thrown only when it keeps happening.
 */
async function advance<Row extends { id: string }>(
	context: IPollFunctions,
	trigger: Trigger<Row>,
): Promise<INodeExecutionData[]> {
	const watch = watchOf(context);
	try {
		const made = await oneAtATime(watch, async () => await deliver(context, watch, trigger));
		if (made !== undefined) noteSuccess(context, watch);
		return made ?? [];
	} catch (error) {
		const mayPass = noteFailure(context, watch);
		const nodeError = toNodeError(context.getNode(), error);
		if (!mayPass || !isFailure(error) || !isTransient(error)) throw nodeError;
		context.logger.warn(`${nodeError.message}; the next poll tries again`);
		return [];
	}
}

/** Undefined where no poll was made, because n8n has not stored the last delivery yet. */
async function deliver<Row extends { id: string }>(
	context: IPollFunctions,
	watch: Watch,
	{ follow, outputOf }: Trigger<Row>,
): Promise<INodeExecutionData[] | undefined> {
	const begunAt = systemClock.now();
	const followed = await follow(context);
	const stored = storedState(context);
	const storedPrint = fingerprintOf(stored);
	if (isHandingOver(watch, storedPrint)) return undefined;
	const known = recall(followed, watch, stored);
	const ahead = known.lost && known.state.cursors;
	const recalled = await repeatingLost(followed, known);
	const state = await withAllCursors(context, watch, followed, recalled);
	const { feeds, limits, connection } = followed;
	const items: INodeExecutionData[] = [];
	const take = (row: Row, feed: Feed<Row>) => void items.push(...outputOf(row, feed));
	const read = await readFeeds(feeds, state.cursors, limits, systemClock, take, state.next);
	const { taken, failure } = read;
	if (failure !== undefined && taken.size === 0) throw failure;
	if (failure !== undefined) {
		context.logger.warn(`${toNodeError(context.getNode(), failure).message}; tried again later`);
	}
	if (taken.size > 0) handOver(watch, storedPrint);
	const isUnconfirmed = limits.atLeastOnce && taken.size > 0;
	const at = connection.serviceTime() - (systemClock.now() - begunAt);
	const unconfirmed = isUnconfirmed ? { at, ...fallBack(read, state.cursors, ahead) } : undefined;
	const cursors = new Map([...state.cursors, ...read.cursors]);
	const next = feeds.length > 1 ? read.next : undefined;
	writeState(context, { ...state, cursors, next }, unconfirmed);
	return items;
}

/**
 * The cursors to fall back to, of the feeds that delivered something.
 *
 * @param stored the cursors that were taken back for this poll.
 */
function fallBack(
	{ taken, cursors }: FeedsRead,
	from: ReadonlyMap<string, Cursor>,
	stored: ReadonlyMap<string, Cursor> | undefined,
) {
	const before = new Map<string, Cursor>();
	const repeated = new Map<string, Cursor>();
	for (const name of taken) {
		const [cursor, reached, ahead] = [from, cursors, stored].map((map) => map?.get(name));
		if (cursor !== undefined) before.set(name, cursor);
		if (ahead === undefined || reached === undefined) continue;
		repeated.set(name, reached.since < ahead.since ? reached : ahead);
	}
	return { before, ...(stored && { repeated }) };
}

/** The state to go on from: the stored one, the one of this process, or none of both. */
function recall<Row extends { id: string }>(
	{ scope, start, upgraded }: Followed<Row>,
	{ first }: Watch,
	stored: unknown,
): Recalled {
	const own = first?.scope === scope ? { state: first } : undefined;
	const known: Recalled | undefined = readState(upgraded?.(stored) ?? stored, scope) ?? own;
	const before = known?.state.start;
	const startsAnew = start.id !== WHEN_PUBLISHED && before !== undefined && before !== start.id;
	if (known === undefined || startsAnew) {
		return { state: { scope, start: start.id, cursors: new Map(), begun: new Map() } };
	}
	return { ...known, state: { ...known.state, start: start.id } };
}

/** The state from which an unconfirmed delivery of another process is repeated. */
async function repeatingLost<Row extends { id: string }>(
	{ feeds, connection }: Followed<Row>,
	{ state, lost }: Recalled,
): Promise<PollState> {
	if (lost === undefined) return state;
	await feeds[0].probe();
	return { ...state, cursors: takenBack(state, lost, connection.serviceTime()) };
}

/** The state with a cursor for every feed, and for none that is no longer followed. */
async function withAllCursors<Row extends { id: string }>(
	context: IPollFunctions,
	watch: Watch,
	{ feeds, start, connection }: Followed<Row>,
	state: PollState,
): Promise<PollState> {
	const cursors = new Map<string, Cursor>();
	const missing: Array<Feed<Row>> = [];
	for (const feed of feeds) {
		const cursor = state.cursors.get(feed.name);
		if (cursor === undefined) missing.push(feed);
		else cursors.set(feed.name, cursor);
	}
	if (missing.length === 0) return { ...state, cursors, begun: new Map() };
	const since = start.since();
	const asked = { ...state, begun: begunOf(missing, state) };
	for (const feed of missing) {
		if (since !== undefined && feed.isLenient === true) await feed.probe();
		const from = since ?? timeKeyAt(await beginningOf(context, watch, feed, asked, connection));
		cursors.set(feed.name, freshCursor(from));
	}
	const complete = { ...state, cursors, begun: new Map<string, number>() };
	watch.first = complete;
	writeState(context, complete);
	return complete;
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
 * The service's time at which the trigger was first asked for a feed. Should the service not answer
 * then, it is found out later, for every feed without a cursor: what happens meanwhile is not lost.
 */
async function beginningOf<Row extends { id: string }>(
	context: IPollFunctions,
	watch: Watch,
	feed: Feed<Row>,
	asked: PollState,
	connection: Connection,
): Promise<number> {
	const failure = await outcomeOf(feed.probe());
	const now = systemClock.now();
	if (!isFailure(failure)) {
		return connection.serviceTime() - (now - (asked.begun.get(feed.name) ?? now));
	}
	if (isTransient(failure)) {
		watch.first = asked;
		writeState(context, asked);
	}
	throw failure;
}
