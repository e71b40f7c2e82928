import { tryToParseDateTime } from 'n8n-workflow';
import { isRecord } from '../../toloka/values/foreign';
import { timeKeyAt } from '../../toloka/values/times';
import type { Field } from './readers';
import { about, isEmpty, shown } from './readers';

type DateTime = ReturnType<typeof tryToParseDateTime>;

/** The time zone that is farthest ahead of UTC. */
const MAX_OFFSET_HOURS = 14;
/** Smaller numbers, before 2001 as seconds, are more likely a year, a count or an ID. */
const FIRST_SECOND = 1_000_000_000;
/** Numbers below this are seconds since the epoch, others milliseconds. */
const FIRST_MS = 100_000_000_000;
/** Year, month and day: the only order of numbers that everybody reads the same way. */
const DATE = /^([12]\d{3})([-/.]?)(\d{2})\2(\d{2})(?!\d)/;
/** A month by its name, with a day beside it: `28 Nov`, `Nov 28`. */
const MONTH =
	/\b(?:(\d{1,2})[-./ ]+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[-./ ]+(\d{1,2})\b(?!:))?/i;
const YEAR = /\b[12]\d{3}\b/;
/** An offset follows a time: a year, as in `28-Nov-2026`, is none. */
const WITH_ZONE =
	/\b(?:GMT|UTC|UT|[ECMP][SD]T)\b|(?:\d|[ap]m) ?Z\b|(?::\d{2}(?:[.,]\d+)?|[ap]m) ?[+-]\d{2}(?::?\d{2})?\b/i;

const OFFSET = /(?::\d{2}(?:[.,]\d+)?|[ap]m|GMT|UTC) ?[+-](\d{2})(?::?(\d{2}))?\b/i;

/** Reads a field's time; undefined if the field is empty. */
export function readTime(value: unknown, field: Field, timezone: string): string | undefined {
	if (isEmpty(value)) return undefined;
	const key = readTimeKey(value, timezone);
	if (key !== undefined) return key;
	throw about(field, `is not a clear time: ${shown(value)}`, CLEAR_TIME);
}

export const CLEAR_TIME =
	'Choose a time, or use an expression that returns one such as 2027-01-31T18:00.';

/**
 * Returns the time of a value; undefined if it is not a clear one: n8n's own parser turns “item 5” into
 * the year 2001. The picker returns a time without a zone, which is in the workflow's time zone.
 */
export function readTimeKey(value: unknown, timezone: string): string | undefined {
	const text = typeof value === 'string' ? value.trim() : value;
	const number =
		typeof text === 'number' ? text : /^\d{10,}$/.test(String(text)) ? Number(text) : NaN;
	if (number < FIRST_SECOND) return undefined;
	if (!Number.isNaN(number)) return keyAt(number < FIRST_MS ? number * 1000 : number);
	try {
		const plain = typeof text === 'string' ? inIso(text) : text;
		if (typeof plain !== 'string' && !isRecord(plain)) return undefined;
		const at = tryToParseDateTime(plain as string, timezone);
		const hasZone = typeof plain !== 'string' || WITH_ZONE.test(plain);
		return keyAt((hasZone ? at : firstOfTwo(at)).toMillis());
	} catch {
		return undefined;
	}
}

/** How long before a time its clocks still had their former offset, if they were just set back. */
const BEFORE_SETTING_BACK = { hours: 4 };

/**
 * A time that clocks show twice, because they are set back, is the first of the two: nothing since
 * then is left out. The parser takes one or the other, depending on the season in which it reads.
 */
function firstOfTwo(at: DateTime): DateTime {
	const { offset } = at.minus(BEFORE_SETTING_BACK);
	const first = at.minus({ minutes: offset - at.offset });
	return offset > at.offset && first.offset === offset ? first : at;
}

/** Rewrites a clear time so that n8n reads it the same everywhere; undefined for any other text. */
function inIso(text: string): string | undefined {
	const [, hours = '0', minutes = '0'] = OFFSET.exec(text) ?? [];
	if (Number(hours) > MAX_OFFSET_HOURS || Number(minutes) > 59) return undefined;
	const [date, year, , month, day] = DATE.exec(text) ?? [];
	if (date === undefined) return exists(...inWords(text)) ? withoutHost(text) : undefined;
	const inDigits = `${year}-${month}-${day}`;
	return exists(inDigits, day) ? withoutHost(inDigits + text.slice(date.length)) : undefined;
}

/** The day of a text with the name of a month, and the number that it has in its month. */
function inWords(text: string): [date: string, day: string | undefined] {
	const [, before, month, day = before] = MONTH.exec(text) ?? [];
	return [`${day} ${month} ${YEAR.exec(text)?.[0]} UTC`, day];
}

/** Whether a day exists: `Date` takes February 30 for the 2nd of March. */
function exists(date: string, day = ''): boolean {
	return new Date(date).getUTCDate() === Number(day);
}

/** n8n reads a time such as `2:30 PM` in the zone of its host, unless it is written in ISO 8601. */
function withoutHost(text: string): string {
	if (WITH_ZONE.test(text)) return text;
	const asUtc = new Date(`${text} UTC`);
	return Number.isNaN(asUtc.getTime()) ? text : asUtc.toISOString().slice(0, -1);
}

function keyAt(epochMs: number): string | undefined {
	try {
		const key = timeKeyAt(epochMs);
		return /^\d{4}-/.test(key) ? key : undefined;
	} catch {
		return undefined;
	}
}
