import { inPlainWords } from './readiness';
import type { SlicedPage } from '../flow/boundedFiles';
import { isFailure, outcomeOf } from '../service/failures';
import { shrinkingPages } from '../service/paging';
import type { Send } from '../service/requests';
import { pathOf } from '../service/requests';
import type { ListPage } from '../service/slicedList';
import { readListPage } from '../service/slicedList';
import type { Rows } from '../service/slicedWalk';
import { slicedWalk } from '../service/slicedWalk';
import { isRecord } from '../values/foreign';
import { PARSED } from '../values/jsonRows';

/** Reading aggregated solutions page by page (toloka-api §S1). */

export interface Solution {
	task_id: string;
	output_values?: Record<string, unknown>;
	/** Input values of its task, if added; null if the task no longer exists. */
	input_values?: Record<string, unknown> | null;
	[key: string]: unknown;
}

/** Bounds of the task id; `gt` and `lt` exclude the id itself. */
export interface Bounds {
	gt?: string;
	gte?: string;
	lt?: string;
	lte?: string;
}

export interface SolutionQuery {
	descending: boolean;
	bounds: Bounds;
	/** Solutions per request, up to 100,000. */
	pageSize: number;
	/** Most solutions in total; Infinity for all. */
	limit: number;
}

/** The solutions of one response, in slices; must be read to its end before the next page. */
export type SolutionPage = SlicedPage<Solution>;

/**
 * Reads the solutions of an operation page by page, in as few requests as the page size allows. If
 * the service refuses the page size, pages are smaller from then on. If all solutions are wanted,
 * the next page is read while one is used.
 *
 * @param rows the form in which solutions are read: `SOLUTIONS` or `LINES`.
 */
export async function* solutionPages<Row>(
	send: Send,
	operationId: string,
	query: SolutionQuery,
	rows: Rows<Row>,
	told: { onCut?: () => void; onNone?: () => void } = {},
): AsyncGenerator<SlicedPage<Row>> {
	const doing = `reading the aggregated solutions of operation ${operationId}`;
	const path = pathOf`/aggregated-solutions/${operationId}`;
	const request = { method: 'GET', api: 'v1', path, quota: 'aggregation', doing } as const;
	const sized = shrinkingPages(query.pageSize);
	let { limit: left } = query;
	let isFirst = true;

	async function fetchPage(cursor: string | undefined): Promise<ListPage> {
		const page = await outcomeOf(
			sized(left, async (size) => {
				const bounds = pageQuery(query, cursor, size);
				return await readListPage(send, { ...request, query: bounds }, 'solutions');
			}),
		);
		if (isFailure(page)) throw inPlainWords(page, operationId);
		return page;
	}

	function* upToLimit(slices: Iterable<Row[]>): Generator<Row[]> {
		for (const slice of slices) {
			if (left <= 0) return told.onCut?.();
			const solutions = slice.slice(0, left);
			if (slice.length > left) told.onCut?.();
			left -= solutions.length;
			yield solutions;
		}
	}

	const walk = slicedWalk(fetchPage, rows, query.limit === Infinity);
	for await (const { slices, isEmpty, hasMore } of walk) {
		if (isFirst && isEmpty) told.onNone?.();
		isFirst = false;
		yield upToLimit(slices);
		if (left > 0) continue;
		if (hasMore) told.onCut?.();
		return;
	}
}

/** The query of one page: the cursor replaces the bounds on its side. */
export function pageQuery(
	{ descending, bounds }: SolutionQuery,
	cursor: string | undefined,
	limit: number,
): Record<string, string | number | undefined> {
	const { gt, gte, lt, lte } = bounds;
	const low = { task_id_gt: gt, task_id_gte: gte };
	const high = { task_id_lt: lt, task_id_lte: lte };
	const sort = descending ? '-task_id' : 'task_id';
	if (cursor === undefined) return { sort, limit, ...low, ...high };
	return descending
		? { sort, limit, ...low, task_id_lt: cursor }
		: { sort, limit, ...high, task_id_gt: cursor };
}

/** How many requests it takes to read up to `limit` solutions; 1 if `limit` is infinite. */
export function requestsFor({ limit, pageSize }: SolutionQuery): number {
	return Number.isFinite(limit) ? Math.ceil(limit / pageSize) : 1;
}

function isSolution(value: unknown): value is Solution {
	return isRecord(value) && typeof value.task_id === 'string';
}

export const SOLUTIONS: Rows<Solution> = {
	reader: PARSED,
	isRow: isSolution,
	idName: 'task_id',
	idOf: ({ task_id: id }) => id,
	expected: 'solutions with a task_id',
};
