import type { IPollFunctions } from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';
import { refusal } from '../toloka/service/failures';
import { clean, isRecord } from '../toloka/values/foreign';
import { fingerprint } from '../toloka/values/keys';
import { BEGINNING, timeKeyAt } from '../toloka/values/times';

export const WHEN_PUBLISHED = 'activation';

/** What Start From says. */
export interface Start {
	/** Another one starts anew, unless it is `WHEN_PUBLISHED`. */
	id: string;
	/** Time key from which to deliver; undefined for what is yet to come. */
	since(): string | undefined;
}

/** @param label name of the field for the time. */
export function readStart(context: IPollFunctions, label: string): Start {
	const startFrom = context.getNodeParameter('startFrom', WHEN_PUBLISHED);
	if (startFrom === 'beginning') return { id: 'beginning', since: () => BEGINNING };
	if (startFrom !== 'time') return { id: WHEN_PUBLISHED, since: () => undefined };
	// As it was entered: an expression such as {{ $now }} must not start anew at every poll.
	const raw: unknown = context.getNodeParameter('startTime', '', { rawExpressions: true });
	const entered = JSON.stringify(raw) ?? '';
	return { id: `time ${fingerprint([entered])}`, since: () => readStartTime(context, label) };
}

function readStartTime(context: IPollFunctions, label: string): string {
	const value: unknown = context.getNodeParameter('startTime', '');
	const since = startTimeKey(value, context.getTimezone());
	if (since !== undefined) return since;
	const isEmpty = value === undefined || value === null || value === '';
	const shown = typeof value === 'string' ? `: “${clean(value, 80)}”` : '';
	throw refusal(
		isEmpty ? `${label} is empty` : `${label} is not a clear time${shown}`,
		'Choose a time, or use an expression that returns one as 2024-05-31T18:00.',
	);
}

/** Numbers below this are seconds since the epoch, others milliseconds. */
const FIRST_MS = 100_000_000_000;
/** Day, month and year in whatever order: 01.05.2024 is May or January, depending on who reads. */
const AMBIGUOUS = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/** The picker gives a time without a zone: it is meant in the zone of the workflow. */
export function startTimeKey(value: unknown, timezone: string): string | undefined {
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
