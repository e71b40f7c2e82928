import { inParallel } from '../flow/parallel';
import { withPauseBeforeEach } from '../flow/pauses';
import type { TolokaFailure } from '../service/failures';
import {
	inDoubt,
	isFailure,
	isOutcomeUnclear,
	mayBeCarriedOut,
	outcomeOf,
} from '../service/failures';
import { unexpectedShape } from '../service/requests';
import type { PushChunk } from './chunks';
import { chunkOf, chunksOf, sizeOf } from './chunks';
import { postItems } from './items';
import { recordCreated } from './leftOut';
import { lookUp } from './lookUp';
import { namingItems, withoutRefused } from './refusals';
import type { Run } from './run';
import { isPending, newItems, pendingOf, waitAsAsked } from './run';

/** Most rounds of sending entries and looking up the unclear ones. */
const MAX_ROUNDS = 3;

interface Pass {
	failures: TolokaFailure[];
	/** Positions of each request whose outcome is unclear. */
	unclear: Array<readonly number[]>;
}

/** Sends all pending entries; unclear ones are sent again only after a lookup. */
export async function sendPending(run: Run): Promise<TolokaFailure | undefined> {
	let failure: TolokaFailure | undefined;
	let pending = pendingOf(run);
	for (let round = 0; round < MAX_ROUNDS && pending.length > 0; round++) {
		const pass = await sendOnce(run, pending);
		failure = pass.failures.find((one) => !isOutcomeUnclear(one)) ?? pass.failures[0];
		const failedAt = run.clock.now();
		const lost = failure && (await settle(run, pass, failure));
		if (lost !== undefined) return lost;
		pending = pendingOf(run);
		if (failure === undefined || pending.length === 0) continue;
		const isLong = failure.details.worksAgainAt !== undefined;
		if (isLong || !isOutcomeUnclear(failure)) return failure;
		await waitAsAsked(run, failure, failedAt);
	}
	return pending.length === 0 ? undefined : failure;
}

/** Looks up what unclear requests created; returns the failure if that stays unclear. */
async function settle(
	run: Run,
	{ unclear }: Pass,
	failure: TolokaFailure,
): Promise<TolokaFailure | undefined> {
	const positions = unclear.flat();
	if (positions.length === 0) return undefined;
	run.progress.doubt = { positions, unexplained: 0 };
	if (!run.plan.reconcile) return inDoubt(failure);
	return await lookUp(run, positions, unclear);
}

/** Makes one pass over the pending entries; the first failure prevents further requests. */
async function sendOnce(run: Run, pending: number[]): Promise<Pass> {
	const pass: Pass = { failures: [], unclear: [] };
	const chunks = chunksOf(run.plan.inputs, pending, run.limits);
	const paced = withPauseBeforeEach(chunks, { clock: run.clock });
	await inParallel(paced, async (chunk) => await sendChunk(run, chunk, pass));
	return pass;
}

/** Sends one chunk; with `skipInvalid`, again without the entries that the service refuses. */
async function sendChunk(run: Run, chunk: PushChunk, pass: Pass): Promise<void> {
	const { inputs, projectId, skipInvalid } = run.plan;
	let due = chunk;
	while (due.positions.length > 0 && pass.failures.length === 0) {
		const { positions } = due;
		const outcome = await outcomeOf(postItems(run.send, projectId, newItems(run, due)));
		const failure = isFailure(outcome) ? outcome : await recordIds(run, due, outcome);
		if (failure === undefined) return;
		if (failure.kind === 'too-large' && positions.length > 1) {
			return await sendParts(run, due, pass);
		}
		const valid = skipInvalid ? withoutRefused(run, positions, failure) : positions;
		if (valid.length === positions.length) {
			return noteFailure(run, positions, failure, pass);
		}
		due = chunkOf(inputs, valid);
	}
}

/** Sends a chunk in parts. If a proxy allows less than the service, later requests are smaller. */
async function sendParts(run: Run, chunk: PushChunk, pass: Pass): Promise<void> {
	const { limits, plan } = run;
	const [count, bytes] = sizeOf(chunk);
	limits[0] = Math.min(limits[0], Math.ceil(count / 2));
	limits[1] = Math.min(limits[1], Math.ceil(bytes / 2));
	for (let from = 0; from < count;) {
		// The previous part may have been too large, too, by its bytes, as a single item can be.
		const most = Math.min(Math.ceil(count / 2), Math.ceil((count * limits[1]) / bytes));
		const part = chunk.positions.slice(from, from + most);
		await sendChunk(run, chunkOf(plan.inputs, part), pass);
		from += most;
	}
}

function noteFailure(
	run: Run,
	positions: readonly number[],
	failure: TolokaFailure,
	{ failures, unclear }: Pass,
): void {
	failures.push(namingItems(run, positions, failure));
	if (!mayBeCarriedOut(failure)) return;
	unclear.push(positions.filter((position) => isPending(run.progress, position)));
}

/** Pairs ids with entries by position, valid only if none was left out (toloka-api §12, 14–15). */
async function recordIds(
	run: Run,
	{ positions }: PushChunk,
	body: unknown,
): Promise<TolokaFailure | undefined> {
	const ids: unknown[] = Array.isArray(body) ? body : [];
	const isList =
		Array.isArray(body) && ids.every((id) => typeof id === 'string' && id.trim() !== '');
	if (isList && ids.length === positions.length) {
		for (const [index, position] of positions.entries())
			run.progress.ids[position] = ids[index] as string;
		return undefined;
	}
	if (isList && run.plan.ignoreErrors) return await recordCreated(run, positions, ids as string[]);
	const expected = `a list of ${positions.length} item ids`;
	return unexpectedShape('reading the ids of the pushed items', expected);
}
