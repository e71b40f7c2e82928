import { isFailure, isOutlasted, outcomeOf } from '../service/failures';
import type { Operation } from './operation';
import { listOperations } from './operation';
import { SAFE_PAGE_SIZE, collect, limited, pages } from '../service/paging';
import type { Send } from '../service/requests';
import { asQueryTime, epochMsOf, timeKey, timeKeyAt } from '../values/times';

/** Most rows per poll; the next poll reads the rest. */
const MAX_ROWS = 4 * SAFE_PAGE_SIZE;
/** How far before the newest row each poll begins, for rows that become visible late. */
const OVERLAP_MS = 10_000;

/** Finds the finished operations of an account, with few requests for any number of them. */
export interface FinishedList {
	/** False once the list has failed for a reason that does not pass by itself. */
	usable: boolean;
	/** Returns the operations that finished since the last poll, and some from shortly before. */
	look(): Promise<Operation[]>;
}

/** @param since service time, epoch milliseconds; operations that finished earlier are left out. */
export function finishedList(send: Send, since: number): FinishedList {
	let from = since;
	const list: FinishedList = {
		usable: true,
		async look() {
			const found = await outcomeOf(finishedSince(send, from));
			if (isFailure(found)) {
				if (isOutlasted(found) || found.kind === 'canceled') throw found;
				list.usable = false;
				return [];
			}
			const newest = found.map(finishedKey).reduce((a, b) => (a > b ? a : b), '');
			if (newest !== '') from = Math.max(from, epochMsOf(newest) - OVERLAP_MS);
			return found;
		},
	};
	return list;
}

async function finishedSince(send: Send, since: number): Promise<Operation[]> {
	const walk = pages(
		async (cursor) =>
			await listOperations(send, { sort: 'finished', finished_gte: cursor, limit: SAFE_PAGE_SIZE }),
		(operation) => asQueryTime(finishedKey(operation)),
		asQueryTime(timeKeyAt(since)),
	);
	return await collect(limited(walk, MAX_ROWS));
}

function finishedKey({ finished }: Operation): string {
	return timeKey(finished ?? '') ?? '';
}
