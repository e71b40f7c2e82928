import type { IExecuteFunctions } from 'n8n-workflow';
import { recall, remember } from './nodeMemory';
import { isRecord } from '../toloka/values/foreign';

/**
 * When this execution began, epoch milliseconds of n8n's clock. n8n 2.x stores it with the
 * execution before the first node runs and hands it on to a retry, so it stays the same when a
 * killed worker's execution is retried; 1.x does not know it.
 */
export function executionStartedAt(context: IExecuteFunctions): number | undefined {
	const runtime: unknown =
		'getExecutionContext' in context ? context.getExecutionContext() : undefined;
	return isRecord(runtime) && typeof runtime.establishedAt === 'number'
		? runtime.establishedAt
		: undefined;
}

/** True where a user or n8n runs an execution again that failed or was cut off. */
export function isRetry(context: IExecuteFunctions): boolean {
	return context.getMode() === 'retry';
}

/**
 * Which run of the node within its execution this is, from 0: a loop runs a node many times. When
 * n8n was killed it enters the nodes that had run in the run data and has a retry begin anew, so
 * the first run of a retry may be n8n's second; what counts is the first one in the node's context.
 */
export function runIndex(context: IExecuteFunctions): number {
	const index = ownRunIndex(context);
	const first =
		recall<number>(context, 'tolokaFirstRun') ?? remember(context, 'tolokaFirstRun', index);
	return index - first;
}

/**
 * The contexts of n8n 1.123 and 2.41 have it as a property that their types do not show. The data
 * of expressions has it too, but to make those a new process first reads all time zones (35 ms).
 */
function ownRunIndex(context: IExecuteFunctions): number {
	const { runIndex: index }: { runIndex?: unknown } = context as object;
	return typeof index === 'number' ? index : (context.getWorkflowDataProxy(0).$runIndex as number);
}
