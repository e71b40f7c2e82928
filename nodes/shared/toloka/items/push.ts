import type { TolokaFailure } from '../service/failures';
import { findEarlierTry } from './earlierTry';
import { skipRecent } from './lookUp';
import { createBatch, startIfAsked } from './newBatch';
import type { Run } from './run';
import { noteUnstarted } from './unstarted';
import { sendPending } from './upload';

const STEPS = [findEarlierTry, skipRecent, createBatch, sendPending, startIfAsked, noteUnstarted];

/**
 * Sends every entry that has no id yet, in as few requests as the limits allow, and records the
 * outcome in the progress as it goes, so that a failure never hides what was created.
 *
 * @returns the failure that stopped it, or undefined when every entry has an id or a refusal.
 */
export async function push(run: Run): Promise<TolokaFailure | undefined> {
	for (const step of STEPS) {
		const failure = await step(run);
		if (failure !== undefined) return failure;
	}
	return undefined;
}
