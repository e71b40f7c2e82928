import type { TolokaFailure } from '../service/failures';
import { isFailure, isOutlasted, outcomeOf } from '../service/failures';
import type { Clock } from './clock';
import type { Cursor } from './cursor';
import { Walk, positionOf } from './cursor';
import type { Feed, FeedPage } from './feed';

export interface ReadPlan {
	windowMs: number;
	maxRows: number;
	/** Most rows of one feed to remember. */
	capacity: number;
	/** No further page is requested after this time if the next read would then begin further on. */
	deadline: number;
}

export interface FeedRead {
	/** Number of rows delivered. */
	count: number;
	cursor: Cursor;
	/** Whether this read left something to the next one. */
	isCut: boolean;
	/** The failure that ended the read early. */
	failure?: TolokaFailure;
}

const PAGE_SIZES = { min: 100, max: 1000 };
/** How far our clock may be ahead of the service's if a response does not contain a time. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * Reads the rows of one feed since its cursor; rows beyond the limits are left to the next read.
 *
 * @param take called with each row, while the next page is loading if it is certainly needed.
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
		// Within a settled page, only the number of rows can end the walk.
		const isSettled = page.last !== undefined && walk.isSettled(page.last);
		const isAhead = isRoom && page.hasMore && isSettled;
		if (isAhead) {
			next = outcomeOf(pages.next());
			// Lets the request be sent before this page is parsed: n8n's helper connects, then sends.
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

/** Whether a read from `next` would not just repeat the same work. */
function isFurther(next: Cursor, cursor: Cursor): boolean {
	const isBehind = next.isWithin === true && next.lastId !== cursor.lastId;
	return next.since > cursor.since || next.seen !== cursor.seen || isBehind;
}

export interface FeedsRead {
	taken: Set<string>;
	/** The cursors of the feeds that were read, by name. */
	cursors: Map<string, Cursor>;
	/** The failures that ended reads early, by name of the feed. */
	failures: Map<string, TolokaFailure>;
	/** Name of the feed with which the next read begins, so that no feed waits forever. */
	next?: string;
}

/**
 * Reads feeds one after another within common limits. The failure of one feed does not keep the
 * others from being read; an unavailable service or an exhausted quota ends the read.
 *
 * @param take called with each row and its feed.
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
