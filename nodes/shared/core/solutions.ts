import { plainer } from './aggregationResults';
import { TolokaFailure, fieldErrors, isRecord, outcomeOf } from './failures';
import type { Page } from './paging';
import { limited, pages } from './paging';
import type { Send } from './requests';
import { pathOf, unexpectedShape } from './requests';

/** Reading aggregated solutions page by page (seed 001). */

export interface Solution {
	task_id: string;
	output_values?: Record<string, unknown>;
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
	/** Solutions in all; Infinity for every one. */
	limit: number;
}

/** What every description of the list allows; some say no more is possible (api-facts §2.4). */
const SAFE_PAGE_SIZE = 300;

/**
 * The solutions of an operation, page by page, in as few requests as the page size allows. A service
 * that refuses the page size gets smaller pages from then on.
 */
export function solutionPages(
	send: Send,
	operationId: string,
	query: SolutionQuery,
): AsyncGenerator<Solution[]> {
	let { pageSize } = query;
	let left = query.limit;

	async function fetchPage(cursor: string | undefined): Promise<Page<Solution>> {
		const limit = Math.min(pageSize, left);
		const read = getPage(send, operationId, pageQuery(query, cursor, limit));
		const outcome = await outcomeOf(read);
		if (!(outcome instanceof TolokaFailure)) {
			left -= outcome.rows.length;
			return outcome;
		}
		if (limit <= SAFE_PAGE_SIZE || !isAboutLimit(outcome)) throw plainer(outcome, operationId);
		pageSize = SAFE_PAGE_SIZE;
		return await fetchPage(cursor);
	}

	return limited(
		pages(fetchPage, (solution) => solution.task_id),
		query.limit,
	);
}

/** The query of one page: the cursor takes the place of the bounds on its side. */
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

/** Requests that reading up to `limit` solutions may take. */
export function requestsFor({ limit, pageSize }: SolutionQuery): number {
	return Number.isFinite(limit) ? Math.ceil(limit / pageSize) : 1;
}

async function getPage(
	send: Send,
	operationId: string,
	query: Record<string, string | number | undefined>,
): Promise<Page<Solution>> {
	const doing = `reading the aggregated solutions of the operation ${operationId}`;
	const { body } = await send({
		method: 'GET',
		api: 'v1',
		path: pathOf`/aggregated-solutions/${operationId}`,
		query,
		quota: 'aggregation',
		doing,
	});
	if (!isRecord(body) || !Array.isArray(body.items) || !body.items.every(isSolution)) {
		throw unexpectedShape(doing, 'a list of solutions with has_more');
	}
	return { rows: body.items, hasMore: body.has_more === true };
}

function isSolution(value: unknown): value is Solution {
	return isRecord(value) && typeof value.task_id === 'string';
}

function isAboutLimit({ kind, details }: TolokaFailure): boolean {
	const named = fieldErrors(details.payload).some(({ path }) => /(^|\.)limit$/.test(path));
	return kind === 'invalid' && (named || /\blimit\b/i.test(details.text ?? ''));
}
