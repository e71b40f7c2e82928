/**
 * Times as the service writes them: UTC, usually without a zone, with 0 to 6 decimals (toloka-api
 * §2.2). `Date` keeps milliseconds only, so cursors compare strings instead.
 */

const TIME =
	/^(\d{4}-\d{2}-\d{2})(?:[T ]((?:[01]\d|2[0-3]):\d{2}(?::\d{2})?)(?:[.,](\d+))?)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;
const FRACTION_DIGITS = 6;
/** The form of nearly all times, in which only zeros of the fraction may be missing. */
const USUAL =
	/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,6})?$/;

/** Before every item; as a lower bound it also excludes unfinished items (toloka-api §12, 8). */
export const BEGINNING = '1970-01-01T00:00:00.000000';

/**
 * Converts a time to `YYYY-MM-DDThh:mm:ss.ffffff`, in which string order is time order. Accepts
 * zones and offsets, as services change from one ISO form to another. Undefined for an invalid
 * time, such as one in month 13.
 */
export function timeKey(raw: unknown): string | undefined {
	if (typeof raw !== 'string') return undefined;
	if (USUAL.test(raw)) return raw + '.000000'.slice(raw.length - 'YYYY-MM-DDThh:mm:ss'.length);
	const match = TIME.exec(raw.trim());
	if (match === null) return undefined;
	const [, date, time = '00:00', fraction = '', zone] = match;
	const seconds = inUtc(`${date}T${time.length === 5 ? `${time}:00` : time}`, offsetMs(zone));
	if (seconds === undefined) return undefined;
	return `${seconds}.${fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0')}`;
}

/** An offset such as `+03:00`, in milliseconds. */
function offsetMs(zone = 'Z'): number {
	const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
	if (sign === undefined) return 0;
	return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function inUtc(seconds: string, aheadMs: number): string | undefined {
	const at = Date.parse(`${seconds}Z`);
	if (Number.isNaN(at)) return undefined;
	if (aheadMs === 0) return seconds;
	const utc = new Date(at - aheadMs).toISOString();
	return /^\d{4}-/.test(utc) ? utc.slice(0, 19) : undefined;
}

/** A time in whole seconds, for comparison with times that are written without a fraction. */
export function secondOf(raw: unknown): string | undefined {
	return timeKey(raw)?.slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
}

/** The beginning of the next millisecond, the finest step documented for ranges. */
export function keyAfter(key: string): string {
	return timeKeyAt(epochMsOf(key) + 1);
}

/** The beginning of the second of a time. */
export function wholeSecond(key: string): string {
	return timeKeyAt(Math.floor(epochMsOf(key) / 1000) * 1000);
}

/** The beginning of the second after a time. */
export function secondAfter(key: string): string {
	return wholeSecond(timeKeyAt(epochMsOf(key) + 1000));
}

/** The time key of epoch milliseconds; throws if they are outside the range of dates. */
export function timeKeyAt(epochMs: number): string {
	return `${new Date(epochMs).toISOString().slice(0, -1)}000`;
}

/** Epoch milliseconds of a time key, rounded down. */
export function epochMsOf(key: string): number {
	return Date.parse(`${key.slice(0, 23)}Z`);
}

/** Appends `Z` to the times of a row, which n8n would otherwise read in the workflow's time zone. */
export function withZones<Row extends object>(row: Row, fields: readonly string[]): Row {
	const zoned = { ...row } as Record<string, unknown>;
	for (const field of fields) {
		const time = withZone(zoned[field]);
		if (time !== zoned[field]) zoned[field] = time;
	}
	return zoned as Row;
}

/** Fields that contain times in objects of the service, except app items (see `itemOutput`). */
const SERVICE_TIMES = [
	...['created', 'submitted', 'started', 'finished', 'accepted', 'rejected', 'skipped', 'expired'],
	...['last_started', 'last_stopped', 'will_expire'],
	...['created_at', 'started_at', 'finished_at', 'opened_at', 'closed_at'],
	...['current_time', 'eta', 'etd', 'app_project_eta'],
];

/** An operation, pool, batch or assignment as nodes output it. */
export function zoned<Row extends object>(row: Row): Row {
	return withZones(row, SERVICE_TIMES);
}

/** Appends `Z` to a time without a zone; returns anything else as is. */
export function withZone<Time>(time: Time): Time | string {
	return isWithoutZone(time) ? `${time}Z` : time;
}

function isWithoutZone(time: unknown): time is string {
	if (typeof time !== 'string') return false;
	if (USUAL.test(time)) return true;
	const mayLackZone = time.includes(':') && !/(Z|UTC|GMT|[+-]\d{2}(:?\d{2})?)$/i.test(time);
	return mayLackZone && timeKey(time) !== undefined;
}

/** The three forms of RFC 9110 §5.6.7; two are obsolete but must be accepted. */
const HTTP_DATES = [
	/^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>[\d:]{8}) GMT$/,
	/^[A-Z][a-z]{5,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>[\d:]{8}) GMT$/,
	/^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/** Epoch milliseconds of a date in an HTTP header; undefined for anything else. */
export function httpDateMs(text: string): number | undefined {
	const parts = HTTP_DATES.map((form) => form.exec(text)?.groups).find(Boolean);
	if (parts === undefined) return undefined;
	const year = parts.year.length === 2 ? `20${parts.year}` : parts.year;
	const at = Date.parse(`${parts.day.trim()} ${parts.month} ${year} ${parts.time} GMT`);
	return Number.isNaN(at) ? undefined : at;
}

/** A time in ISO 8601, in UTC, as people read it: `2024-05-31 18:00 UTC`. */
export function minuteText(time: string): string {
	return `${time.slice(0, 'YYYY-MM-DDThh:mm'.length).replace('T', ' ')} UTC`;
}

/** A time key as a query value, to the millisecond, as ranges are documented. */
export function asQueryTime(key: string): string {
	return key.slice(0, 23);
}
