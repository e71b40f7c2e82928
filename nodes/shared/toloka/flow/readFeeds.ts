import type { TolokaFailure } from '../service/failures';
import { isFailure, isTransient, outcomeOf } from '../service/failures';
import type { Clock } from './clock';
import type { Cursor, Walk } from './cursor';
import { positionOf, walkFrom } from './cursor';
import type { Feed, FeedPage } from './feed';

export interface ReadPlan {
	windowMs: number;
	/** Rows to deliver at most. */
	maxRows: number;
	/** Rows of one feed that may be remembered. */
	capacity: number;
	/** No further page is asked for after this time, once the next read would begin further on. */
	deadline: number;
}

export interface FeedRead<Row> {
	rows: Row[];
	cursor: Cursor;
	/** Whether the limits of this read left something to the next one. */
	isCut: boolean;
	/** What ended the read before its end. */
	failure?: TolokaFailure;
}

const PAGE_SIZES = { min: 100, max: 1000 };
/** How far our clock may be ahead of the service's where no answer has told its time. */
const CLOCK_TOLERANCE_MS = 30_000;

/** Reads the rows of one feed since its cursor; what exceeds the limits is left to the next read. */
export async function readFeed<Row extends { id: string }>(
	feed: Feed<Row>,
	cursor: Cursor,
	plan: ReadPlan,
	clock: Pick<Clock, 'now'>,
): Promise<FeedRead<Row>> {
	const pageSize = Math.max(PAGE_SIZES.min, Math.min(PAGE_SIZES.max, plan.maxRows));
	const pages = feed.pages(positionOf(cursor, feed.view, plan.windowMs), pageSize);
	const ourTime = clock.now() - CLOCK_TOLERANCE_MS;
	const rows: Row[] = [];
	let walk: Walk<Row> | undefined;
	const read = (isComplete: boolean, failure?: TolokaFailure): FeedRead<Row> => {
		return { rows, cursor: walk?.next(isComplete) ?? cursor, isCut: !isComplete, failure };
	};
	for (;;) {
		const step = await outcomeOf(pages.next());
		if (isFailure(step)) return read(false, step);
		if (step.done === true) return read(true);
		const { serviceTime = ourTime } = step.value;
		walk ??= walkFrom(cursor, feed, { ...plan, readFrom: serviceTime });
		const taken = await outcomeOf(takePage(walk, step.value));
		if (isFailure(taken)) return read(false, taken);
		for (const row of taken.fresh) rows.push(row);
		if (taken.outcome !== 'on') return read(taken.outcome === 'end');
		if (!step.value.hasMore) continue;
		if (rows.length > 0 && rows.length + pageSize > plan.maxRows) return read(false);
		if (clock.now() >= plan.deadline && isFurther(walk.next(false), cursor)) return read(false);
	}
}

async function takePage<Row extends { id: string }>(
	walk: Walk<Row>,
	{ rows, isBehindEvent }: FeedPage<Row>,
) {
	return walk.take(rows, isBehindEvent);
}

/** Whether a read from `next` would not repeat the same work for nothing. */
function isFurther(next: Cursor, cursor: Cursor): boolean {
	const isBehind = next.isWithin === true && next.lastId !== cursor.lastId;
	return next.since > cursor.since || next.seen !== cursor.seen || isBehind;
}

export interface FeedsRead<Row extends { id: string }> {
	/** The delivered rows, each with its feed. */
	delivered: Array<{ row: Row; feed: Feed<Row> }>;
	/** The cursors of the feeds that were read, by name. */
	cursors: Map<string, Cursor>;
	/** Name of the feed with which the next read begins, so that none waits for ever. */
	next?: string;
	failure?: TolokaFailure;
}

/**
 * Reads feeds in turn within common limits. One that fails by itself does not keep the others
 * from being read; a service that is away ends the read.
 *
 * @param first name of the feed to begin with.
 */
export async function readFeeds<Row extends { id: string }>(
	feeds: ReadonlyArray<Feed<Row>>,
	cursors: ReadonlyMap<string, Cursor>,
	plan: ReadPlan,
	clock: Pick<Clock, 'now'>,
	first?: string,
): Promise<FeedsRead<Row>> {
	const start = Math.max(
		0,
		feeds.findIndex(({ name }) => name === first),
	);
	const order = [...feeds.slice(start), ...feeds.slice(0, start)];
	const result: FeedsRead<Row> = { delivered: [], cursors: new Map() };
	for (const [index, feed] of order.entries()) {
		const cursor = cursors.get(feed.name);
		if (cursor === undefined) continue;
		const maxRows = plan.maxRows - result.delivered.length;
		const read = await readFeed(feed, cursor, { ...plan, maxRows }, clock);
		for (const row of read.rows) result.delivered.push({ row, feed });
		result.cursors.set(feed.name, read.cursor);
		result.failure ??= read.failure;
		const isAway = read.failure !== undefined && isTransient(read.failure);
		const isOver = result.delivered.length >= plan.maxRows || clock.now() >= plan.deadline;
		if (read.isCut || isOver) result.next ??= order[(index + 1) % order.length]?.name;
		if (isAway || isOver) break;
	}
	return result;
}
