import { systemClock } from '../shared/n8n/clock';
import type { NodeError } from '../shared/n8n/errors';
import { failureOfItem } from '../shared/n8n/errors';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { isFailure } from '../shared/toloka/service/failures';
import { afterPartialWork } from '../shared/toloka/service/sentences';
import type { Run } from './operation';

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
): Promise<Array<Result | NodeError>> {
	const indexes = [...context.getInputData().keys()];
	const works = await mapWithPauses(indexes, { clock: systemClock, signal }, (index) => {
		try {
			return read(index);
		} catch (error) {
			return failureOfItem(context, error, index);
		}
	});
	const results: Array<Result | NodeError> = [];
	for (const [index, work] of works.entries()) {
		try {
			results.push(work instanceof Error ? work : await work());
		} catch (error) {
			const isPartial = changes && index > 0 && !context.continueOnFail() && isFailure(error);
			const reached = `${index} of ${indexes.length} items were done before; a retry of this execution does not repeat them.`;
			const told = isPartial ? afterPartialWork(error, reached) : error;
			results.push(failureOfItem(context, told, index));
		}
	}
	return results;
}
