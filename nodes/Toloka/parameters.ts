import type { IExecuteFunctions } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs';
import { valueOf } from '../shared/n8n/parameters';
import { assertDefined, isEmpty, readChoice } from '../shared/n8n/readers';
import { readTime } from '../shared/n8n/times';
import { checkedId } from '../shared/toloka/service/requests';
import { asQueryTime } from '../shared/toloka/values/times';

/** Parameters that several operations have. */

export function addCutHint(context: IExecuteFunctions, limit: number): void {
	addHint(context, `The result was cut at ${limit} items. Turn on Return All to get the rest.`);
}

/** Reads a time as the service accepts it, in UTC; undefined if the field is empty. */
export function readQueryTime(
	context: IExecuteFunctions,
	parameter: string,
	label: string,
	index: number,
): string | undefined {
	const field = { label, itemIndex: index };
	const value = valueOf(context, parameter, index);
	assertDefined(value, field);
	const key = readTime(value, field, context.getTimezone());
	return key && asQueryTime(key);
}

/** The choices of a field in the panel. */
type Options = ReadonlyArray<{ value: string }>;

/** Returns readers of an item's filters: an empty filter is ignored, an invalid one refused. */
export function filtersPerItem(context: IExecuteFunctions, parameter: string, index: number) {
	const read = (name: string, label: string): unknown => {
		const value = valueOf(context, `${parameter}.${name}`, index);
		assertDefined(value, { label, itemIndex: index });
		return isEmpty(value) ? undefined : value;
	};
	return {
		choice: (name: string, label: string, options: Options): string | undefined => {
			const value = read(name, label);
			if (value === undefined) return undefined;
			const allowed = options.map((option) => option.value);
			return readChoice(value, { label, itemIndex: index }, allowed, allowed[0]);
		},
		id: (name: string, label: string): string | undefined => {
			const value = read(name, label);
			return value === undefined ? undefined : checkedId(value, label, index);
		},
	};
}
