import type { NewItems } from './apps';
import { postItems } from './apps';
import { batches, inParallel } from './batches';
import {
	TolokaFailure,
	afterPartialWork,
	clean,
	fieldErrors,
	inDoubt,
	isOutcomeUnclear,
	outcomeOf,
} from './failures';
import { withPauseAfterEach } from './pauses';
import type { Run } from './push';
import { findCreated } from './reconcile';
import { unexpectedShape } from './requests';

/** Items of one request (api-facts §4.1). */
const MAX_ITEMS = 10_000;
/** No limit on bytes is documented; this keeps a request well below what front proxies refuse. */
const MAX_BYTES = 8 * 1024 * 1024;
const CONCURRENCY = 3;

/** Positions of the entries about which nothing is known yet. */
export function pendingOf({ plan, progress }: Run): number[] {
	const pending: number[] = [];
	for (let position = 0; position < plan.inputs.length; position++) {
		if (progress.ids[position] === undefined && !(position in progress.refused))
			pending.push(position);
	}
	return pending;
}

/** An input as it is sent. */
interface Entry {
	/** In the plan. */
	position: number;
	json: string;
}

export function entryOf({ plan }: Run, position: number): Entry {
	return { position, json: JSON.stringify(plan.inputs[position]) };
}

/** Texts are made when their request is due: while the service is busy with the ones before. */
function* entriesOf(run: Run, positions: readonly number[]): Generator<Entry> {
	for (const position of positions) yield entryOf(run, position);
}

/** How often an unclear upload is looked up and its missing part sent again. */
const MAX_ROUNDS = 3;

export async function sendPending(run: Run): Promise<TolokaFailure | undefined> {
	let failure: TolokaFailure | undefined;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const pending = pendingOf(run);
		if (pending.length === 0) return undefined;
		const unclear: number[][] = [];
		failure = await sendOnce(run, pending, unclear);
		if (failure === undefined) continue;
		const positions = unclear.flat();
		if (positions.length > 0) {
			const lookUpFailure = run.plan.reconcile ? await lookUp(run, positions) : failure;
			if (lookUpFailure !== undefined) return unclearFailure(lookUpFailure, run, positions);
		}
		if (!isOutcomeUnclear(failure)) return failure;
	}
	return pendingOf(run).length === 0 ? undefined : failure;
}

/** One pass over the pending entries; the first failure keeps further requests from being sent. */
async function sendOnce(
	run: Run,
	pending: number[],
	unclear: number[][],
): Promise<TolokaFailure | undefined> {
	const chunks = batches(entriesOf(run, pending), ({ json }) => Buffer.byteLength(json) + 1, {
		maxCount: MAX_ITEMS,
		maxBytes: MAX_BYTES,
	});
	const failures: TolokaFailure[] = [];
	const requests = withPauseAfterEach(chunks, { clock: run.clock });
	await inParallel(requests, CONCURRENCY, async (chunk) => {
		if (failures.length > 0) return;
		const failure = await sendChunk(run, chunk);
		if (failure === undefined) return;
		failures.push(failure);
		const positions = chunk.map(({ position }) => position);
		if (isOutcomeUnclear(failure))
			unclear.push(positions.filter((position) => !(position in run.progress.refused)));
	});
	return failures.find((failure) => !isOutcomeUnclear(failure)) ?? failures[0];
}

/** Sends one chunk, without the entries that the service refuses where that is wanted. */
async function sendChunk(run: Run, chunk: Entry[]): Promise<TolokaFailure | undefined> {
	let entries = chunk;
	while (entries.length > 0) {
		const outcome = await outcomeOf(
			postItems(run.send, run.plan.projectId, newItems(run, entries)),
		);
		if (!(outcome instanceof TolokaFailure)) return recordIds(run, entries, outcome);
		const valid = run.plan.skipInvalid ? withoutRefused(run, entries, outcome) : entries;
		if (valid.length === entries.length) return outcome;
		entries = valid;
	}
	return undefined;
}

export function newItems({ plan, progress }: Run, entries: readonly Entry[]): NewItems {
	return {
		items: entries.map(({ json }) => json),
		batchId: progress.batchId ?? plan.batchId,
		forceNewOriginal: plan.forceNewOriginal,
		ignoreErrors: plan.ignoreErrors,
	};
}

/** Ids are paired by position, which holds only where none was left out (api-facts §12, 14–15). */
async function recordIds(
	run: Run,
	entries: readonly Entry[],
	ids: unknown,
): Promise<TolokaFailure | undefined> {
	const isList = Array.isArray(ids) && ids.every((id) => typeof id === 'string');
	if (isList && ids.length === entries.length) {
		for (const [index, { position }] of entries.entries())
			run.progress.ids[position] = ids[index] as string;
		return undefined;
	}
	const expected = `a list of ${entries.length} item ids`;
	if (!run.plan.ignoreErrors)
		return unexpectedShape('reading the ids of the pushed items', expected);
	const positions = entries.map(({ position }) => position);
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
export function withoutRefused(run: Run, entries: Entry[], failure: TolokaFailure): Entry[] {
	if (failure.kind !== 'invalid') return entries;
	for (const { path, message, code } of fieldErrors(failure.details.payload)) {
		const [, index, field] = /^input_data\.(\d+)\.?(.*)$/.exec(path) ?? [];
		const entry = entries[Number(index)];
		if (entry !== undefined) {
			run.progress.refused[entry.position] ??= `field “${clean(field)}”: ${message} (${code})`;
		}
	}
	return entries.filter(({ position }) => !(position in run.progress.refused));
}

/** Records the ids of those entries of an unclear upload that turn out to exist; without it all stays unclear. */
export async function lookUp(run: Run, positions: number[]): Promise<TolokaFailure | undefined> {
	const { plan, progress, send, clock } = run;
	const found = await outcomeOf(
		findCreated(
			send,
			[...entriesOf(run, positions)].map(({ json }) => json),
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
	if (found instanceof TolokaFailure) return inDoubt(found);
	for (const [index, position] of positions.entries()) {
		if (found[index] !== undefined) progress.ids[position] = found[index];
	}
	return undefined;
}

export function unclearFailure(
	failure: TolokaFailure,
	{ plan }: Run,
	positions: number[],
): TolokaFailure {
	const since = new Date(plan.startedAt).toISOString().slice(0, 19);
	return new TolokaFailure(failure.kind, {
		...failure.details,
		advice: `It is unclear whether ${positions.length} of the items were created: look in the project ${plan.projectId} for items created since ${since} UTC before you push them again.`,
	});
}

/** Finds what an earlier try of this run created before it was cut off. */
export async function recordEarlierTry(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress } = run;
	const hasOwnBatch = plan.newBatch !== undefined && progress.batchId === undefined;
	if (!plan.isResumed || hasOwnBatch) return undefined;
	const pending = pendingOf(run);
	if (pending.length === 0) return undefined;
	const failure = await lookUp(run, pending);
	return failure && earlierTryUnknown(failure);
}

/** A new execution would not look for what an earlier try of this one created. */
export function earlierTryUnknown(failure: TolokaFailure): TolokaFailure {
	return afterPartialWork(
		failure,
		'An earlier try of this execution may have created items: retry this execution, which finds them, instead of starting a new one.',
	);
}
