import type { Dialect } from '../values/csv';
import { headerLine, tableLine } from '../values/csv';
import type { Row } from './columns';
import { FIRST_COLUMNS, cellsOf } from './columns';
import { flattened, inputColumn } from './flatten';
import type { Solution } from './pages';

/** How solutions become the lines of a file. */
export interface FileFormat {
	rowOf(solution: Solution): Row;
	/** The columns that are known before the first row; undefined where a file has none. */
	firstColumns?: string[];
	header(columns: readonly string[]): string;
	line(row: Row, columns: readonly string[]): string;
}

/** One JSON object per line, with output values at the top level or as the service has them. */
export function ndjson(isFlat: boolean): FileFormat {
	return {
		rowOf: (solution) => (isFlat ? flattened(solution) : solution),
		header: () => '',
		line: (row) => `${JSON.stringify(row)}\n`,
	};
}

/**
 * A table with a column per output value.
 *
 * @param inputs names of the input values that were added to the solutions.
 */
export function csv(dialect: Dialect, inputs: readonly string[] = []): FileFormat {
	return {
		rowOf: flattened,
		firstColumns: [...FIRST_COLUMNS, ...inputs.map(inputColumn)],
		header: (columns) => headerLine(columns, dialect),
		line: (row, columns) => tableLine(cellsOf(row, columns), dialect),
	};
}
