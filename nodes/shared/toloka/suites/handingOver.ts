import { isFinished } from '../operations/operation';
import type { CarryOut } from './creation';
import { factsOf } from './fates';
import type { Told } from './told';
import type { CreationRun } from './run';
import { startMany } from './startMany';
import type { Started } from './starting';
import type { Waiting } from './waiting';
import { outcomesOf } from './waiting';

/**
 * Starts the operations without waiting for them, but for those that were started under a key before
 * and go on: only the log of a finished one tells whether they are about the same rows.
 *
 * @param started gets the operations, in the order of their drafts.
 */
export function handingOver(started: Started[], waiting: Waiting): CarryOut {
	return async (run, requests) => {
		const starts = await startMany(run, requests);
		const known = starts.started.filter((one) => isUncompared(run, one));
		const refused = (await outcomesOf(run, known, waiting)).filter(({ failure }) => failure);
		const unusable = new Set(refused.flatMap(({ facts }) => [...facts.keys()]));
		const usable = starts.started.filter(({ request }) => !unusable.has(request.positions[0]));
		started.push(...usable);
		const told: Told[] = usable.map(({ request, operation: { id } }) => ({
			facts: factsOf(request, () => ({ operationId: id })),
		}));
		return [...told, ...refused, ...starts.told];
	};
}

function isUncompared({ naming }: CreationRun, { existed, request, operation }: Started): boolean {
	const wasCompared = request.existing !== undefined && isFinished(operation);
	return naming.isKey && existed && !wasCompared;
}
