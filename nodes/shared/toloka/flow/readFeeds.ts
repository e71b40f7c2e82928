import type { TolokaFailure } from '../service/failures';
import { isFailure, isOutlasted, outcomeOf } from '../service/failures';
import type { Clock } from './clock';
import type { Cursor } from './cursor';
import { Walk, positionOf } from './cursor';
import type { Feed, FeedPage } from './feed';

export interface ReadPlan {
	windowMs: number;
	maxRows: number;
	/** Rows of one feed that may be remembered. */
	capacity: number;
	/** No further page is asked for after this time, once the next read would begin further on. */
	deadline: number;
}

export interface FeedRead {
	/** Rows that were taken. */
	count: number;
	cursor: Cursor;
	/** Whether the limits of this read left something to the next one. */
	isCut: boolean;
	/** What ended the read before its end. */
	failure?: TolokaFailure;
}

const PAGE_SIZES = { min: 100, max: 1000 };
/** How far our clock may be ahead of the service's where no answer has told its time. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * Reads the rows of one feed since its cursor; what exceeds the limits is left to the next read.
 *
 * @param take gets each row, while the next page is on its way where that is surely wanted.
 */
export async function readFeed<Row extends { id: string }>(
	feed: Feed<Row>,
	cursor: Cursor,
	plan: ReadPlan,
	clock: Clock,
	take: (row: Row) => void,
): Promise<FeedRead> {
	const pageSize = Math.max(PAGE_SIZES.min, Math.min(PAGE_SIZES.max, plan.maxRows));
	const pages = feed.pages(positionOf(cursor, feed.view, plan.windowMs), pageSize);
	const ourTime = clock.now() - CLOCK_TOLERANCE_MS;
	let count = 0;
	let walk: Walk<Row> | undefined;
	const read = (isComplete: boolean, failure?: TolokaFailure): FeedRead => {
		return { count, cursor: walk?.next(isComplete) ?? cursor, isCut: !isComplete, failure };
	};
	let next = outcomeOf(pages.next());
	for (;;) {
		const step = await next;
		if (isFailure(step)) return read(false, step);
		if (step.done === true) return read(true);
		const page = step.value;
		const { serviceTime = ourTime } = page;
		walk ??= new Walk(cursor, feed, { ...plan, readFrom: serviceTime });
		const isRoom = count + 2 * pageSize <= plan.maxRows && clock.now() < plan.deadline;
		// Only the number of rows can end the walk within a page that is settled.
		const isSettled = page.last !== undefined && walk.isSettled(page.last);
		const isAhead = isRoom && page.hasMore && isSettled;
		if (isAhead) {
			next = outcomeOf(pages.next());
			// It gets on its way before this page is looked through: n8n's helper connects, then sends.
			await clock.sleep(0);
			await clock.sleep(0);
		}
		const taken = await outcomeOf(takePage(walk, page));
		if (isFailure(taken)) return read(false, taken);
		for (const row of taken.fresh) take(row);
		count += taken.fresh.length;
		if (taken.outcome !== 'on') return read(taken.outcome === 'end');
		if (isAhead) continue;
		if (page.hasMore && count > 0 && count + pageSize > plan.maxRows) return read(false);
		const isLate = page.hasMore && clock.now() >= plan.deadline;
		if (isLate && isFurther(walk.next(false), cursor)) return read(false);
		next = outcomeOf(pages.next());
	}
}

async function takePage<Row extends { id: string }>(
	walk: Walk<Row>,
	{ rows, isBehindEvent }: FeedPage<Row>,
) {
	return walk.take(rows(), isBehindEvent);
}

/** Whether a read from `next` would not repeat the same work for nothing. */
function isFurther(next: Cursor, cursor: Cursor): boolean {
	const isBehind = next.isWithin === true && next.lastId !== cursor.lastId;
	return next.since > cursor.since || next.seen !== cursor.seen || isBehind;
}

export interface FeedsRead {
	taken: Set<string>;
	/** The cursors of the feeds that were read, by name. */
	cursors: Map<string, Cursor>;
	/** What kept feeds from being read to their end, by name. */
	failures: Map<string, TolokaFailure>;
	/** Name of the feed with which the next read begins, so that none waits for ever. */
	next?: string;
}

/**
 * Reads feeds in turn within common limits. One that fails by itself does not keep the others
 * from being read; a service that is away ends the read.
 *
 * @param take gets each row with its feed.
 * @param first name of the feed to begin with.
 */
export async function readFeeds<Row extends { id: string }>(
	feeds: ReadonlyArray<Feed<Row>>,
	cursors: ReadonlyMap<string, Cursor>,
	plan: ReadPlan,
	clock: Clock,
	take: (row: Row, feed: Feed<Row>) => void,
	first?: string,
): Promise<FeedsRead> {
	const start = Math.max(
		0,
		feeds.findIndex(({ name }) => name === first),
	);
	const order = [...feeds.slice(start), ...feeds.slice(0, start)];
	const result: FeedsRead = { taken: new Set(), cursors: new Map(), failures: new Map() };
	let count = 0;
	for (const [index, feed] of order.entries()) {
		const cursor = cursors.get(feed.name);
		if (cursor === undefined) continue;
		const limits = { ...plan, maxRows: plan.maxRows - count };
		const read = await readFeed(feed, cursor, limits, clock, (row) => take(row, feed));
		count += read.count;
		if (read.count > 0) result.taken.add(feed.name);
		result.cursors.set(feed.name, read.cursor);
		if (read.failure !== undefined) result.failures.set(feed.name, read.failure);
		const isAway = read.failure !== undefined && isOutlasted(read.failure);
		const isOver = count >= plan.maxRows || clock.now() >= plan.deadline;
		if (read.isCut || isOver) result.next ??= order[(index + 1) % order.length]?.name;
		if (isAway || isOver) break;
	}
	return result;
}
