import type { CarryOut } from './creation';
import { factsOf } from './fates';
import type { Told } from './refused';
import { startMany } from './startMany';
import type { Started } from './starting';

/**
 * Starts the operations without waiting for them.
 *
 * @param started gets the operations, in the order of their drafts.
 */
export function handingOver(started: Started[]): CarryOut {
	return async (run, requests) => {
		const starts = await startMany(run, requests);
		started.push(...starts.started);
		const told: Told[] = starts.started.map(({ request, operation: { id } }) => ({
			facts: factsOf(request, () => ({ operationId: id })),
		}));
		return [...told, ...starts.told];
	};
}
