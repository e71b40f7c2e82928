import type { IExecuteFunctions } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs/outputs';
import { checkedOf } from '../shared/n8n/parameters/parameters';
import type { Reader } from '../shared/n8n/parameters/readers';
import {
	assertDefined,
	isEmpty,
	readChoice,
	readIdIfGiven,
} from '../shared/n8n/parameters/readers';
import { readTime } from '../shared/n8n/parameters/times';
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
	const read: Reader<string | undefined> = (value, field) => {
		assertDefined(value, field);
		return readTime(value, field, context.getTimezone());
	};
	const key = checkedOf(context, parameter, label, read, index);
	return key && asQueryTime(key);
}

/** The choices of a field in the panel. */
type Options = ReadonlyArray<{ value: string }>;

/** Returns readers of an item's filters: an empty filter is ignored, an invalid one refused. */
export function filtersPerItem(context: IExecuteFunctions, parameter: string, index: number) {
	const read = <Value>(name: string, label: string, reader: Reader<Value>) =>
		checkedOf(context, `${parameter}.${name}`, label, reader, index);
	return {
		choice: (name: string, label: string, options: Options) =>
			read(name, label, (value, field) => {
				assertDefined(value, field);
				const allowed = options.map((option) => option.value);
				return isEmpty(value) ? undefined : readChoice(value, field, allowed, allowed[0]);
			}),
		id: (name: string, label: string) => read(name, label, readIdIfGiven),
	};
}
