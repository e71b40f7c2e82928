import type { Clock } from './clock';
import type { TolokaFailure } from './failures';
import { createBatch, startIfAsked } from './pushBatch';
import { recordEarlierTry, sendPending } from './pushSending';
import type { Send } from './requests';

export interface PushPlan {
	projectId: string;
	/** The bare input objects, of which JSON can be made. */
	inputs: readonly object[];
	batchId?: string;
	/** Set where the items go into a batch that does not exist yet. */
	newBatch?: { name?: string; priority?: string };
	/** Whether to start the new batch once everything is in it. */
	start?: boolean;
	/** What to do with items the service refuses: drop them and send the rest, or stop. */
	skipInvalid: boolean;
	/** What to do when it is unclear whether a request was carried out. */
	reconcile: boolean;
	forceNewOriginal: boolean;
	ignoreErrors: boolean;
	/** Service time at which this run began. */
	startedAt: number;
	/** An earlier try of this run may have created some of the entries. */
	isResumed: boolean;
	signal?: AbortSignal;
}

/** What is known about each entry of the plan; kept between tries of one execution. */
export interface PushProgress {
	batchId?: string;
	started?: boolean;
	/** Item id by position in the plan. */
	ids: Array<string | undefined>;
	/** Why an entry was refused by the service, by position. */
	refused: Record<number, string>;
}

export function noProgress(count: number): PushProgress {
	// Answers come in any order; a list that grew with gaps would become a table of hashes.
	return { ids: new Array<undefined>(count).fill(undefined), refused: {} };
}

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

/** What the steps of a push work on. */
export interface Run {
	send: Send;
	plan: PushPlan;
	progress: PushProgress;
	clock: Clock;
}
