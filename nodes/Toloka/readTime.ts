import type { IExecuteFunctions } from 'n8n-workflow';
import { readTimeKey } from '../shared/n8n/times';
import { isEmpty, shown } from '../shared/n8n/readers';
import { refusal } from '../shared/toloka/service/failures';
import { asQueryTime } from '../shared/toloka/values/times';

/** A time in UTC as the service takes it, undefined where the field is empty. */
export function readTime(
	context: IExecuteFunctions,
	value: unknown,
	label: string,
	index: number,
): string | undefined {
	if (isEmpty(value)) return undefined;
	const key = readTimeKey(value, context.getTimezone());
	if (key !== undefined) return asQueryTime(key);
	throw refusal(
		`${label} of item ${index} is not a clear time: ${shown(value)}`,
		'Choose a time, or use an expression that returns one such as 2027-01-31T18:00.',
		index,
	);
}
