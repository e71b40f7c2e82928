import { LOOK_AFTER_MS } from '../flow/settling';
import {
	TolokaFailure,
	inDoubt,
	isFailure,
	isOutcomeUnclear,
	mayBeCarriedOut,
	outcomeOf,
} from '../service/failures';
import { chunkOf } from './chunks';
import { changeBatch, getBatch, postBatch } from './batches';
import { findEarlierBatch } from './earlierTry';
import { listItems } from './items';
import { namingItems, withoutRefused } from './refusals';
import type { Run } from './run';
import { LEFT_OUT, newItems, pendingOf, waitAsAsked } from './run';

/** Most tries to create a batch; an unclear outcome is looked up before the next try. */
const MAX_TRIES = 3;

/**
 * Creates the batch with its first item only, because the response contains no item ids and one
 * item is quickly looked up. The others follow through `items/bulk`, whose response has the ids.
 */
export async function createBatch(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress } = run;
	if (plan.newBatch === undefined) return undefined;
	for (const position of pendingOf(run)) {
		if (progress.batchId !== undefined) return undefined;
		const failure = await createOrAdopt(run, position);
		if (failure !== undefined) return failure;
	}
	return undefined;
}

/** Returns undefined if the batch exists, or if its item was refused and left out. */
async function createOrAdopt(run: Run, position: number): Promise<TolokaFailure | undefined> {
	const { plan, progress } = run;
	for (let tries = 1; ; tries++) {
		const failure = await createWith(run, position);
		const failedAt = run.clock.now();
		if (failure === undefined || !mayBeCarriedOut(failure)) return failure;
		progress.doubt = { positions: [position], unexplained: 0 };
		const mayLookUp = plan.reconcile && tries < MAX_TRIES && progress.batchId === undefined;
		const lost = mayLookUp ? await findEarlierBatch(run, [position]) : failure;
		if (lost !== undefined) return inDoubt(lost);
		if (progress.batchId === undefined && progress.doubt.unexplained > 0) return inDoubt(failure);
		progress.doubt = undefined;
		if (progress.ids[position] !== undefined) return undefined;
		const isLong = failure.details.worksAgainAt !== undefined;
		if (isLong || !isOutcomeUnclear(failure)) return failure;
		await waitAsAsked(run, failure, failedAt);
	}
}

/** Sends one request; returns undefined if it created the batch, or if its item was left out. */
async function createWith(run: Run, position: number): Promise<TolokaFailure | undefined> {
	const { plan, progress, send } = run;
	const first = { ...newItems(run, chunkOf(plan.inputs, [position])), ...plan.newBatch };
	const outcome = await outcomeOf(postBatch(send, plan.projectId, first));
	if (!isFailure(outcome)) {
		progress.batchId = outcome.id;
		return await recordFirst(run, position, outcome.id);
	}
	const isLeftOut = plan.skipInvalid && withoutRefused(run, [position], outcome).length === 0;
	return isLeftOut ? undefined : namingItems(run, [position], outcome);
}

/** Nobody else knows the new batch: its only item is the one it was created with. */
async function recordFirst(
	{ plan, progress, send, clock }: Run,
	position: number,
	batchId: string,
): Promise<TolokaFailure | undefined> {
	const query = { batch_id: batchId, sort: 'created', limit: 1 };
	for (const waitMs of [0, ...LOOK_AFTER_MS]) {
		await clock.sleep(waitMs, plan.signal);
		const page = await outcomeOf(listItems(send, plan.projectId, query));
		if (isFailure(page)) return inDoubt(page);
		const [item] = page.rows;
		if (item === undefined) continue;
		progress.ids[position] = item.id;
		return undefined;
	}
	if (plan.ignoreErrors) {
		progress.refused.set(position, LEFT_OUT);
		return undefined;
	}
	return new TolokaFailure('contradiction', {
		doing: `reading the item with which the batch ${batchId} was created`,
		text: 'The list of its items is empty',
		isInDoubt: true,
	});
}

/** Waits before each try to start a batch, whose items may still be loading. */
const START_AFTER_MS = [0, 2_000, 5_000, 10_000, 20_000, 40_000];

/** Statuses of a started batch: by a request whose response was lost, or by somebody else. */
const STARTED = ['QUEUED', 'PROCESSING', 'COMPLETED', 'STOPPING', 'STOPPED', 'NO_MONEY'];

/** Starts the new batch if the plan says so and it has items; returns the failure, if any. */
export async function startIfAsked({
	plan,
	progress,
	send,
	clock,
}: Run): Promise<TolokaFailure | undefined> {
	const { batchId } = progress;
	if (!plan.start || progress.started || batchId === undefined) return undefined;
	const isEmpty = progress.refused.size === plan.inputs.length;
	if (isEmpty) return undefined;
	let failure: TolokaFailure | undefined;
	for (const waitMs of START_AFTER_MS) {
		await clock.sleep(waitMs, plan.signal);
		const outcome = await outcomeOf(changeBatch(send, plan.projectId, batchId, 'start'));
		failure = isFailure(outcome) ? outcome : undefined;
		const batch = failure && (await outcomeOf(getBatch(send, plan.projectId, batchId)));
		const status = isFailure(batch) ? undefined : batch?.status;
		progress.started = failure === undefined || STARTED.includes(`${status}`);
		if (progress.started) return undefined;
		if (status !== 'LOADING') return failure;
	}
	return failure;
}
