/** Detects texts that were dates, in the forms that various programs leave. */

/** What n8n's expressions return for text of an invalid date. */
const OF_N8N = 'Invalid DateTime';

/** What is wrong with a text that n8n made of an invalid date; undefined for any other. */
export function unmadeDate(text: string): string | undefined {
	if (text.trim() !== OF_N8N) return undefined;
	return `is ${OF_N8N}, which n8n returns for a value that is not a date: correct the date or its expression`;
}

/** Whether a text field is for dates (`taken_at`, `Date of birth`): five-digit numbers are none. */
export function holdsDates(field: string, type: string): boolean {
	return type === 'string' && (OF_DATES.test(field) || /[a-z]Date$/.test(field));
}

/** Names for the time of an action; 25000 in `priced_at` is a price. */
const DONE_AT =
	'(?:created|updated|modified|taken|published|recorded|captured|finished|completed|uploaded|visited|posted)[_ -]?at$';
const OF_DATES = new RegExp(
	`(?:^|[^\\p{L}])(?:date|datetime|day|birthday|дата|datum|fecha)(?:[^\\p{L}]|$)|${DONE_AT}`,
	'iu',
);

/** Dates as spreadsheets store them, in days since 1899: here from October 1954 to January 2119. */
const DAYS = /^[2-7]\d{4}(?:\.\d+)?$/;
const UNTIL_1970 = 25_569;

/** What other programs write for an invalid date. */
const NO_DATE = /^(?:Invalid [Dd]ate|NaT)$/;

/** What is wrong with a text that was a date; undefined for any other. */
export function lostDate(text: unknown): string | undefined {
	if (typeof text !== 'string') return undefined;
	if (NO_DATE.test(text)) return `is ${text}, which means that a date could not be read`;
	if (!DAYS.test(text)) return undefined;
	const at = (Number(text) - UNTIL_1970) * 24 * 60 * 60_000;
	const date = new Date(at).toISOString().slice(0, 10);
	return `is ${text}, the spreadsheet's number for ${date}: convert it to text there with TEXT(…, "yyyy-mm-dd")`;
}
