import type { TolokaFailure } from '../service/failures';
import { isFailure, outcomeOf } from '../service/failures';
import type { Run } from './run';
import { knownItems, pendingOf } from './run';
import { findOnce } from './search';

/**
 * Records the entries that need not be pushed: an item of equal content was created in the project,
 * in whichever batch, since the time that the plan names.
 */
export async function skipRecent(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress, send, clock } = run;
	if (plan.skipSince === undefined) return undefined;
	const pending = pendingOf(run);
	if (pending.length === 0) return undefined;
	const inputs = pending.map((position) => plan.inputs[position]);
	const { projectId, skipSince: createdSince, maxPages, signal } = plan;
	const search = { projectId, createdSince, isKnown: knownItems(run), clock, signal, maxPages };
	const look = await outcomeOf(findOnce(send, inputs, search, { byCallerId: false }));
	if (isFailure(look)) return look;
	for (const [place, position] of pending.entries()) {
		const match = look.found[place];
		if (match === undefined) continue;
		const { id, batchId, createdAt } = match;
		progress.ids[position] = id;
		progress.elsewhere.set(position, { batchId, existed: { createdAt } });
	}
	return undefined;
}
