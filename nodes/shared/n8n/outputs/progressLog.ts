import type { IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from '../../toloka/operations/operation';
import { describeOperation, isFinished } from '../../toloka/operations/operation';

/** Up to this many things, each change gets its own line. */
const FEW = 5;
/** Most lines for more things than that. */
const LINES = 20;

/** Writes the progress of a wait to n8n's log: each change for a few things, else milestones. */
export function progressNotes(
	context: IExecuteFunctions,
	total: number,
	plural: string,
): (id: string, state: { text: string; isFinished: boolean }) => void {
	const texts = new Map<string, string>();
	let finished = 0;
	return (id, state) => {
		if (texts.get(id) === state.text) return;
		texts.set(id, state.text);
		if (state.isFinished) finished++;
		if (total <= FEW) return context.logger.info(`Toloka: ${state.text}`);
		const step = Math.ceil(total / LINES);
		if (state.isFinished && (finished % step === 0 || finished === total)) {
			context.logger.info(`Toloka: ${finished} of ${total} ${plural} are finished`);
		}
	};
}

/** Writes the progress of operations to n8n's log, like `progressNotes`. */
export function progressLogger(
	context: IExecuteFunctions,
	total: number,
): (operation: Operation) => void {
	const note = progressNotes(context, total, 'operations');
	return (operation) =>
		note(operation.id, {
			text: describeOperation(operation),
			isFinished: isFinished(operation),
		});
}
