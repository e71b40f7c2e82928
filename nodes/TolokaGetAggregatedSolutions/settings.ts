import type { IExecuteFunctions } from 'n8n-workflow';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { refusal } from '../shared/toloka/service/failures';
import { checkedId } from '../shared/toloka/service/requests';
import { textOf } from '../shared/toloka/values/foreign';
import type { Bounds, SolutionQuery } from '../shared/toloka/solutions/pages';
import { readId } from '../shared/n8n/parameters';
import { readNumber } from '../shared/n8n/readers';

/** The parameters of the node, as one input item fills them in. */

export interface SolutionOptions {
	deadlineMinutes?: unknown;
	fileSizeMb?: unknown;
	flatten?: boolean;
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
	format: 'csv' | 'ndjson';
	/** Name of the binary field. */
	binaryField: string;
	maxBytes: number;
}

const MB = 1024 * 1024;
/** A file is one Buffer in memory, and for a moment two (n8n §4). */
const FILE_SIZE_MB = { min: 1, max: 64, fallback: 16 };
const PAGE_SIZE = { min: 1, max: 100_000, fallback: 100_000 };
const LIMIT = { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 };

export function readQuery(
	context: IExecuteFunctions,
	options: SolutionOptions,
	index: number,
): SolutionQuery {
	const returnAll = context.getNodeParameter('returnAll', index, false) === true;
	const limit = context.getNodeParameter('limit', index, LIMIT.fallback);
	return {
		descending: context.getNodeParameter('sort', index, 'ascending') === 'descending',
		bounds: readBounds(options),
		pageSize: Math.floor(readNumber(options.pageSize, 'Page Size', PAGE_SIZE)),
		limit: returnAll ? Infinity : Math.floor(readNumber(limit, 'Limit', LIMIT)),
	};
}

function readBounds({ taskIdGt, taskIdGte, taskIdLt, taskIdLte }: SolutionOptions): Bounds {
	const bound = (value: unknown) => (isEmpty(value) ? undefined : checkedId(value, 'Task ID'));
	return {
		gt: bound(taskIdGt),
		gte: bound(taskIdGte),
		lt: bound(taskIdLt),
		lte: bound(taskIdLte),
	};
}

function isEmpty(value: unknown): boolean {
	return (value ?? '') === '' || (typeof value === 'string' && value.trim() === '');
}

export function readOutput(
	context: IExecuteFunctions,
	options: SolutionOptions,
	index: number,
): OutputSettings {
	return {
		output: context.getNodeParameter('output', index, 'items') as OutputSettings['output'],
		flatten: options.flatten === true,
		format: context.getNodeParameter('format', index, 'ndjson') as OutputSettings['format'],
		binaryField: textOf(context.getNodeParameter('binaryField', index, 'data')) || 'data',
		maxBytes: readNumber(options.fileSizeMb, 'File Size', FILE_SIZE_MB) * MB,
	};
}

export function readAggregation(context: IExecuteFunctions, index: number): Aggregation {
	const poolId = readId(context, 'pool', 'Pool', index);
	const method = context.getNodeParameter('method', index, 'DAWID_SKENE') as Aggregation['method'];
	const bySkill = method === 'WEIGHTED_DYNAMIC_OVERLAP';
	return {
		poolId,
		method,
		skillId: bySkill ? readId(context, 'skill', 'Skill', index) : undefined,
		fields: bySkill
			? readFields(context, 'outputFields', index)
			: onlyOne(readFields(context, 'outputField', index)),
	};
}

/** An expression may give a list, or the names with commas between. */
function readFields(context: IExecuteFunctions, parameter: string, index: number): string[] {
	const value = context.getNodeParameter(parameter, index, '') as unknown;
	const names = (Array.isArray(value) ? value : textOf(value).split(','))
		.map(textOf)
		.filter((name) => name !== '');
	if (names.length > 0) return names;
	throw refusal('No output field is chosen', 'Choose the output field to aggregate.');
}

function onlyOne(fields: string[]): string[] {
	if (fields.length === 1) return fields;
	throw refusal(
		`${fields.length} output fields are chosen, but Dawid-Skene aggregates one`,
		'Choose one output field, or the method By Skill.',
	);
}
