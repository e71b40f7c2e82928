import type { IExecuteFunctions, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { toNodeError } from '../shared/n8n/errors';

/**
 * Does the work for one input item after the other. The first failure ends the run; where the node
 * continues on fail it takes the place of that item's result.
 */
export async function eachItem<Result>(
	context: IExecuteFunctions,
	work: (index: number) => Promise<Result>,
): Promise<Array<Result | NodeApiError | NodeOperationError>> {
	const results: Array<Result | NodeApiError | NodeOperationError> = [];
	for (const index of context.getInputData().keys()) {
		try {
			results.push(await work(index));
		} catch (error) {
			if (!context.continueOnFail()) throw toNodeError(context.getNode(), error, index);
			results.push(toNodeError(context.getNode(), error, index));
		}
	}
	return results;
}
