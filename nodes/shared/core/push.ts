import type { NewItems } from './apps';
import { getBatch, postBatch, postItems, startBatch } from './apps';
import { batches, inParallel } from './batches';
import type { Clock } from './clock';
import { TolokaFailure, clean, fieldErrors, isOutcomeUnclear, outcomeOf } from './failures';
import { findCreated } from './reconcile';
import type { Send } from './requests';
import { unexpectedShape } from './requests';

/** Items of one request (api-facts §4.1). */
const MAX_ITEMS = 10_000;
/** No limit on bytes is documented; this keeps a request well below what front proxies refuse. */
const MAX_BYTES = 8 * 1024 * 1024;
const CONCURRENCY = 3;

export interface PushPlan {
	projectId: string;
	/** JSON texts of the bare input objects. */
	jsons: readonly string[];
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

export function noProgress(): PushProgress {
	return { ids: [], refused: {} };
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
	const failure = (await createBatch(run)) ?? (await sendPending(run));
	return failure ?? (await startIfAsked(run));
}

interface Run {
	send: Send;
	plan: PushPlan;
	progress: PushProgress;
	clock: Clock;
}

/** Positions of the entries about which nothing is known yet. */
function pendingOf({ plan, progress }: Run): number[] {
	return [...plan.jsons.keys()].filter(
		(position) => progress.ids[position] === undefined && !(position in progress.refused),
	);
}

/** How often an unclear upload is looked up and its missing part sent again. */
const MAX_ROUNDS = 3;

async function sendPending(run: Run): Promise<TolokaFailure | undefined> {
	let failure: TolokaFailure | undefined;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const pending = pendingOf(run);
		if (pending.length === 0) return undefined;
		const unclear: number[][] = [];
		failure = await sendOnce(run, pending, unclear);
		if (failure === undefined) continue;
		if (!isOutcomeUnclear(failure)) return failure;
		if (!run.plan.reconcile) return unclearFailure(failure, run, unclear.flat());
		const lookupFailure = await lookUp(run, unclear.flat());
		if (lookupFailure !== undefined) return unclearFailure(lookupFailure, run, unclear.flat());
	}
	return pendingOf(run).length === 0 ? undefined : failure;
}

/** One pass over the pending entries; the first failure keeps further requests from being sent. */
async function sendOnce(
	run: Run,
	pending: number[],
	unclear: number[][],
): Promise<TolokaFailure | undefined> {
	const { jsons } = run.plan;
	const chunks = batches(pending, (position) => Buffer.byteLength(jsons[position]) + 1, {
		maxCount: MAX_ITEMS,
		maxBytes: MAX_BYTES,
	});
	const failures: TolokaFailure[] = [];
	await inParallel(chunks, CONCURRENCY, async (chunk) => {
		if (failures.length > 0) return;
		const failure = await sendChunk(run, chunk);
		if (failure === undefined) return;
		failures.push(failure);
		if (isOutcomeUnclear(failure)) unclear.push(chunk.filter((p) => !(p in run.progress.refused)));
	});
	return failures.find((failure) => !isOutcomeUnclear(failure)) ?? failures[0];
}

/** Sends one chunk, without the entries that the service refuses where that is wanted. */
async function sendChunk(run: Run, chunk: number[]): Promise<TolokaFailure | undefined> {
	let positions = chunk;
	while (positions.length > 0) {
		const outcome = await outcomeOf(
			postItems(run.send, run.plan.projectId, newItems(run, positions)),
		);
		if (!(outcome instanceof TolokaFailure)) return recordIds(run, positions, outcome);
		const valid = run.plan.skipInvalid ? withoutRefused(run, positions, outcome) : positions;
		if (valid.length === positions.length) return outcome;
		positions = valid;
	}
	return undefined;
}

function newItems({ plan, progress }: Run, positions: number[]): NewItems {
	return {
		items: positions.map((position) => plan.jsons[position]),
		batchId: progress.batchId ?? plan.batchId,
		forceNewOriginal: plan.forceNewOriginal,
		ignoreErrors: plan.ignoreErrors,
	};
}

/** Ids are paired by position, which holds only where none was left out (api-facts §12, 14–15). */
async function recordIds(
	run: Run,
	positions: number[],
	ids: unknown,
): Promise<TolokaFailure | undefined> {
	const isList = Array.isArray(ids) && ids.every((id) => typeof id === 'string');
	if (isList && ids.length === positions.length) {
		for (const [index, position] of positions.entries())
			run.progress.ids[position] = ids[index] as string;
		return undefined;
	}
	const expected = `a list of ${positions.length} item ids`;
	if (!run.plan.ignoreErrors)
		return unexpectedShape('reading the ids of the pushed items', expected);
	const failure = await lookUp(run, positions);
	if (failure !== undefined) return failure;
	for (const position of positions) {
		if (run.progress.ids[position] === undefined) {
			run.progress.refused[position] = 'left out by the service because of errors in it';
		}
	}
	return undefined;
}

/** Marks the entries that a 400 names as `input_data.N.field`; returns the others. */
function withoutRefused(run: Run, positions: number[], failure: TolokaFailure): number[] {
	if (failure.kind !== 'invalid') return positions;
	for (const { path, message, code } of fieldErrors(failure.details.payload)) {
		const [, index, field] = /^input_data\.(\d+)\.?(.*)$/.exec(path) ?? [];
		const position = positions[Number(index)];
		if (position !== undefined) {
			run.progress.refused[position] ??= `field “${clean(field)}”: ${message} (${code})`;
		}
	}
	return positions.filter((position) => !(position in run.progress.refused));
}

/** Records the ids of those entries of an unclear upload that turn out to exist. */
async function lookUp(run: Run, positions: number[]): Promise<TolokaFailure | undefined> {
	const { plan, progress, send, clock } = run;
	const found = await outcomeOf(
		findCreated(
			send,
			positions.map((position) => plan.jsons[position]),
			{
				projectId: plan.projectId,
				batchId: progress.batchId ?? plan.batchId,
				createdSince: plan.startedAt,
				knownIds: new Set(progress.ids.filter((id) => id !== undefined)),
				signal: plan.signal,
			},
			clock,
		),
	);
	if (found instanceof TolokaFailure) return found;
	for (const [index, position] of positions.entries()) {
		if (found[index] !== undefined) progress.ids[position] = found[index];
	}
	return undefined;
}

function unclearFailure(failure: TolokaFailure, { plan }: Run, positions: number[]): TolokaFailure {
	const since = new Date(plan.startedAt).toISOString().slice(0, 19);
	return new TolokaFailure(failure.kind, {
		...failure.details,
		advice: `It is unclear whether ${positions.length} of the items were created: look in the project ${plan.projectId} for items created since ${since} UTC before you push them again.`,
	});
}

/**
 * Creates the batch with its first item only: the answer names no item ids, and one is quickly
 * looked up. The other items follow through `items/bulk`, whose answer does name them.
 */
async function createBatch(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress, send } = run;
	if (plan.newBatch === undefined) return undefined;
	for (let round = 0; progress.batchId === undefined && round < plan.jsons.length; round++) {
		const [position] = pendingOf(run);
		if (position === undefined) return undefined;
		const first = { ...newItems(run, [position]), ...plan.newBatch };
		const outcome = await outcomeOf(postBatch(send, plan.projectId, first));
		if (!(outcome instanceof TolokaFailure)) {
			progress.batchId = outcome.id;
			return await lookUp(run, [position]);
		}
		if (!plan.skipInvalid || withoutRefused(run, [position], outcome).length > 0) {
			return isOutcomeUnclear(outcome) ? unclearFailure(outcome, run, [position]) : outcome;
		}
	}
	return undefined;
}

async function startIfAsked({ plan, progress, send }: Run): Promise<TolokaFailure | undefined> {
	if (!plan.start || progress.started || progress.batchId === undefined) return undefined;
	const outcome = await outcomeOf(startBatch(send, plan.projectId, progress.batchId));
	if (!(outcome instanceof TolokaFailure)) {
		progress.started = true;
		return undefined;
	}
	const batch = await outcomeOf(getBatch(send, plan.projectId, progress.batchId));
	progress.started = !(batch instanceof TolokaFailure) && batch.status !== 'NEW';
	return progress.started ? undefined : outcome;
}
