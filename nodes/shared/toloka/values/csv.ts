/** Tables as text, as RFC 4180 describes them: quotes where needed, CRLF, UTF-8. */

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
