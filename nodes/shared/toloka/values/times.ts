/**
 * Times as the service writes them: UTC, usually without a zone, with 0 to 6 digits of a second
 * (toloka-api §2.2). `Date` keeps milliseconds only, so cursors compare these strings instead.
 */

const TIME = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(?:\.(\d+))?)?Z?$/;
const FRACTION_DIGITS = 6;

/** Before every item; as a lower bound it also keeps unfinished items out (toloka-api §12, 8). */
export const BEGINNING = '1970-01-01T00:00:00.000000';

/**
 * One form for all of them, `YYYY-MM-DDThh:mm:ss.ffffff`: string order is time order.
 * Undefined for what is no time, such as a month 13.
 */
export function timeKey(raw: unknown): string | undefined {
	const match = typeof raw === 'string' ? TIME.exec(raw.trim()) : null;
	if (match === null) return undefined;
	const [, date, time = '00:00', fraction = ''] = match;
	const seconds = time.length === 5 ? `${time}:00` : time;
	const key = `${date}T${seconds}.${fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0')}`;
	return Number.isNaN(epochMsOf(key)) ? undefined : key;
}

export function timeKeyAt(epochMs: number): string {
	return `${new Date(epochMs).toISOString().slice(0, -1)}000`;
}

/** Epoch milliseconds, rounded down. */
export function epochMsOf(key: string): number {
	return Date.parse(`${key.slice(0, 23)}Z`);
}

/** The three forms of RFC 9110 §5.6.7, of which two are obsolete but to be understood. */
const HTTP_DATES = [
	/^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
	/^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>[\d:]{8}) GMT$/,
	/^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/** Epoch milliseconds of a date as HTTP headers write it. */
export function httpDateMs(text: string): number | undefined {
	const parts = HTTP_DATES.map((form) => form.exec(text)?.groups).find(Boolean);
	if (parts === undefined) return undefined;
	const year = parts.year.length === 2 ? `20${parts.year}` : parts.year;
	const at = Date.parse(`${parts.day.trim()} ${parts.month} ${year} ${parts.time} GMT`);
	return Number.isNaN(at) ? undefined : at;
}

/** The time as a query value: to the millisecond, to which ranges are documented. */
export function asQueryTime(key: string): string {
	return key.slice(0, 23);
}
