import { randomUUID } from 'crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import {
	earlierTryBegan,
	executionStartedAt,
	isManualRun,
	isRetry,
	isToolCall,
	killedRunBegan,
	runName,
} from './execution';
import { recall, remember } from './nodeMemory';

export interface RunIdentity {
	name: string;
	/** Whether the name is the one that all manual runs of the node share. */
	isManual: boolean;
	/** Whether this is a retry of an execution. */
	isRetry: boolean;
	/** What a try killed with n8n may have sent that cannot be found by the name. */
	lost: 'nothing' | 'without an operation' | 'everything';
	/** In a retry, our time since which tries that left no record may have sent anything. */
	triedSince?: number;
}

const MANUAL = ' manual';

/**
 * Names this run of the node. The name stays the same when the node is tried again, when another
 * worker takes over the execution, and when the saved or killed execution is retried (a saved one
 * even if the node was pasted again). It differs between the runs of a loop and between executions.
 * Calls of a tool in one execution share a name. So do manual executions, unless `createsAgain`:
 * somebody who builds a workflow runs the same rows repeatedly and pays for them once.
 */
export function runIdentity(context: IExecuteFunctions, createsAgain: boolean): RunIdentity {
	const execution =
		recall<string>(context, 'tolokaRun') ??
		remember(context, 'tolokaRun', executionKey(context, createsAgain));
	const node =
		recall<string>(context, 'tolokaNode') ?? remember(context, 'tolokaNode', context.getNode().id);
	const name = `${execution} ${node} ${runName(context)}`;
	const lost = killedRunBegan(context) === undefined ? 'nothing' : lostWithKill(context);
	const isManual = execution.endsWith(MANUAL);
	return { name, isManual, isRetry: isRetry(context), lost, triedSince: triedSince(context) };
}

/** The calls of a tool in one execution are about different items, so that only a kill counts. */
function triedSince(context: IExecuteFunctions): number | undefined {
	return isToolCall(context) ? killedRunBegan(context) : earlierTryBegan(context);
}

/** In n8n 1.x, the retry of a killed execution gets a different name. */
function lostWithKill(context: IExecuteFunctions): RunIdentity['lost'] {
	return executionStartedAt(context) === undefined ? 'everything' : 'without an operation';
}

/**
 * A retry has a new execution id. n8n 2.x passes on to it when the execution began, even after a
 * kill. 1.x does not, but the retry of a saved execution finds the key in the node's context.
 */
function executionKey(context: IExecuteFunctions, createsAgain: boolean): string {
	const place = `${context.getInstanceId()} ${context.getWorkflow().id}`;
	if (isManualRun(context) && !createsAgain) return `${place}${MANUAL}`;
	const began = executionStartedAt(context);
	const executionId = context.getExecutionId() ?? randomUUID();
	if (began === undefined) return `${place} ${executionId}`;
	const key = `${place} began ${began}`;
	return isRetry(context) ? key : withOrdinal(key, executionId);
}

const KEPT_KEYS = 1000;

/** Ids of the executions of this process that began in the same millisecond, by key. */
const executionsByKey = new Map<string, string[]>();

/** Keeps keys unique if executions began in the same millisecond, as sub-workflows can. */
function withOrdinal(key: string, executionId: string): string {
	const executions = executionsByKey.get(key) ?? [];
	if (!executions.includes(executionId)) executions.push(executionId);
	executionsByKey.set(key, executions);
	const [oldest] = executionsByKey.keys();
	if (executionsByKey.size > KEPT_KEYS) executionsByKey.delete(oldest);
	const ordinal = executions.indexOf(executionId);
	return ordinal === 0 ? key : `${key} ${ordinal}`;
}
