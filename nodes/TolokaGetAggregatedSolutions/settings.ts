import type { IExecuteFunctions } from 'n8n-workflow';
import { timeoutOption } from '../shared/n8n/parameters/fields';
import {
	checkedForAll,
	checkedOf,
	checkedPerItem,
	readTimeout,
} from '../shared/n8n/parameters/parameters';
import type { FileFormatName, FileSettings } from '../shared/n8n/parameters/fileSettings';
import { readFileSettings } from '../shared/n8n/parameters/fileSettings';
import { readLimit } from '../shared/n8n/parameters/limit';
import type { Reader } from '../shared/n8n/parameters/readers';
import {
	choiceOf,
	isEmpty,
	numberWithin,
	readBoolean,
	readIdIfGiven,
	readTexts,
	wholeNumberWithin,
} from '../shared/n8n/parameters/readers';
import type { TransportOptions } from '../shared/n8n/transport/transport';
import type { Bounds, SolutionQuery } from '../shared/toloka/solutions/pages';

/** Parameters of both operations, read per input item. */

export interface OutputSettings {
	output: 'items' | 'pages' | 'file';
	flatten: boolean;
	format: FileFormatName;
	file: FileSettings;
	/** Names of the input fields to add; empty to add all of them, undefined to add none. */
	inputFields: string[] | undefined;
}

const MINUTE_MS = 60_000;
const readQuotaWait = numberWithin({ min: 0, max: 60, fallback: 5 });

export async function readConnection(context: IExecuteFunctions): Promise<TransportOptions> {
	const read = async (name: string, label: string, reader: Reader<number>) =>
		await checkedForAll(context, `options.${name}`, label, reader);
	const timeout = await read('timeout', timeoutOption.displayName, readTimeout);
	const quotaWait = await read('quotaWaitMinutes', 'Max Quota Wait (Minutes)', readQuotaWait);
	return { timeoutMs: timeout * 1000, waitBudgetMs: quotaWait * MINUTE_MS };
}

const readPageSize = wholeNumberWithin({ min: 1, max: 100_000, fallback: 100_000 });

/** Reads which solutions an item wants, and in which order. */
export function queryPerItem(context: IExecuteFunctions): (index: number) => SolutionQuery {
	const sort = checkedPerItem(context, 'sort', 'Sort', choiceOf(SORTS, 'ascending'));
	return (index) => ({
		descending: sort(index) === 'descending',
		bounds: readBounds(context, index),
		pageSize: checkedOf(context, 'options.pageSize', 'Page Size', readPageSize, index),
		limit: readLimit(context, index),
	});
}

function readBounds(context: IExecuteFunctions, index: number): Bounds {
	const bound = (name: string, which: string) =>
		checkedOf(context, `options.${name}`, `Task ID: ${which}`, readIdIfGiven, index);
	return {
		gt: bound('taskIdGt', 'After'),
		gte: bound('taskIdGte', 'From'),
		lt: bound('taskIdLt', 'Before'),
		lte: bound('taskIdLte', 'Up To'),
	};
}

const SORTS = ['ascending', 'descending'] as const;
const OUTPUTS = ['items', 'pages', 'file'] as const;
const FORMATS = ['ndjson', 'csv', 'tolokaTsv'] as const;

/** Reads the form in which an item's solutions are output. */
export function outputPerItem(context: IExecuteFunctions): (index: number) => OutputSettings {
	const output = checkedPerItem(context, 'output', 'Output', choiceOf(OUTPUTS, 'items'));
	const format = checkedPerItem(context, 'format', 'Format', choiceOf(FORMATS, 'ndjson'));
	return (index) => ({
		output: output(index),
		flatten: checkedOf(context, 'options.flatten', 'Flatten Output Values', readBoolean, index),
		format: format(index),
		file: readFileSettings(context, index),
		inputFields: readInputFields(context, index),
	});
}

const readBooleanIfGiven: Reader<boolean | undefined> = (value, field) =>
	isEmpty(value) ? undefined : readBoolean(value, field);

function readInputFields(context: IExecuteFunctions, index: number): string[] | undefined {
	const option = <Value>(name: string, label: string, reader: Reader<Value>) =>
		checkedOf(context, `options.${name}`, label, reader, index);
	const names = option('inputFields', 'Input Field Names or IDs', readTexts);
	const isWanted = option('addInputValues', 'Add Input Values', readBooleanIfGiven);
	return (isWanted ?? names.length > 0) ? names : undefined;
}
