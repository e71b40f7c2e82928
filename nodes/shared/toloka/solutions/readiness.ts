import { AGGREGATION_TYPE } from './aggregation';
import { TolokaFailure, refusal } from '../service/failures';
import type { Operation } from '../operations/operation';
import { describeOperation, getOperation, isFinished, isOfType } from '../operations/operation';
import type { Send } from '../service/requests';
import { explainFailure } from '../operations/log';
import { clean } from '../values/foreign';

/** Refuses an operation that has no solutions to read, before a request of the quota is spent. */
export async function assertHasSolutions(send: Send, operationId: string): Promise<void> {
	const operation = await getOperation(send, operationId);
	if (isOfOtherType(operation)) {
		throw refusal(
			`The operation ${operation.id} is of the type ${clean(operation.type)}, which has no aggregated solutions`,
			`Enter the ID of an operation of the type ${AGGREGATION_TYPE}: Aggregate Pool of this node starts one.`,
		);
	}
	if (!isFinished(operation)) {
		throw refusal(
			`The ${describeOperation(operation)}: its solutions cannot be read yet`,
			'Put the node Toloka Wait for Operation in front of this one.',
		);
	}
	if (operation.status === 'FAIL') throw await explainFailure(send, operation);
}

/** Types with a meaning of their own (toloka-api §6.4); unknown ones are given a try. */
const OTHER_TYPES = [
	'ANALYTICS',
	'KNOWN_SOLUTIONS.GENERATE',
	'POOL.ARCHIVE',
	'POOL.CLONE',
	'POOL.CLOSE',
	'POOL.OPEN',
	'PROJECT.ARCHIVE',
	'TASK.BATCH_CREATE',
	'TASK_SUITE.BATCH_CREATE',
	'TRAINING.ARCHIVE',
	'TRAINING.CLONE',
	'TRAINING.CLOSE',
	'TRAINING.OPEN',
	'USER_BONUS.BATCH_CREATE',
];

function isOfOtherType(operation: Operation): boolean {
	return OTHER_TYPES.some((type) => isOfType(operation, type));
}

/** Codes of the service that deserve a sentence of their own (toloka-api §3.3). */
const PLAIN_WORDS: Record<string, { headline: (id: string) => string; advice: string }> = {
	RESULTS_EXPIRED: {
		headline: (id) => `The service no longer keeps the results of the operation ${id}`,
		advice: 'Aggregate the pool again: the operation Aggregate Pool of this node does it.',
	},
	INVALID_OPERATION_TYPE: {
		headline: (id) => `The operation ${id} is not an aggregation, so it has no solutions`,
		advice: `Enter the ID of an operation of the type ${AGGREGATION_TYPE}.`,
	},
};

/** The same failure in words that fit reading the solutions of an operation. */
export function inPlainWords(failure: TolokaFailure, operationId: string): TolokaFailure {
	const words = PLAIN_WORDS[failure.details.code ?? ''];
	if (words === undefined) return failure;
	const headline = words.headline(operationId);
	return new TolokaFailure(failure.kind, { ...failure.details, headline, advice: words.advice });
}
