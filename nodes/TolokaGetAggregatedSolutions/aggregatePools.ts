import type { IExecuteFunctions } from 'n8n-workflow';
import type { Aggregation } from '../shared/core/aggregation';
import { startOnce } from '../shared/core/aggregation';
import type { TolokaFailure } from '../shared/core/failures';
import { afterPartialWork } from '../shared/core/failures';
import type { Operation } from '../shared/core/operation';
import { explainFailure, isFinished, notFinished } from '../shared/core/operation';
import { waitForOperations } from '../shared/core/wait';
import { systemClock } from '../shared/host/clock';
import { keepStart, resumeStart } from '../shared/host/keptStarts';
import { progressLogger } from '../shared/host/operationLog';
import type { Connection } from '../shared/host/transport';

/** Starts an aggregation, unless an earlier try of this run did, and gives its operation's id. */
export async function startAggregation(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	wanted: Aggregation,
): Promise<string> {
	const progress = resumeStart(context, wanted);
	return await startOnce(send, wanted, progress, systemClock, signal).finally(() => {
		keepStart(context, wanted, progress);
	});
}

/** Waits for a started aggregation; a failed one is forgotten, so that a retry starts another. */
export async function waitForAggregation(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	wanted: Aggregation,
	operationId: string,
	waitMs: number,
): Promise<void> {
	const deadline = systemClock.now() + waitMs;
	const options = { deadline, signal, onProgress: progressLogger(context, 1) };
	const states = await waitForOperations(send, [operationId], options, systemClock);
	const operation = states.get(operationId) as Operation;
	if (!isFinished(operation)) throw late(operationId, operation, waitMs);
	if (operation.status !== 'FAIL') return;
	keepStart(context, wanted, undefined);
	throw await explainFailure(send, operation);
}

function late(operationId: string, operation: Operation, waitMs: number): TolokaFailure {
	return afterPartialWork(
		notFinished(operationId, operation, waitMs),
		'A retry of this execution goes on with it, and Get Many reads its solutions by this ID.',
	);
}
