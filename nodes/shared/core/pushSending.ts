import type { NewItems } from './apps';
import { postItems } from './apps';
import { inParallel } from './batches';
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
import type { PushChunk } from './pushChunks';
import { chunkOf, chunksOf } from './pushChunks';
import { findCreated } from './reconcile';
import { unexpectedShape } from './requests';

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

/** How often an unclear upload is looked up and its missing part sent again. */
const MAX_ROUNDS = 3;

export async function sendPending(run: Run): Promise<TolokaFailure | undefined> {
	let failure: TolokaFailure | undefined;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const pending = pendingOf(run);
		if (pending.length === 0) return undefined;
		const unclear: Array<readonly number[]> = [];
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
	unclear: Array<readonly number[]>,
): Promise<TolokaFailure | undefined> {
	const failures: TolokaFailure[] = [];
	const chunks = withPauseAfterEach(chunksOf(run.plan.inputs, pending), { clock: run.clock });
	await inParallel(chunks, CONCURRENCY, async (chunk) => {
		if (failures.length > 0) return;
		const failure = await sendChunk(run, chunk);
		if (failure === undefined) return;
		failures.push(failure);
		if (isOutcomeUnclear(failure))
			unclear.push(chunk.positions.filter((position) => !(position in run.progress.refused)));
	});
	return failures.find((failure) => !isOutcomeUnclear(failure)) ?? failures[0];
}

/** Sends one chunk, without the entries that the service refuses where that is wanted. */
async function sendChunk(run: Run, chunk: PushChunk): Promise<TolokaFailure | undefined> {
	const { inputs, projectId, skipInvalid } = run.plan;
	let due = chunk;
	while (due.positions.length > 0) {
		const outcome = await outcomeOf(postItems(run.send, projectId, newItems(run, due)));
		if (!(outcome instanceof TolokaFailure)) return recordIds(run, due.positions, outcome);
		const valid = skipInvalid ? withoutRefused(run, due.positions, outcome) : due.positions;
		if (valid.length === due.positions.length) return outcome;
		due = chunkOf(inputs, valid);
	}
	return undefined;
}

export function newItems({ plan, progress }: Run, { positions, json }: PushChunk): NewItems {
	return {
		json,
		count: positions.length,
		batchId: progress.batchId ?? plan.batchId,
		forceNewOriginal: plan.forceNewOriginal,
		ignoreErrors: plan.ignoreErrors,
	};
}

/** Ids are paired by position, which holds only where none was left out (api-facts §12, 14–15). */
async function recordIds(
	run: Run,
	positions: readonly number[],
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
export function withoutRefused(
	run: Run,
	positions: readonly number[],
	failure: TolokaFailure,
): readonly number[] {
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

/** Records the ids of those entries of an unclear upload that turn out to exist; without it all stays unclear. */
export async function lookUp(
	run: Run,
	positions: readonly number[],
): Promise<TolokaFailure | undefined> {
	const { plan, progress, send, clock } = run;
	const found = await outcomeOf(
		findCreated(
			send,
			positions.map((position) => plan.inputs[position]),
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
	positions: readonly number[],
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
