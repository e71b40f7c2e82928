import { postItems } from './items';
import type { TolokaFailure } from '../service/failures';
import { isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import { withPauseAfterEach } from '../flow/pauses';
import type { PushChunk } from './chunks';
import { chunkOf, chunksOf } from './chunks';
import { unexpectedShape } from '../service/requests';
import { inParallel } from '../flow/parallel';
import type { Run } from './run';
import { pendingOf, newItems, withoutRefused } from './run';
import { lookUp, unclearFailure } from './lookUp';

const CONCURRENCY = 3;

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
		if (!isFailure(outcome)) return recordIds(run, due.positions, outcome);
		const valid = skipInvalid ? withoutRefused(run, due.positions, outcome) : due.positions;
		if (valid.length === due.positions.length) return outcome;
		due = chunkOf(inputs, valid);
	}
	return undefined;
}

/** Ids are paired by position, which holds only where none was left out (toloka-api §12, 14–15). */
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
