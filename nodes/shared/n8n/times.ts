import { tryToParseDateTime } from 'n8n-workflow';
import { isRecord } from '../toloka/values/foreign';
import { timeKeyAt } from '../toloka/values/times';

/** Numbers below this are seconds since the epoch, others milliseconds. */
const FIRST_MS = 100_000_000_000;
/** Day, month and year in whatever order: 01.05.2024 is May or January, depending on who reads. */
const AMBIGUOUS = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/**
 * The time that a field holds; undefined where it is none, or not a clear one. The picker gives a
 * time without a zone: it is meant in the zone of the workflow.
 */
export function readTimeKey(value: unknown, timezone: string): string | undefined {
	const text = typeof value === 'string' ? value.trim() : value;
	const number =
		typeof text === 'number' ? text : /^\d{9,}$/.test(String(text)) ? Number(text) : NaN;
	if (!Number.isNaN(number)) return keyAt(number < FIRST_MS ? number * 1000 : number);
	if (typeof text !== 'string' && !isRecord(text)) return undefined;
	if (typeof text === 'string' && (text === '' || AMBIGUOUS.test(text))) return undefined;
	try {
		return keyAt(tryToParseDateTime(text as string, timezone).toMillis());
	} catch {
		return undefined;
	}
}

function keyAt(epochMs: number): string | undefined {
	try {
		const key = timeKeyAt(epochMs);
		return /^\d{4}-/.test(key) ? key : undefined;
	} catch {
		return undefined;
	}
}
