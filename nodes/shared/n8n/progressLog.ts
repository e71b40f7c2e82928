import type { IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from '../toloka/operations/operation';
import { describeOperation, isFinished } from '../toloka/operations/operation';

/** Up to this many operations, every change is a line of its own. */
const FEW = 5;
/** Lines for the whole of many operations. */
const LINES = 20;

/** Writes the progress of a wait to n8n's log: each change of a few, milestones of many. */
export function progressLogger(
	context: IExecuteFunctions,
	total: number,
): (operation: Operation) => void {
	let finished = 0;
	return (operation) => {
		if (isFinished(operation)) finished++;
		if (total <= FEW) return context.logger.info(`Toloka: ${describeOperation(operation)}`);
		const step = Math.ceil(total / LINES);
		if (isFinished(operation) && (finished % step === 0 || finished === total)) {
			context.logger.info(`Toloka: ${finished} of ${total} operations are finished`);
		}
	};
}
