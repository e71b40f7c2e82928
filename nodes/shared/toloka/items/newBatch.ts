import type { TolokaFailure } from '../service/failures';
import { isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import { chunkOf } from './chunks';
import { asQueryTime, timeKeyAt } from '../values/times';
import { getBatch, listBatches, postBatch, startBatch } from './batches';
import type { Run } from './run';
import { newItems, pendingOf, withoutRefused } from './run';
import { earlierTryUnknown, lookUp, unclearFailure } from './lookUp';

/** How often the creation of a batch is tried, an unclear outcome looked up in between. */
const MAX_TRIES = 3;

/**
 * Creates the batch with its first item only: the answer names no item ids, and one is quickly
 * looked up. The other items follow through `items/bulk`, whose answer does name them.
 */
export async function createBatch(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress } = run;
	if (plan.newBatch === undefined || progress.batchId !== undefined) return undefined;
	const lost = plan.isResumed ? await adoptBatch(run) : undefined;
	if (lost !== undefined) return earlierTryUnknown(lost);
	for (const position of pendingOf(run)) {
		if (progress.batchId !== undefined) return undefined;
		const failure = await createOrAdopt(run, position);
		if (failure !== undefined) return failure;
	}
	return undefined;
}

/** Returns nothing where the batch exists, or where its item was refused and left out. */
async function createOrAdopt(run: Run, position: number): Promise<TolokaFailure | undefined> {
	const { plan, progress } = run;
	for (let tries = 1; ; tries++) {
		const failure = await createWith(run, position);
		if (failure === undefined || !isOutcomeUnclear(failure)) return failure;
		const mayLookUp = plan.reconcile && tries < MAX_TRIES && progress.batchId === undefined;
		const lost = mayLookUp ? await adoptBatch(run) : failure;
		if (lost !== undefined) return unclearFailure(failure, run, [position]);
		if (progress.batchId !== undefined) return undefined;
	}
}

/** One request; returns nothing where it created the batch, or its item was left out. */
async function createWith(run: Run, position: number): Promise<TolokaFailure | undefined> {
	const { plan, progress, send } = run;
	const first = { ...newItems(run, chunkOf(plan.inputs, [position])), ...plan.newBatch };
	const outcome = await outcomeOf(postBatch(send, plan.projectId, first));
	if (!isFailure(outcome)) {
		progress.batchId = outcome.id;
		return await lookUp(run, [position]);
	}
	const isLeftOut = plan.skipInvalid && withoutRefused(run, [position], outcome).length === 0;
	return isLeftOut ? undefined : outcome;
}

/** Takes over the batch that an unclear or earlier try created, recognized by name and items. */
async function adoptBatch(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress, send } = run;
	const query = { sort: 'created', created_gte: asQueryTime(timeKeyAt(plan.startedAt)) };
	const list = await outcomeOf(listBatches(send, plan.projectId, query));
	if (isFailure(list)) return list;
	const namesakes = list.rows.filter(({ name }) => (name ?? '') === (plan.newBatch?.name ?? ''));
	for (const { id } of namesakes) {
		progress.batchId = id;
		const failure = await lookUp(run, pendingOf(run));
		if (failure !== undefined || progress.ids.some((found) => found !== undefined)) return failure;
		progress.batchId = undefined;
	}
	return undefined;
}

/** An answer that was lost may have started the batch: its status tells. */
export async function startIfAsked({
	plan,
	progress,
	send,
}: Run): Promise<TolokaFailure | undefined> {
	if (!plan.start || progress.started || progress.batchId === undefined) return undefined;
	const outcome = await outcomeOf(startBatch(send, plan.projectId, progress.batchId));
	if (!isFailure(outcome)) {
		progress.started = true;
		return undefined;
	}
	const batch = await outcomeOf(getBatch(send, plan.projectId, progress.batchId));
	progress.started = !isFailure(batch) && batch.status !== 'NEW';
	return progress.started ? undefined : outcome;
}
