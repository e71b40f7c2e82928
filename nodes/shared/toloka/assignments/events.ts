import type { Feed, FeedPage, Position } from '../flow/feed';
import { feedPage } from '../flow/feed';
import { getPool, refuseTraining } from '../pools/pools';
import type { Page } from '../service/paging';
import { SAFE_PAGE_SIZE, pages, stuck } from '../service/paging';
import type { Send } from '../service/requests';
import {
	BEGINNING,
	asQueryTime,
	keyAfter,
	secondAfter,
	timeKey,
	wholeSecond,
} from '../values/times';
import type { Assignment, AssignmentQuery } from './assignments';
import { listAssignments } from './assignments';

/** What happens to an assignment; the service stores a time for each event (toloka-api §P4.1). */
export type AssignmentEvent = 'submitted' | 'accepted' | 'rejected';

/** The assignments of a pool by the time of an event, oldest first. */
export function assignmentEvents(
	send: Send,
	poolId: string,
	event: AssignmentEvent,
): Feed<Assignment> {
	const list: List = async (query) => await listAssignments(send, { pool_id: poolId, ...query });
	return {
		name: poolId,
		view: event,
		doing: `reading the assignments of pool ${poolId}`,
		timeOf: (assignment) => assignment[event],
		isWanted: () => true,
		isLenient: true,
		hasNoPositions: true,
		pages: (from, size) => pagesFrom(list, event, from, Math.min(size, SAFE_PAGE_SIZE)),
		probe: async () => refuseTraining(await getPool(send, poolId)),
		sample: async (count) => {
			const query = { sort: `-${event}`, [`${event}_gte`]: asQueryTime(BEGINNING), limit: count };
			return (await list(query)).rows.filter((assignment) => assignment[event]);
		},
	};
}

type List = (query: AssignmentQuery) => Promise<Page<Assignment>>;

/**
 * These lists have no `after_id`: each page begins at the time of the previous page's last row, and
 * the reader drops repeated rows. Rows of one time that fill a page are read in order of their ids:
 * rows of one millisecond, or of one second if the service cuts off the fraction (toloka-api §2.2).
 */
async function* pagesFrom(
	list: List,
	event: AssignmentEvent,
	{ since, afterId }: Position,
	limit: number,
): AsyncGenerator<FeedPage<Assignment>> {
	let from = since;
	if (afterId !== undefined) {
		yield* tied(list, event, { since, afterId, until: keyAfter(since) }, limit);
		from = keyAfter(since);
	}
	for (;;) {
		const query = { sort: `${event},id`, [`${event}_gte`]: asQueryTime(from), limit };
		const page = await list(query);
		yield { ...feedPage(page), isBehindEvent: afterId !== undefined };
		if (!page.hasMore) return;
		const last = timeKey(page.rows[page.rows.length - 1]?.[event]);
		if (last !== undefined && asQueryTime(last) > asQueryTime(from)) {
			from = last;
			continue;
		}
		const until = endOfTie(last, from);
		if (last === undefined || until === undefined) {
			throw stuck('A page of assignments does not lead to the next page', page.doing);
		}
		yield* tied(list, event, { since: last, until }, limit);
		from = until;
	}
}

/**
 * Returns where the times end that the service shows like the last one of a full page, if that page
 * was requested from `from`; undefined if the service does not respect that bound.
 */
function endOfTie(last: string | undefined, from: string): string | undefined {
	if (last === undefined) return undefined;
	if (asQueryTime(last) === asQueryTime(from)) return keyAfter(last);
	return last === wholeSecond(from) ? secondAfter(last) : undefined;
}

/** Rows with events from one time to another, which the service shows with the same time. */
interface Tie extends Position {
	until: string;
}

/** Reads rows of one time in order of their ids. */
async function* tied(
	list: List,
	event: AssignmentEvent,
	{ since, afterId, until }: Tie,
	limit: number,
): AsyncGenerator<FeedPage<Assignment>> {
	const bounds = { [`${event}_gte`]: asQueryTime(since), [`${event}_lt`]: asQueryTime(until) };
	const walk = pages(
		async (cursor) => await list({ sort: 'id', ...bounds, id_gt: cursor, limit }),
		({ id }) => id,
		afterId,
	);
	for await (const page of walk) yield feedPage(page);
}
