import type { Clock } from '../flow/clock';
import type { TolokaFailure } from '../service/failures';
import { createBatch, startIfAsked } from './newBatch';
import { sendPending } from './upload';
import type { Send } from '../service/requests';
import type { PushPlan, PushProgress, Run } from './run';
import { recordEarlierTry } from './lookUp';

/**
 * Sends every entry that has no id yet, in as few requests as the limits allow, and records the
 * outcome in `progress` as it goes, so that a failure never hides what was created.
 *
 * @returns the failure that stopped it, or undefined when every entry has an id or a refusal.
 */
export async function push(
	send: Send,
	plan: PushPlan,
	progress: PushProgress,
	clock: Clock,
): Promise<TolokaFailure | undefined> {
	const run: Run = { send, plan, progress, clock };
	const failure =
		(await recordEarlierTry(run)) ?? (await createBatch(run)) ?? (await sendPending(run));
	return failure ?? (await startIfAsked(run));
}
