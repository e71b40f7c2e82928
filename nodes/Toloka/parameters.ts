import type { IExecuteFunctions } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs';
import { checkedPerItem, valueOf } from '../shared/n8n/parameters';
import {
	definedIn,
	isEmpty,
	readBoolean,
	readChoice,
	shown,
	wholeNumberWithin,
} from '../shared/n8n/readers';
import { readTimeKey } from '../shared/n8n/times';
import { refusal } from '../shared/toloka/service/failures';
import { checkedId } from '../shared/toloka/service/requests';
import { isRecord } from '../shared/toloka/values/foreign';
import { asQueryTime } from '../shared/toloka/values/times';

/** Parameters that several operations have. */

const LIMIT = { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 };

export function readLimit(context: IExecuteFunctions, index: number): number {
	const returnAll = checkedPerItem(context, 'returnAll', 'Return All', readBoolean);
	if (returnAll(index)) return Infinity;
	return checkedPerItem(context, 'limit', 'Limit', wholeNumberWithin(LIMIT))(index);
}

export function addCutHint(context: IExecuteFunctions, limit: number): void {
	addHint(context, `The result was cut at ${limit} items. Turn on Return All to get the rest.`);
}

/** Reads a time as the service accepts it, in UTC; undefined if the field is empty. */
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

/** The choices of a field in the panel. */
type Options = ReadonlyArray<{ value: string }>;

/** Returns readers of an item's filters: an empty filter is ignored, an invalid one refused. */
export function filtersPerItem(context: IExecuteFunctions, parameter: string, index: number) {
	const given = valueOf(context, parameter, index);
	const filters = isRecord(given) ? given : {};
	return {
		choice: (name: string, label: string, options: Options): string | undefined => {
			const field = { label, itemIndex: index };
			const value = definedIn(filters, name, field);
			const allowed = options.map((option) => option.value);
			return isEmpty(value) ? undefined : readChoice(value, field, allowed, allowed[0]);
		},
		id: (name: string, label: string): string | undefined => {
			const value = definedIn(filters, name, { label, itemIndex: index });
			return isEmpty(value) ? undefined : checkedId(value, label, index);
		},
	};
}
