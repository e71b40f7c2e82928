/** Tables as text according to RFC 4180: quotes where needed, CRLF, UTF-8. */

export interface Dialect {
	delimiter: ',' | ';' | '\t';
	/** Whether the table is for spreadsheets: with a byte order mark, and with formulas escaped. */
	isForSpreadsheets: boolean;
}

const NEEDS_QUOTES = {
	',': /[",\r\n]|^\s|\s$/,
	';': /[";\r\n]|^\s|\s$/,
	'\t': /["\t\r\n]|^\s|\s$/,
};
/**
 * Text that a spreadsheet treats as a formula, which may send data away: also with full-width
 * signs, and after characters that the spreadsheet trims. A sign alone is none: in a file of answers
 * it is the verdict, which Toloka reads (toloka-api §13).
 */
const IS_FORMULA =
	/^(?:[\t\r\n]|[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20][\s\p{Cf}]*[^\s\p{Cf}])/u;
/** A negative number, or coordinates in the south: nothing in them runs, and a `'` would falsify them. */
const IS_NUMERIC = /^-\d+(?:\.\d+)?(?:, ?-?\d+(?:\.\d+)?)?$/;
const BYTE_ORDER_MARK = '\uFEFF';

/** The first line of a file, with the names of the columns. */
export function headerLine(columns: readonly string[], dialect: Dialect): string {
	const mark = dialect.isForSpreadsheets ? BYTE_ORDER_MARK : '';
	return `${mark}${tableLine(columns, dialect)}`;
}

export function tableLine(values: readonly unknown[], dialect: Dialect): string {
	return `${values.map((value) => cell(value, dialect)).join(dialect.delimiter)}\r\n`;
}

function cell(value: unknown, { delimiter, isForSpreadsheets }: Dialect): string {
	const plain = plainText(value);
	const isEscaped = isForSpreadsheets && typeof value !== 'number' && isFormula(plain);
	const text = isEscaped ? `'${plain}` : plain;
	return NEEDS_QUOTES[delimiter].test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function isFormula(text: string): boolean {
	return IS_FORMULA.test(text) && !IS_NUMERIC.test(text);
}

/** Text as is, an empty string for null or undefined, JSON for lists and objects. */
function plainText(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
