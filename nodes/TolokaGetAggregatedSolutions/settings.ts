import type { IExecuteFunctions } from 'n8n-workflow';
import { timeoutOption } from '../shared/n8n/fields';
import type { PerItem } from '../shared/n8n/parameters';
import {
	checkedPerItem,
	optionsPerItem,
	perItemOf,
	readTimeout,
	sameForAll,
} from '../shared/n8n/parameters';
import type { FileFormatName, FileOptions, FileSettings } from '../shared/n8n/fileSettings';
import { readFileSettings } from '../shared/n8n/fileSettings';
import type { Field } from '../shared/n8n/readers';
import {
	choiceOf,
	definedIn,
	isEmpty,
	readBoolean,
	readNumber,
	readText,
	readTexts,
	readWholeNumber,
	wholeNumberWithin,
} from '../shared/n8n/readers';
import type { TransportOptions } from '../shared/n8n/transport';
import { checkedId } from '../shared/toloka/service/requests';
import type { Bounds, SolutionQuery } from '../shared/toloka/solutions/pages';

/** Parameters of both operations, read per input item. */

interface SolutionOptions extends FileOptions {
	addInputValues?: unknown;
	deadlineMinutes?: unknown;
	flatten?: unknown;
	inputFields?: unknown;
	pageSize?: unknown;
	quotaWaitMinutes?: unknown;
	taskIdGt?: unknown;
	taskIdGte?: unknown;
	taskIdLt?: unknown;
	taskIdLte?: unknown;
	timeout?: unknown;
}

export interface OutputSettings {
	output: 'items' | 'pages' | 'file';
	flatten: boolean;
	format: FileFormatName;
	file: FileSettings;
	/** Names of the input fields to add; empty to add all of them, undefined to add none. */
	inputFields: string[] | undefined;
}

const MINUTE_MS = 60_000;
const QUOTA_WAIT = 'Max Quota Wait (Minutes)';
const QUOTA_WAIT_MINUTES = { min: 0, max: 60, fallback: 5 };
const PAGE_SIZE = { min: 1, max: 100_000, fallback: 100_000 };
const LIMIT = { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 };

/** Reads an item's options, and names the fields that a refusal is about. */
export interface Options {
	of: PerItem<SolutionOptions>;
	field(label: string, itemIndex: number): Field;
}

/** Returns the reader of the node's options, with the field names that a refusal needs. */
export function readOptions(context: IExecuteFunctions): Options {
	const options = optionsPerItem<SolutionOptions>(context);
	const field = (label: string, itemIndex: number) =>
		options.isConstant ? label : { label, itemIndex };
	return { of: options, field };
}

export async function readConnection(
	context: IExecuteFunctions,
	{ of, field }: Options,
): Promise<TransportOptions> {
	const timeoutOf = perItemOf([of], (index) =>
		readTimeout(of(index).timeout, field(timeoutOption.displayName, index)),
	);
	const quotaWaitOf = perItemOf([of], (index) =>
		readNumber(of(index).quotaWaitMinutes, field(QUOTA_WAIT, index), QUOTA_WAIT_MINUTES),
	);
	const timeout = await sameForAll(context, timeoutOf, timeoutOption.displayName);
	const quotaWait = await sameForAll(context, quotaWaitOf, QUOTA_WAIT);
	return { timeoutMs: timeout * 1000, waitBudgetMs: quotaWait * MINUTE_MS };
}

/** Reads which solutions an item wants, and in which order. */
export function queryPerItem(
	context: IExecuteFunctions,
	{ of, field }: Options,
): (index: number) => SolutionQuery {
	const returnAll = checkedPerItem(context, 'returnAll', 'Return All', readBoolean);
	const limit = checkedPerItem(context, 'limit', 'Limit', wholeNumberWithin(LIMIT));
	const sort = checkedPerItem(context, 'sort', 'Sort', choiceOf(SORTS, 'ascending'));
	return (index) => ({
		descending: sort(index) === 'descending',
		bounds: readBounds(of(index), of.isConstant ? undefined : index),
		pageSize: readWholeNumber(of(index).pageSize, field('Page Size', index), PAGE_SIZE),
		limit: returnAll(index) ? Infinity : limit(index),
	});
}

function readBounds(options: SolutionOptions, item: number | undefined): Bounds {
	const bound = (name: keyof SolutionOptions, which: string) => {
		const label = `Task ID: ${which}`;
		const value = definedIn(options, name, item === undefined ? label : { label, itemIndex: item });
		return isEmpty(value) ? undefined : checkedId(value, label, item);
	};
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
export function outputPerItem(
	context: IExecuteFunctions,
	{ of, field }: Options,
): (index: number) => OutputSettings {
	const output = checkedPerItem(context, 'output', 'Output', choiceOf(OUTPUTS, 'items'));
	const format = checkedPerItem(context, 'format', 'Format', choiceOf(FORMATS, 'ndjson'));
	const binaryField = checkedPerItem(context, 'binaryField', 'Put Output File in Field', readText);
	return (index) => ({
		output: output(index),
		flatten: readBoolean(of(index).flatten, field('Flatten Output Values', index)),
		format: format(index),
		file: readFileSettings(of(index), binaryField(index), (label) => field(label, index)),
		inputFields: readInputFields(of(index), (label) => field(label, index)),
	});
}

function readInputFields(
	{ addInputValues, inputFields }: SolutionOptions,
	field: (label: string) => Field,
): string[] | undefined {
	const names = readTexts(inputFields, field('Input Fields'));
	const isWanted = readBoolean(addInputValues, field('Add Input Values'), names.length > 0);
	return isWanted ? names : undefined;
}
