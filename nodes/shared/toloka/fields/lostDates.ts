/** Texts that were dates, as whoever wrote them leaves them. */

/** In expressions of n8n that make text of a date. */
const OF_N8N = 'Invalid DateTime';

/** Why a text in any field is not the date that n8n was to make of it; undefined for any other. */
export function unmadeDate(text: string): string | undefined {
	if (text.trim() !== OF_N8N) return undefined;
	return `is ${OF_N8N}, which n8n returns for a value that is not a date: correct the date or its expression`;
}

/** Whether a field is for dates: `taken_at`, `Date of birth`; no number of such length is one. */
export function holdsDates(field: string, type: string): boolean {
	return type === 'string' && (OF_DATES.test(field) || /[a-z]Date$/.test(field));
}

/** What was done at a time; 25000 in `priced_at` is a price. */
const DONE_AT =
	'(?:created|updated|modified|taken|published|recorded|captured|finished|completed|uploaded|visited|posted)[_ -]?at$';
const OF_DATES = new RegExp(
	`(?:^|[^\\p{L}])(?:date|datetime|day|birthday|дата|datum|fecha)(?:[^\\p{L}]|$)|${DONE_AT}`,
	'iu',
);

/** The days since 1899 by which spreadsheets keep dates, those of 1954 to 2118. */
const DAYS = /^[2-7]\d{4}(?:\.\d+)?$/;
const UNTIL_1970 = 25_569;

/** What other programs write in place of a date that is none. */
const NO_DATE = /^(?:Invalid [Dd]ate|NaT)$/;

/** Why a text is not the date that it was; undefined for any other. */
export function lostDate(text: unknown): string | undefined {
	if (typeof text !== 'string') return undefined;
	if (NO_DATE.test(text)) return `is ${text}, which means that a date could not be read`;
	if (!DAYS.test(text)) return undefined;
	const at = (Number(text) - UNTIL_1970) * 24 * 60 * 60_000;
	const date = new Date(at).toISOString().slice(0, 10);
	return `is ${text}, the spreadsheet's number for ${date}: convert it to text there with TEXT(…, "yyyy-mm-dd")`;
}
