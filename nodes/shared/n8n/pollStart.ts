import type { IPollFunctions } from 'n8n-workflow';
import { readChoice } from './readers';
import { readTimeKey } from './times';
import { refusal } from '../toloka/service/failures';
import { clean } from '../toloka/values/foreign';
import { fingerprint } from '../toloka/values/keys';
import { BEGINNING } from '../toloka/values/times';

export const WHEN_PUBLISHED = 'activation';

const STARTS = [WHEN_PUBLISHED, 'beginning', 'time'] as const;

/** What Start From says. */
export interface Start {
	/** Another one starts anew, unless it is `WHEN_PUBLISHED`. */
	id: string;
	/** Time key from which to deliver; undefined for what is yet to come. */
	since(): string | undefined;
}

/** @param label name of the field for the time. */
export function readStart(context: IPollFunctions, label: string): Start {
	const chosen: unknown = context.getNodeParameter('startFrom', WHEN_PUBLISHED);
	const startFrom = readChoice(chosen, 'Start From', STARTS, WHEN_PUBLISHED);
	if (startFrom === 'beginning') return { id: 'beginning', since: () => BEGINNING };
	if (startFrom !== 'time') return { id: WHEN_PUBLISHED, since: () => undefined };
	// As it was entered: an expression such as {{ $now }} must not start anew at every poll.
	const raw: unknown = context.getNodeParameter('startTime', '', { rawExpressions: true });
	const entered = JSON.stringify(raw) ?? '';
	return { id: `time ${fingerprint([entered])}`, since: () => readStartTime(context, label) };
}

function readStartTime(context: IPollFunctions, label: string): string {
	const value: unknown = context.getNodeParameter('startTime', '');
	const since = readTimeKey(value, context.getTimezone());
	if (since !== undefined) return since;
	const isEmpty = value === undefined || value === null || value === '';
	const shown = typeof value === 'string' ? `: “${clean(value, 80)}”` : '';
	throw refusal(
		isEmpty ? `${label} is empty` : `${label} is not a clear time${shown}`,
		'Choose a time, or use an expression that returns one such as 2024-05-31T18:00.',
	);
}
