import type { IExecuteFunctions } from 'n8n-workflow';
import type { FileSettings } from '../../shared/n8n/fileSettings';
import { readFileSettings } from '../../shared/n8n/fileSettings';
import { valueOf } from '../../shared/n8n/parameters';
import { assertDefined, readBoolean, readChoice, readChoices } from '../../shared/n8n/readers';
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

const OUTPUTS = ['answers', 'assignments'] as const;
const DELIVERIES = ['items', 'csv', 'ndjson', 'tolokaTsv'] as const;

export function readWanted(context: IExecuteFunctions, index: number): Wanted {
	const read = (name: string) => valueOf(context, name, index);
	const field = (label: string) => ({ label, itemIndex: index });
	const deliverAs = readChoice(read('deliverAs'), field('Deliver As'), DELIVERIES, 'items');
	const output = readChoice(read('assignmentOutput'), field('Output'), OUTPUTS, 'answers');
	return {
		// Each line of the website's file is an answer.
		output: deliverAs === 'tolokaTsv' ? 'answers' : output,
		deliverAs,
		simplify: readBoolean(read('simplify'), field('Simplify'), true),
		withControl: readBoolean(
			read('options.includeControlTasks'),
			field('Include Control Tasks'),
			true,
		),
		file: readFileSettings(context, index),
	};
}

/** By status: the event whose time can filter assignments (toloka-api §P4.2). */
const EVENTS = new Map([
	['ACCEPTED', 'accepted'],
	['REJECTED', 'rejected'],
	['SUBMITTED', 'submitted'],
]);

export function filtersOf(context: IExecuteFunctions, index: number): Record<string, string> {
	const field = { label: 'Statuses', itemIndex: index };
	const allowed = STATUSES.map(({ value }) => value);
	const statuses = valueOf(context, 'statuses', index);
	assertDefined(statuses, field);
	const wanted = readChoices(statuses, field, allowed);
	const query: Record<string, string> = wanted.length > 0 ? { status: wanted.join(',') } : {};
	const since = readQueryTime(context, 'options.since', 'Since', index);
	if (since === undefined) return query;
	const [only, ...others] = wanted;
	const event = others.length === 0 ? EVENTS.get(only) : undefined;
	query[`${event ?? 'created'}_gte`] = since;
	return query;
}
