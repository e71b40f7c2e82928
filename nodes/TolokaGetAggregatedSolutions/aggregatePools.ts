import type { IExecuteFunctions } from 'n8n-workflow';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { aggregateOnce } from '../shared/toloka/solutions/aggregation';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import type { Operation } from '../shared/toloka/operations/operation';
import { isFinished, notFinished } from '../shared/toloka/operations/operation';
import { waitForOperations } from '../shared/toloka/operations/wait';
import { systemClock } from '../shared/n8n/clock';
import { saveAggregation, recallAggregation } from './savedAggregations';
import { progressLogger } from '../shared/n8n/outputs/progressLog';
import type { Connection } from '../shared/n8n/transport/transport';
import { explainFailure } from '../shared/toloka/operations/log';
import { RESULTS_EXPIRED } from '../shared/toloka/solutions/readiness';

/** Starts an aggregation unless an earlier try of this run did; returns its operation's id. */
export async function startAggregation(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	wanted: Aggregation,
): Promise<string> {
	const progress = recallAggregation(context, wanted);
	return await aggregateOnce(send, wanted, progress, systemClock, signal).finally(() => {
		const mayBeStarted = progress.isUnclear === true || progress.operationId !== undefined;
		saveAggregation(context, wanted, mayBeStarted ? progress : undefined);
	});
}

/** An aggregation takes minutes to hours (toloka-api §P6). */
const LONGEST_DELAY_MS = 20_000;

/** Waits for an aggregation. A failed one is forgotten, so that a retry starts another. */
export async function waitForAggregation(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	wanted: Aggregation,
	operationId: string,
	waitMs: number,
): Promise<void> {
	const deadline = systemClock.now() + waitMs;
	const onProgress = progressLogger(context, 1);
	const options = { deadline, signal, onProgress, longestDelayMs: LONGEST_DELAY_MS };
	const states = await outcomeOf(waitForOperations(send, [operationId], options, systemClock));
	if (isFailure(states)) throw afterForgetting(context, wanted, states);
	const operation = states.get(operationId) as Operation;
	if (!isFinished(operation)) throw late(operationId, operation, waitMs);
	if (operation.status !== 'FAIL') return;
	saveAggregation(context, wanted, undefined);
	throw await explainFailure(send, operation);
}

/** Watches a walk over the solutions of an aggregation, which is forgotten if they are gone. */
export const forgetting = (context: IExecuteFunctions, wanted: Aggregation) =>
	async function* <Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page> {
		try {
			yield* pages;
		} catch (error) {
			throw isFailure(error) ? afterForgetting(context, wanted, error) : error;
		}
	};

/** Forgets an aggregation that Toloka no longer keeps; otherwise each retry would read it again. */
function afterForgetting(
	context: IExecuteFunctions,
	wanted: Aggregation,
	failure: TolokaFailure,
): TolokaFailure {
	const { kind, details } = failure;
	if (kind !== 'not-found' && details.code !== RESULTS_EXPIRED) return failure;
	saveAggregation(context, wanted, undefined);
	const advice = 'Run the node again, or retry this execution: the pool is aggregated again.';
	return failure.with({ advice });
}

function late(operationId: string, operation: Operation, waitMs: number): TolokaFailure {
	return notFinished(operationId, operation, waitMs).with({
		advice: `Toloka continues the aggregation. A retry of this execution continues to wait for it. Or wait for operation ${operationId} with Toloka Wait for Operation, then set Operation to Get Many and enter that ID.`,
	});
}
