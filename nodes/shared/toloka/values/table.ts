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

/** The table as text, as RFC 4180 describes it: quotes where needed, CRLF, UTF-8. */
export interface Dialect {
	delimiter: ',' | ';' | '\t';
	/** Whether spreadsheets are to read it: with a byte order mark, and nothing in it is a formula. */
	isForSpreadsheets: boolean;
}

const NEEDS_QUOTES = {
	',': /[",\r\n]|^\s|\s$/,
	';': /[";\r\n]|^\s|\s$/,
	'\t': /["\t\r\n]|^\s|\s$/,
};
/**
 * With these a spreadsheet takes a text for a formula, which may send data away: also in full
 * width, and behind what it trims.
 */
const IS_FORMULA = /^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u;
const BYTE_ORDER_MARK = '\uFEFF';

/** The line with the names of the columns, at the beginning of a file. */
export function headerLine(columns: readonly string[], dialect: Dialect): string {
	const mark = dialect.isForSpreadsheets ? BYTE_ORDER_MARK : '';
	return `${mark}${tableLine(columns, dialect)}`;
}

/** One line of a table, with its line end. */
export function tableLine(values: readonly unknown[], dialect: Dialect): string {
	return `${values.map((value) => cell(value, dialect)).join(dialect.delimiter)}\r\n`;
}

function cell(value: unknown, { delimiter, isForSpreadsheets }: Dialect): string {
	const plain = plainText(value);
	const isFormula = isForSpreadsheets && typeof value !== 'number' && IS_FORMULA.test(plain);
	const text = isFormula ? `'${plain}` : plain;
	return NEEDS_QUOTES[delimiter].test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Text as it is, nothing for null, JSON for lists and objects. */
function plainText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
