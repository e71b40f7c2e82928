import { fieldErrors } from './fieldErrors';
import { TolokaFailure, isFailure, outcomeOf } from './failures';
import type { ApiReply } from './requests';
import { unexpectedShape } from './requests';
import { clean, isRecord } from '../values/foreign';

export interface Page<Row> {
	rows: Row[];
	hasMore: boolean;
	/** The service's time when it responded, epoch milliseconds. */
	serviceTime?: number;
	/** What was being read; completes "while …" in messages. */
	doing?: string;
}

/**
 * Reads a response as a page. Lists of the Apps API are called `content`; an older description says
 * `items` (toloka-api §12, 19).
 *
 * @param expected what was expected, for the message about another response: “a list of pools”.
 */
export function pageOf<Row>(
	{ body, serviceTime }: ApiReply,
	isRow: (row: unknown) => row is Row,
	doing: string,
	expected: string,
): Page<Row> {
	const rows = listIn(body);
	if (!isPage(body) || !Array.isArray(rows) || !rows.every(isRow)) {
		throw unexpectedShape(doing, expected);
	}
	return { rows, hasMore: body.has_more, serviceTime, doing };
}

/** The list in a page; null counts as an empty one (toloka-api §P9). */
export function listIn(body: unknown): unknown {
	if (!isRecord(body)) return undefined;
	const { content, items } = body;
	return content ?? items ?? (content === null || items === null ? [] : undefined);
}

/** Whether a response says if more pages follow; one that does not must not pass for the last page. */
export function isPage(body: unknown): body is Record<string, unknown> & { has_more: boolean } {
	return isRecord(body) && typeof body.has_more === 'boolean';
}

/** No list of the service has nearly as many pages; one that does never ends. */
const MAX_PAGES = 20_000;

/**
 * Walks a list page by page. The end is `has_more: false`, never a short page (toloka-api §2.3). An
 * empty page that claims more, a repeated cursor, or an endless list is a failure instead of an
 * endless loop.
 *
 * @param fetchPage reads the page after `cursor`; the first call gets `start`.
 */
export function pages<Row>(
	fetchPage: (cursor: string | undefined) => Promise<Page<Row>>,
	cursorOf: (row: Row) => string,
	start?: string,
): AsyncGenerator<Page<Row>> {
	const cursorAfter = ({ rows }: Page<Row>) =>
		rows.length === 0 ? undefined : cursorOf(rows[rows.length - 1]);
	return pageWalk(fetchPage, cursorAfter, start);
}

/**
 * Walks pages of any form, as `pages` does.
 *
 * @param cursorAfter returns the cursor after a page, undefined after an empty one; called once the
 * page has been used.
 * @param cursorAhead returns the same before the page is used, so that the next page is requested
 * meanwhile; undefined if the cursor is not known yet.
 */
export async function* pageWalk<AnyPage extends { hasMore: boolean; doing?: string }>(
	fetchPage: (cursor: string | undefined) => Promise<AnyPage>,
	cursorAfter: (page: AnyPage) => string | undefined,
	start?: string,
	cursorAhead: (page: AnyPage) => string | undefined = () => undefined,
): AsyncGenerator<AnyPage> {
	const visited = new Set<string | undefined>([start]);
	let page = await fetchPage(start);
	for (;;) {
		const ahead = page.hasMore ? cursorAhead(page) : undefined;
		const early = ahead === undefined ? undefined : fetchPage(ahead);
		// If the caller stops here, nobody handles a failure of that request.
		early?.catch(() => undefined);
		yield page;
		if (!page.hasMore) return;
		const cursor = nextCursor(cursorAfter(page), visited, page.doing);
		visited.add(cursor);
		page = await (early !== undefined && ahead === cursor ? early : fetchPage(cursor));
	}
}

function nextCursor(
	cursor: string | undefined,
	visited: Set<string | undefined>,
	doing?: string,
): string {
	if (cursor === undefined) throw stuck('An empty page claims that more rows follow', doing);
	if (visited.has(cursor)) throw stuck(`The list does not advance beyond ${clean(cursor)}`, doing);
	if (visited.size >= MAX_PAGES) throw stuck(`The list has more than ${MAX_PAGES} pages`, doing);
	return cursor;
}

/** The failure of a walk that would never end. */
export function stuck(text: string, doing = 'reading a list page by page'): TolokaFailure {
	return new TolokaFailure('contradiction', { text, doing });
}

/** Yields the first `limit` rows of a walk, page by page, then stops requesting. */
export async function* limited<Row>(
	walk: AsyncGenerator<Page<Row>>,
	limit: number,
	onCut?: () => void,
): AsyncGenerator<Row[]> {
	let left = limit;
	for await (const { rows, hasMore } of walk) {
		yield rows.length > left ? rows.slice(0, left) : rows;
		left -= rows.length;
		if (left > 0) continue;
		if (left < 0 || hasMore) onCut?.();
		return;
	}
}

/** Every row of a walk in one array; for lists that are known to be short. */
export async function collect<Row>(walk: AsyncGenerator<Row[]>): Promise<Row[]> {
	const all: Row[] = [];
	for await (const rows of walk) for (const row of rows) all.push(row);
	return all;
}

/** A page size that every description of every list allows; some allow no more (toloka-api §2.4). */
export const SAFE_PAGE_SIZE = 300;

/** Reads a page of the list, requesting at most `most` rows. */
type SizedPages = <Page>(most: number, read: (size: number) => Promise<Page>) => Promise<Page>;

/** Reads pages of up to `pageSize` rows; once the service refuses one as too large, of up to 300. */
export function shrinkingPages(pageSize: number): SizedPages {
	let largest = pageSize;
	return async (most, read) => {
		const size = Math.min(largest, most);
		const page = await outcomeOf(read(size));
		if (!isFailure(page)) return page;
		if (size <= SAFE_PAGE_SIZE || !isAboutLimit(page)) throw page;
		largest = SAFE_PAGE_SIZE;
		return await read(largest);
	};
}

function isAboutLimit({ kind, details }: TolokaFailure): boolean {
	const named = fieldErrors(details.payload).some(({ path }) => /(^|\.)limit$/.test(path));
	return kind === 'invalid' && (named || /\blimit\b/i.test(details.text ?? ''));
}
