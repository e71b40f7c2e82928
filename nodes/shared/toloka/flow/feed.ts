import type { Page } from '../service/paging';
import type { ListPage } from '../service/slicedList';
import { lastRowOf, rowsAs, slicesOf } from '../service/slicedList';

/** Where a walk over a list begins: at a time, or behind a row. */
export interface Position {
	since: string;
	afterId?: string;
}

export interface FeedPage<Row> extends Omit<Page<Row>, 'rows'> {
	/** Known before the others are read; undefined where there are none. */
	last: Row | undefined;
	/** All rows; to be called once. */
	rows(): Row[];
	/** Whether these rows follow one that had its event. */
	isBehindEvent?: boolean;
}

/** A page that is read already. */
export function feedPage<Row>(page: Page<Row>): FeedPage<Row> {
	return { ...page, last: page.rows.at(-1), rows: () => page.rows };
}

/** A page whose rows stay bytes until they are asked for: the next one is requested before. */
export function slicedPage<Row>(
	{ list, ...page }: ListPage,
	isRow: (row: unknown) => row is Row,
): FeedPage<Row> {
	const { doing } = page;
	const rows = () =>
		rowsAs([...slicesOf(list, doing)].flat(), isRow, doing, 'a list with has_more');
	const last = lastRowOf(list);
	return isRow(last) ? { ...page, last, rows } : feedPage({ ...page, rows: rows() });
}

/** A list of the service that a trigger follows, sorted by the time of an event. */
export interface Feed<Row extends { id: string }> {
	/** Tells it from the other feeds of the trigger: an id of the service. */
	name: string;
	/** Fingerprint of the filters that the service applies. */
	view: string;
	/** Completes "while …" in messages. */
	doing: string;
	timeOf(row: Row): unknown;
	isWanted(row: Row): boolean;
	pages(from: Position, pageSize: number): AsyncGenerator<FeedPage<Row>>;
	/** Set where the list of an unknown id is empty: it is proven to exist before it is followed. */
	isLenient?: true;
	/** A small request that proves the access, and whose answer tells the service's time. */
	probe(): Promise<unknown>;
	/** A few of the newest rows, for trying the trigger out. */
	sample(count: number): Promise<Row[]>;
}
