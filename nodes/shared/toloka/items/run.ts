import type { Clock } from '../flow/clock';
import type { TolokaFailure } from '../service/failures';
import type { Send } from '../service/requests';
import type { PushChunk } from './chunks';
import type { Item, NewItems } from './items';

/** Reason for an entry that Toloka left out as invalid, as it was told to. */
export const LEFT_OUT = 'left out by Toloka because of errors in it';

/** Entries for one destination, and how to push them. */
export interface PushPlan {
	projectId: string;
	/** The bare input objects, which can be written as JSON. */
	inputs: readonly object[];
	/** Index of each entry's input item, for failures. */
	items: readonly number[];
	batchId?: string;
	/** Set if the items go into a batch that does not exist yet. */
	newBatch?: { name?: string; priority?: string };
	/** Whether to start the new batch once everything is in it. */
	start?: boolean;
	/** Whether to drop items that the service refuses and send the rest; otherwise the push stops. */
	skipInvalid: boolean;
	/** Whether to look up what an unclear request created; otherwise the push stops. */
	reconcile: boolean;
	forceNewOriginal: boolean;
	ignoreErrors: boolean;
	/** Service time before which nothing of this run was created. */
	startedAt: number;
	/** Whether an earlier try of this run may have created entries that `progress` does not know. */
	isResumed: boolean;
	/** Service time; items equal to one created since then are not pushed again. */
	skipSince?: number;
	/** Most pages of items to search because of `skipSince`; all by default. */
	maxPages?: number;
	signal?: AbortSignal;
}

/** What is known about each entry of the plan; kept between tries of one execution. */
export interface PushProgress {
	batchId?: string;
	/** Names under which earlier tries may have created the batch; the setting may have changed. */
	unclearNames?: string[];
	started?: boolean;
	/** Item id by position in the plan. */
	ids: Array<string | undefined>;
	/** Entries whose items are not in this batch or existed before, by position. */
	elsewhere: Map<number, Elsewhere>;
	/** Batches in `elsewhere` that were never started, although labeling should begin now. */
	unstarted: Set<string>;
	/** Why the service refused an entry, by position. */
	refused: Map<number, string>;
	/** What an unclear outcome left open. */
	doubt?: Doubt;
}

/** Where an item is that this run did not put into its batch. */
export interface Elsewhere {
	batchId?: string;
	/** Set if the item existed before this run. */
	existed?: { createdAt?: string };
}

export interface Doubt {
	/** Entries that may have been created. */
	positions: readonly number[];
	/** Number of items that equal no entry but may be one that the service changed. */
	unexplained: number;
	/** Whether an earlier try of the execution may have created the entries. */
	isEarlier?: boolean;
	/** Whether the entries may be at another destination, because the settings may have changed. */
	isElsewhere?: boolean;
}

/** The progress of `count` entries before anything was sent. */
export function noProgress(count: number): PushProgress {
	return {
		// Responses arrive in any order; an array that grew with gaps would become a hash table.
		ids: new Array<undefined>(count).fill(undefined),
		elsewhere: new Map(),
		unstarted: new Set(),
		refused: new Map(),
	};
}

/** What the steps of a push work on. */
export interface Run {
	send: Send;
	plan: PushPlan;
	progress: PushProgress;
	/** Progress of the run's other plans, whose items are not this plan's. */
	others: readonly PushProgress[];
	/** Ids of items of the node's other runs, which are not this plan's either. */
	idsOfOtherRuns(): ReadonlySet<string>;
	clock: Clock;
	/** Most items and bytes per request; lowered after a proxy refused more. */
	limits: [number, number];
}

/** Waits as long as the service asked, counted from `askedAt`. */
export async function waitAsAsked(
	{ clock, plan }: Run,
	{ details }: TolokaFailure,
	askedAt: number,
): Promise<void> {
	const leftMs = askedAt + (details.waitMs ?? 0) - clock.now();
	if (leftMs > 0) await clock.sleep(leftMs, plan.signal);
}

/** Positions of the entries about which nothing is known yet. */
export function pendingOf({ plan, progress }: Run): number[] {
	const pending: number[] = [];
	for (let position = 0; position < plan.inputs.length; position++) {
		if (isPending(progress, position)) pending.push(position);
	}
	return pending;
}

export function inputsAt({ plan }: Run, positions: readonly number[]): object[] {
	return positions.map((position) => plan.inputs[position]);
}

/** Whether nothing is known about an entry: neither its id nor a refusal. */
export function isPending({ ids, refused }: PushProgress, position: number): boolean {
	return ids[position] === undefined && !refused.has(position);
}

/** A chunk as it is sent, with the settings of the plan. */
export function newItems({ plan, progress }: Run, { positions, json }: PushChunk): NewItems {
	return {
		json,
		count: positions.length,
		batchId: progress.batchId,
		forceNewOriginal: plan.forceNewOriginal,
		ignoreErrors: plan.ignoreErrors,
	};
}

/** Returns a test for items of other entries of the run, which are none of those looked up. */
export function knownItems({ progress, others }: Run): (item: Item) => boolean {
	const ids = new Set<string | undefined>();
	for (const one of [progress, ...others]) for (const id of one.ids) ids.add(id);
	const batches = new Set<unknown>(others.map(({ batchId }) => batchId));
	batches.delete(undefined);
	batches.delete(progress.batchId);
	return (item) => ids.has(item.id) || batches.has(item.batch_id);
}
