import type { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { failureOfItem } from '../shared/n8n/errors';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import { afterPartialWork } from '../shared/toloka/service/sentences';
import type { Run } from './operation';

type Failed = NodeApiError | NodeOperationError;

/**
 * Reads what every input item asks for, so that bad input stops the run before anything is sent,
 * and then does it for one item after the other. The first failure ends the run; where the node
 * continues on fail it takes the place of that item's result.
 *
 * @param changes whether the work changes something, so that a failure tells what was done before.
 */
export async function eachItem<Result>(
	{ context, connection: { signal } }: Run,
	read: (index: number) => () => Promise<Result>,
	changes: boolean,
): Promise<Array<Result | Failed>> {
	const indexes = [...context.getInputData().keys()];
	const works = await mapWithPauses(indexes, { clock: systemClock, signal }, (index) => {
		try {
			return read(index);
		} catch (error) {
			return failureOfItem(context, error, index);
		}
	});
	const results: Array<Result | Failed> = [];
	for (const [index, work] of works.entries()) {
		try {
			results.push(work instanceof Error ? work : await work());
		} catch (error) {
			const isPartial = changes && index > 0 && !context.continueOnFail() && isFailure(error);
			const reached = `${index} of ${indexes.length} items were done before`;
			const told = isPartial ? afterPartialWork(error, `${reached}${nextOf(error)}`) : error;
			results.push(failureOfItem(context, told, index));
		}
	}
	return results;
}

/** n8n does not retry a canceled execution, and a new one does everything again. */
function nextOf({ kind }: TolokaFailure): string {
	return kind === 'canceled'
		? ': leave them out when you run the workflow again.'
		: '; a retry of this execution does not repeat them.';
}
