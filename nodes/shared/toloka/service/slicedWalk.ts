import { pageWalk } from './paging';
import { isRecord } from '../values/foreign';
import type { RowReader } from '../values/jsonRows';
import type { ListPage } from './slicedList';
import { isEmptyList, lastRowOf, rowsAs, slicesOf } from './slicedList';

/** The rows of one response, in slices; read them all before requesting the next page. */
export interface SlicedRows<Row> {
	slices: Iterable<Row[]>;
	isEmpty: boolean;
	hasMore: boolean;
}

export interface Rows<Row> {
	reader: RowReader<unknown[]>;
	isRow: (row: unknown) => row is Row;
	idOf: (row: Row) => string;
	/** Name of the id in a row as the service sends it. */
	idName: string;
	/** What was expected, for the message about other rows: “solutions with a task_id”. */
	expected: string;
}

/**
 * Walks a list in the order of its ids, page by page.
 *
 * @param readsAhead whether to request the next page while one is used: for complete walks.
 */
export async function* slicedWalk<Row>(
	fetchPage: (cursor: string | undefined) => Promise<ListPage>,
	{ reader, isRow, idOf, idName, expected }: Rows<Row>,
	readsAhead: boolean,
): AsyncGenerator<SlicedRows<Row>> {
	let lastId: string | undefined;

	function* rowsOfPage({ list, doing }: ListPage): Generator<Row[]> {
		for (const slice of slicesOf(list, doing, reader)) {
			const rows = rowsAs(slice, isRow, doing, expected);
			lastId = idOf(rows[rows.length - 1]);
			yield rows;
		}
	}

	const cursorAfter = ({ list }: ListPage) => (isEmptyList(list) ? undefined : lastId);
	const cursorAhead = ({ list }: ListPage) => {
		const last = readsAhead ? lastRowOf(list) : undefined;
		const id = isRecord(last) ? last[idName] : undefined;
		return typeof id === 'string' ? id : undefined;
	};
	for await (const page of pageWalk(fetchPage, cursorAfter, undefined, cursorAhead)) {
		yield { slices: rowsOfPage(page), isEmpty: isEmptyList(page.list), hasMore: page.hasMore };
	}
}
