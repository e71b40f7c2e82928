import { AGGREGATION_TYPE } from './aggregation';
import type { TolokaFailure } from '../service/failures';
import { refusal } from '../service/failures';
import type { Operation } from '../operations/operation';
import { describeOperation, getOperation, isFinished, isOfType } from '../operations/operation';
import type { Send } from '../service/requests';
import { explainFailure } from '../operations/log';
import { clean } from '../values/foreign';

const ENTER_AGGREGATION = `Enter the ID of a ${AGGREGATION_TYPE} operation, or set Operation to Aggregate Pool.`;

/** Reads the operation; refuses one without solutions before a request of the quota is spent. */
export async function operationWithSolutions(send: Send, operationId: string): Promise<Operation> {
	const operation = await getOperation(send, operationId);
	if (isOfOtherType(operation)) {
		throw refusal(
			`Operation ${operation.id} is of type ${clean(operation.type)}, which has no aggregated solutions`,
			ENTER_AGGREGATION,
		);
	}
	if (!isFinished(operation)) {
		throw refusal(
			`The ${describeOperation(operation)}: its solutions cannot be read yet`,
			'Put the node Toloka Wait for Operation before this node.',
		);
	}
	if (operation.status === 'FAIL') throw await explainFailure(send, operation);
	return operation;
}

/** Types of other operations (toloka-api §6.4); unknown types are tried. */
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

export const RESULTS_EXPIRED = 'RESULTS_EXPIRED';

/** Codes of the service that deserve a sentence of their own (toloka-api §3.3, §P6). */
const PLAIN_WORDS = new Map([
	[
		RESULTS_EXPIRED,
		{
			headline: (id: string) => `Toloka no longer keeps the results of operation ${id}`,
			advice: 'Aggregate the pool again: set Operation to Aggregate Pool.',
		},
	],
	[
		'INVALID_OPERATION_TYPE',
		{
			headline: (id: string) => `Operation ${id} is not an aggregation, so it has no solutions`,
			advice: ENTER_AGGREGATION,
		},
	],
]);

export function inPlainWords(failure: TolokaFailure, operationId: string): TolokaFailure {
	const words = PLAIN_WORDS.get(failure.details.code ?? '');
	if (words === undefined) return failure;
	const headline = words.headline(operationId);
	return failure.with({ headline, advice: words.advice });
}
