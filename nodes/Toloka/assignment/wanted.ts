import type { IExecuteFunctions } from 'n8n-workflow';
import type { FileSettings } from '../../shared/n8n/parameters/fileSettings';
import { readFileSettings } from '../../shared/n8n/parameters/fileSettings';
import { checkedOf } from '../../shared/n8n/parameters/parameters';
import type { Reader } from '../../shared/n8n/parameters/readers';
import {
	assertDefined,
	choiceOf,
	readBoolean,
	readChoices,
} from '../../shared/n8n/parameters/readers';
import { readQueryTime } from '../parameters';
import { STATUSES } from './fields';

/** How Get Many outputs what it reads. */
export interface Wanted {
	output: 'answers' | 'assignments';
	deliverAs: 'items' | 'csv' | 'ndjson' | 'tolokaTsv';
	simplify: boolean;
	withControl: boolean;
	file: FileSettings;
}

const readOutput = choiceOf(['answers', 'assignments'] as const, 'answers');
const readDelivery = choiceOf(['items', 'csv', 'ndjson', 'tolokaTsv'] as const, 'items');
const readUnlessOff: Reader<boolean> = (value, field) => readBoolean(value, field, true);

export function readWanted(context: IExecuteFunctions, index: number): Wanted {
	const read = <Value>(parameter: string, label: string, reader: Reader<Value>) =>
		checkedOf(context, parameter, label, reader, index);
	const deliverAs = read('deliverAs', 'Deliver As', readDelivery);
	const output = read('assignmentOutput', 'Output', readOutput);
	return {
		// Each line of the website's file is an answer.
		output: deliverAs === 'tolokaTsv' ? 'answers' : output,
		deliverAs,
		simplify: read('simplify', 'Simplify', readUnlessOff),
		withControl: read('options.includeControlTasks', 'Include Control Tasks', readUnlessOff),
		file: readFileSettings(context, index),
	};
}

/** By status: the event whose time can filter assignments (toloka-api §P4.2). */
const EVENTS = new Map([
	['ACCEPTED', 'accepted'],
	['REJECTED', 'rejected'],
	['SUBMITTED', 'submitted'],
]);

const ALL_STATUSES = STATUSES.map(({ value }) => value);
const readStatuses: Reader<string[]> = (value, field) => {
	assertDefined(value, field);
	return readChoices(value, field, ALL_STATUSES);
};

export function filtersOf(context: IExecuteFunctions, index: number): Record<string, string> {
	const wanted = checkedOf(context, 'statuses', 'Statuses', readStatuses, index);
	const query: Record<string, string> = wanted.length > 0 ? { status: wanted.join(',') } : {};
	const since = readQueryTime(context, 'options.since', 'Since', index);
	if (since === undefined) return query;
	const [only, ...others] = wanted;
	const event = others.length === 0 ? EVENTS.get(only) : undefined;
	query[`${event ?? 'created'}_gte`] = since;
	return query;
}
