import type { Page } from '../service/paging';
import type { ListPage } from '../service/slicedList';
import { PARSED } from '../values/jsonRows';
import { lastRowOf, rowsAs, slicesOf } from '../service/slicedList';

/** Where a walk over a list begins: at a time, or after a row. */
export interface Position {
	since: string;
	afterId?: string;
}

export interface FeedPage<Row> extends Omit<Page<Row>, 'rows'> {
	/** The last row, known before the others are parsed; undefined if there are no rows. */
	last: Row | undefined;
	/** Returns all rows; to be called once. */
	rows(): Row[];
	/** Whether these rows follow one whose event has happened. */
	isBehindEvent?: boolean;
}

/** A page whose rows are already parsed. */
export function feedPage<Row>(page: Page<Row>): FeedPage<Row> {
	return { ...page, last: page.rows.at(-1), rows: () => page.rows };
}

/** A page whose rows stay bytes until `rows` is called, so that the next page is requested first. */
export function slicedPage<Row>(
	{ list, ...page }: ListPage,
	isRow: (row: unknown) => row is Row,
): FeedPage<Row> {
	const { doing } = page;
	const rows = () =>
		rowsAs([...slicesOf(list, doing, PARSED)].flat(), isRow, doing, 'a list with has_more');
	const last = lastRowOf(list);
	return isRow(last) ? { ...page, last, rows } : feedPage({ ...page, rows: rows() });
}

/** A list of the service that a trigger follows, sorted by the time of an event. */
export interface Feed<Row extends { id: string }> {
	/** Distinguishes the feed from the others of the trigger: an id of the service. */
	name: string;
	/** Fingerprint of the filters that the service applies. */
	view: string;
	/** Completes "while …" in messages. */
	doing: string;
	timeOf(row: Row): unknown;
	isWanted(row: Row): boolean;
	pages(from: Position, pageSize: number): AsyncGenerator<FeedPage<Row>>;
	/** Set if the list of an unknown id is empty: the id is proven to exist before its feed is polled. */
	isLenient?: true;
	/** Set if the service cannot continue the list after a row, but only from a time. */
	hasNoPositions?: true;
	/** Sends a small request that proves access, and whose response reveals the service's time. */
	probe(): Promise<unknown>;
	/** Returns a few of the newest rows, for trying out the trigger. */
	sample(count: number): Promise<Row[]>;
}
