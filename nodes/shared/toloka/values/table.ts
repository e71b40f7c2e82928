import { ownOf } from './content';

/** The columns of a table: which there are, and what a row has in each of them. */

export type Row = Record<string, unknown>;

/** The columns and, at their end, those that some row adds to them. */
export function withColumnsOf(rows: readonly Row[], columns: string[]): string[] {
	const known = new Set(columns);
	for (const row of rows) for (const name of Object.keys(row)) known.add(name);
	return known.size === columns.length ? columns : [...known];
}

/** What a row has in each column, not what every object inherits. */
export function cellsOf(row: Row, columns: readonly string[]): unknown[] {
	return columns.map((name) => ownOf(row, name));
}
