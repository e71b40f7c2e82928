import type { IExecuteFunctions } from 'n8n-workflow';
import { readOperationId } from '../shared/n8n/fields';
import { readNumber } from '../shared/n8n/parameters';
import { TolokaFailure } from '../shared/toloka/service/failures';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import type { SolutionQuery } from '../shared/toloka/solutions/pages';
import type { OutputSettings, SolutionOptions } from './settings';
import { readAggregation, readOptions, readOutput, readQuery } from './settings';

/** What an input item asks for; equal wishes are one. */
export interface Wanted {
	/** The operation whose solutions are read, or the aggregation that is started for them. */
	source: { operationId: string } | { aggregation: Aggregation; waitMs: number };
	query: SolutionQuery;
	output: OutputSettings;
}

const MINUTE_MS = 60_000;
const DEADLINE_MINUTES = { min: 0, max: 24 * 60, fallback: 10 };

export function readWanted(context: IExecuteFunctions, index: number): Wanted {
	const options = readOptions(context, index);
	return {
		source: readSource(context, options, index),
		query: readQuery(context, options, index),
		output: readOutput(context, options, index),
	};
}

function readSource(
	context: IExecuteFunctions,
	{ deadlineMinutes }: SolutionOptions,
	index: number,
): Wanted['source'] {
	if (context.getNodeParameter('operation', 0, 'aggregatePool') === 'aggregatePool') {
		const aggregation = readAggregation(context, index);
		const waitMs = readNumber(deadlineMinutes, 'Deadline', DEADLINE_MINUTES) * MINUTE_MS;
		return { aggregation, waitMs };
	}
	const operationId = readOperationId(context, index);
	if (operationId instanceof TolokaFailure) throw operationId;
	return { operationId };
}
