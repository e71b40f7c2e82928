/** CSV as RFC 4180 describes it: a header, commas, quotes where needed, CRLF, UTF-8. */

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

export function csvLine(values: readonly unknown[]): string {
	return `${values.map((value) => csvValue(value)).join(',')}\r\n`;
}

/** Text as it is, nothing for null, JSON for lists and objects; nothing else is changed. */
export function csvValue(value: unknown): string {
	if (value === undefined || value === null) return '';
	const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return NEEDS_QUOTES.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
