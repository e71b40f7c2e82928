import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Cursor } from '../../toloka/flow/cursor';
import type { Feed } from '../../toloka/flow/feed';
import type { FeedsRead } from '../../toloka/flow/readFeeds';
import { readFeeds } from '../../toloka/flow/readFeeds';
import type { TolokaFailure } from '../../toloka/service/failures';
import { isFailure, isOutlasted, outcomeOf } from '../../toloka/service/failures';
import { afterPartialWork } from '../../toloka/service/sentences';
import { timeKey } from '../../toloka/values/times';
import { systemClock } from '../clock';
import { toNodeError } from '../errors';
import { begin, firstToReport } from './beginning';
import type { Followed } from './settings';
import type { PollState, Recalled } from './state';
import {
	WHEN_PUBLISHED,
	fingerprintOf,
	isLeftOver,
	lastRead,
	readState,
	storedState,
	takenBack,
	withOthers,
	writeState,
} from './state';
import type { Watch } from './watch';
import {
	isHandingOver,
	isTick,
	isUnattendedStart,
	noteDelivery,
	noteFailure,
	noteSuccess,
	oneAtATime,
	stateBeforeDropped,
	watchOf,
} from './watch';

export interface Trigger<Row extends { id: string }> {
	follow(): Promise<Followed<Row>>;
	outputOf(row: Row, feed: Feed<Row>): INodeExecutionData[];
}

/**
 * Runs one poll: returns what is new in the lists that a trigger follows, or null if nothing is.
 *
 * @param triggerOf reads the output settings before anything is delivered: a failure later would
 * lose what the cursor has passed.
 */
export async function pollFeeds<Row extends { id: string }>(
	context: IPollFunctions,
	triggerOf: () => Trigger<Row>,
): Promise<INodeExecutionData[][] | null> {
	try {
		const isTest = context.getMode() === 'manual';
		const items = isTest ? await sample(triggerOf()) : await advance(context, triggerOf);
		return items.length === 0 ? null : [items];
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

const SAMPLE_SIZE = 5;

/** Returns the newest rows of all feeds for a test in the editor; leaves the stored state alone. */
async function sample<Row extends { id: string }>({
	follow,
	outputOf,
}: Trigger<Row>): Promise<INodeExecutionData[]> {
	const followed = await follow();
	// A test does not need the time, but a published trigger would fail on a bad one.
	followed.start.since();
	const found: Array<{ row: Row; feed: Feed<Row>; time: string }> = [];
	for (const feed of followed.feeds) {
		const rows = await feed.sample(SAMPLE_SIZE);
		for (const row of rows) found.push({ row, feed, time: timeKey(feed.timeOf(row)) ?? '' });
	}
	found.sort((a, b) => Number(a.time < b.time) - Number(a.time > b.time));
	const newest = found.slice(0, SAMPLE_SIZE);
	if (newest.length > 0) return newest.flatMap(({ row, feed }) => outputOf(row, feed));
	for (const feed of followed.feeds) await feed.probe();
	throw await followed.nothingYet();
}

/** Answers the first question about a failed poll in the executions list or in an email. */
const NOTHING_LOST = 'Nothing is lost: later polls continue where the last one ended.';

/**
 * Runs a poll in production. One that throws while n8n starts would leave the trigger dead until
 * someone publishes again (n8n §1), so every failure is logged then. At other times only a failure
 * that may pass by itself is, and is thrown if it keeps happening.
 */
async function advance<Row extends { id: string }>(
	context: IPollFunctions,
	triggerOf: () => Trigger<Row>,
): Promise<INodeExecutionData[]> {
	const watch = watchOf(context);
	const isInService = isTick(context);
	const isUnattended = isUnattendedStart(context);
	try {
		const made = await oneAtATime(watch, async () => await deliver(context, watch, triggerOf()));
		if (made !== undefined) noteSuccess(context, watch);
		return made ?? [];
	} catch (error) {
		const mayPass = noteFailure(context, watch);
		const isPollOnly = isInService && isFailure(error);
		const shown = isPollOnly ? afterPartialWork(error, NOTHING_LOST) : error;
		const nodeError = toNodeError(context.getNode(), shown);
		const isLogged = isUnattended || (mayPass && isFailure(error) && isOutlasted(error));
		if (!isLogged) throw nodeError;
		context.logger.warn(`${nodeError.message}; the next poll tries again`);
		return [];
	}
}

/** Polls and stores the state; returns undefined if n8n has not stored the last delivery yet. */
async function deliver<Row extends { id: string }>(
	context: IPollFunctions,
	watch: Watch,
	{ follow, outputOf }: Trigger<Row>,
): Promise<INodeExecutionData[] | undefined> {
	const startedAt = systemClock.now();
	const followed = await follow();
	const stored = storedState(context);
	const storedPrint = fingerprintOf(stored);
	if (isHandingOver(context, watch, storedPrint)) return undefined;
	const dropped = stateBeforeDropped(context, watch, storedPrint);
	const known = recall(followed, {
		stored,
		own: dropped ?? watch.state,
		isDropped: dropped !== undefined,
	});
	// If this poll fails, the trigger may have another name at the next one.
	if (known.state.cursors.size > 0) watch.state ??= beforeLost(known);
	const ahead = known.lost && known.state.cursors;
	const recalled = await repeatingLost(followed, known);
	const { state, failures } = await begin(context, watch, followed, recalled);
	const { feeds, limits, connection } = followed;
	const items: INodeExecutionData[] = [];
	const take = (row: Row, feed: Feed<Row>) => void items.push(...outputOf(row, feed));
	const first = watch.next ?? state.next;
	const read = await readFeeds(feeds, state.cursors, limits, systemClock, take, first);
	const { taken } = read;
	// A poll that throws stores nothing, and the feeds after the one that failed must be read, too.
	watch.next = read.next;
	report(context, [...failures, ...read.failures.values()], read);
	if (taken.size > 0) noteDelivery(context, watch, state, storedPrint);
	const isUnconfirmed = limits.atLeastOnce && taken.size > 0;
	const at = connection.serviceTime() - (systemClock.now() - startedAt);
	const unconfirmed = isUnconfirmed ? { at, ...fallBack(read, state.cursors, ahead) } : undefined;
	const cursors = new Map([...state.cursors, ...read.cursors]);
	const next = feeds.length > 1 ? read.next : undefined;
	const reached = { ...state, cursors, next, other: undefined };
	writeState(context, reached, unconfirmed);
	watch.state = reached;
	return items;
}

/**
 * Logs why lists were not read. If there is nothing to deliver, the poll fails; not so while n8n
 * starts if any list was read, because a failure would end the trigger for all lists.
 */
function report(
	context: IPollFunctions,
	failures: readonly TolokaFailure[],
	{ taken, cursors, failures: unread }: FeedsRead,
): void {
	const isFailed = taken.size === 0 && (isTick(context) || cursors.size === unread.size);
	const thrown = isFailed && failures.length > 0 ? firstToReport(failures) : undefined;
	for (const failure of failures) {
		if (failure === thrown) continue;
		context.logger.warn(`${toNodeError(context.getNode(), failure).message}; tried again later`);
	}
	if (thrown !== undefined) throw thrown;
}

/**
 * Returns the cursors to fall back to, for the feeds that delivered something.
 *
 * @param stored the cursors before this poll took them back to repeat a delivery.
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

/** What is known of a trigger when a poll begins. */
interface Known {
	/** What n8n has stored under the present name of the node. */
	stored: unknown;
	/** This process's own state. */
	own: PollState | undefined;
	/** Whether n8n has dropped the last delivery. */
	isDropped: boolean;
}

/** Returns the state to continue from: the stored one, this process's own, or a new one. */
function recall<Row extends { id: string }>(
	{ scope, start, upgraded }: Followed<Row>,
	{ stored, own: ownState, isDropped }: Known,
): Recalled {
	const read = readState(upgraded?.(stored) ?? stored, scope);
	const own = ownState?.scope === scope ? ownState : undefined;
	const isOld = read !== undefined && isLeftOver(read.state, own, start.id);
	const isOwn = own !== undefined && (read === undefined || (isOld && !isDropped));
	const known: Recalled | undefined = isOwn ? { state: withOthers(own, read?.state) } : read;
	const before = known?.state.start;
	const startsAnew = start.id !== WHEN_PUBLISHED && before !== undefined && before !== start.id;
	if (known === undefined || startsAnew) {
		const other = known === undefined ? lastRead(stored) : undefined;
		const state = { scope, start: start.id, cursors: new Map(), firstRequested: new Map(), other };
		return { state };
	}
	return { ...known, state: { ...known.state, start: start.id } };
}

/** The state as if a delivery that another process may have lost had not been made. */
function beforeLost({ state, lost }: Recalled): PollState {
	if (lost === undefined) return state;
	return { ...state, cursors: takenBack(state, lost, lost.at) };
}

/** Returns the state from which to repeat an unconfirmed delivery of another process, if any. */
async function repeatingLost<Row extends { id: string }>(
	followed: Followed<Row>,
	{ state, lost }: Recalled,
): Promise<PollState> {
	if (lost === undefined) return state;
	await learnServiceTime(followed);
	return { ...state, cursors: takenBack(state, lost, followed.connection.serviceTime()) };
}

/** Probes feeds until one responds: any of them tells the time, and the first may be unreadable. */
async function learnServiceTime<Row extends { id: string }>({
	feeds,
	limits,
}: Followed<Row>): Promise<void> {
	const failures: TolokaFailure[] = [];
	for (const feed of feeds) {
		const outcome = await outcomeOf(feed.probe());
		if (!isFailure(outcome)) return;
		failures.push(outcome);
		if (systemClock.now() >= limits.deadline) break;
	}
	throw firstToReport(failures);
}
