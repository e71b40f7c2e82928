import { ownOf } from './content';

/** The columns of a table, and the cells of a row. */

export type Row = Record<string, unknown>;

/** The columns, followed by new ones from the rows; the same array if there are none. */
export function withColumnsOf(rows: readonly Row[], columns: string[]): string[] {
	const known = new Set(columns);
	for (const row of rows) for (const name of Object.keys(row)) known.add(name);
	return known.size === columns.length ? columns : [...known];
}

/** A row's own value in each column, without inherited properties. */
export function cellsOf(row: Row, columns: readonly string[]): unknown[] {
	return columns.map((name) => ownOf(row, name));
}
