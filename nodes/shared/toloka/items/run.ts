import type { Clock } from '../flow/clock';
import type { TolokaFailure } from '../service/failures';
import type { Send } from '../service/requests';
import type { PushChunk } from './chunks';
import type { Item, NewItems } from './items';

/** Why an item is missing that Toloka was told to leave out where it is invalid. */
export const LEFT_OUT = 'left out by Toloka because of errors in it';

/** Entries that go to one place, and how. */
export interface PushPlan {
	projectId: string;
	/** The bare input objects, of which JSON can be made. */
	inputs: readonly object[];
	/** The index of the input item behind each entry: failures name it. */
	items: readonly number[];
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
	/** Service time before which nothing of this run was created. */
	startedAt: number;
	/** An earlier try of this run may have created entries that `progress` does not know. */
	isResumed: boolean;
	/** Service time since which items of equal content are not pushed again. */
	skipSince?: number;
	/** How many pages of items may be looked through for that; all unless given. */
	maxPages?: number;
	signal?: AbortSignal;
}

/** What is known about each entry of the plan; kept between tries of one execution. */
export interface PushProgress {
	batchId?: string;
	/** Names under which earlier tries may have created the batch; the setting may be another now. */
	unclearNames?: string[];
	started?: boolean;
	/** Item id by position in the plan. */
	ids: Array<string | undefined>;
	/** Entries whose items are elsewhere, or were there before, by position. */
	elsewhere: Map<number, Elsewhere>;
	/** Those of their batches that nobody has started, although labeling is to begin now. */
	unstarted: Set<string>;
	/** Why an entry was refused by the service, by position. */
	refused: Map<number, string>;
	/** What an unclear outcome left open. */
	doubt?: Doubt;
}

/** Where an item is that this run did not put into its batch. */
export interface Elsewhere {
	batchId?: string;
	/** Set where it was there before this run. */
	existed?: { createdAt?: string };
}

interface Doubt {
	/** Entries of which nobody knows whether they were created. */
	positions: readonly number[];
	/** Items that equal none of the entries, but may be these in other words. */
	unexplained: number;
	/** It is an earlier try of the execution that may have created them. */
	isEarlier?: boolean;
	/** They may be at another place than where the plan sends them: the settings were others, perhaps. */
	isElsewhere?: boolean;
}

/** The progress of so many entries before anything was sent. */
export function noProgress(count: number): PushProgress {
	return {
		// Answers come in any order; a list that grew with gaps would become a table of hashes.
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
	/** Progress of the run's other plans, whose items are not those of this one. */
	others: readonly PushProgress[];
	/** Ids of the items of other runs of the node, which are not those of this one either. */
	idsOfOtherRuns(): ReadonlySet<string>;
	clock: Clock;
	/** Items and bytes of one request; less where a proxy refused more. */
	limits: [number, number];
}

/** Waits until the time that the service asked for, counted from when it did. */
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

/** Whether nothing is known of an entry: neither its id nor that it was refused. */
export function isPending({ ids, refused }: PushProgress, position: number): boolean {
	return ids[position] === undefined && !refused.has(position);
}

/** A chunk as it is sent, by the settings of the plan. */
export function newItems({ plan, progress }: Run, { positions, json }: PushChunk): NewItems {
	return {
		json,
		count: positions.length,
		batchId: progress.batchId,
		forceNewOriginal: plan.forceNewOriginal,
		ignoreErrors: plan.ignoreErrors,
	};
}

/** Tells the items that belong to another entry of the run, and so to none that is looked for. */
export function knownItems({ progress, others }: Run): (item: Item) => boolean {
	const ids = new Set<string | undefined>();
	for (const one of [progress, ...others]) for (const id of one.ids) ids.add(id);
	const batches = new Set<unknown>(others.map(({ batchId }) => batchId));
	batches.delete(undefined);
	batches.delete(progress.batchId);
	return (item) => ids.has(item.id) || batches.has(item.batch_id);
}
