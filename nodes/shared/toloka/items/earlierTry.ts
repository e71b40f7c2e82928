import { LOOK_AFTER_MS } from '../flow/settling';
import { grouped } from '../flow/split';
import type { TolokaFailure } from '../service/failures';
import { isFailure, outcomeOf } from '../service/failures';
import { asQueryTime, timeKeyAt } from '../values/times';
import type { Batch } from './batches';
import { isUnstarted, listBatches } from './batches';
import { MAX_ITEMS } from './chunks';
import { lookUp, recordFound, searchOf } from './lookUp';
import type { Run } from './run';
import { inputsAt, pendingOf } from './run';
import { findOnce } from './search';

/** Finds what an earlier try of this run created before it was cut off. */
export async function findEarlierTry(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress } = run;
	if (!plan.isResumed || pendingOf(run).length === 0) return undefined;
	const { positions: open, isElsewhere } = progress.doubt ?? { positions: [], isElsewhere: true };
	progress.doubt = { positions: pendingOf(run), unexplained: 0, isEarlier: true, isElsewhere };
	if (plan.newBatch !== undefined && progress.batchId === undefined) {
		const failure = await findEarlierBatch(run, pendingOf(run));
		if (failure !== undefined) return failure;
	}
	const hasNoBatch = plan.newBatch !== undefined && progress.batchId === undefined;
	const pending = pendingOf(run);
	if (pending.length === 0 || (hasNoBatch && !isElsewhere)) {
		progress.doubt = undefined;
		return undefined;
	}
	const here = searchOf(run);
	const search = isElsewhere ? { ...here, batchId: undefined } : here;
	return await lookUp(run, pending, grouped(open, MAX_ITEMS), search);
}

/**
 * Adopts the batch that an unclear request or an earlier try created: one with the same name,
 * created since the run began, that contains some of these entries. A batch that was already
 * started gets no more items: entries missing from it go into another batch.
 */
export async function findEarlierBatch(
	run: Run,
	positions: readonly number[],
): Promise<TolokaFailure | undefined> {
	const { plan, progress, clock } = run;
	for (const waitMs of LOOK_AFTER_MS) {
		await clock.sleep(waitMs, plan.signal);
		const found = await outcomeOf(namesakes(run));
		if (isFailure(found)) return found;
		for (const batch of found) {
			const failure = await adopt(run, batch, positions);
			if (failure !== undefined || progress.batchId !== undefined) return failure;
		}
	}
	return undefined;
}

async function namesakes({ send, plan, progress, others }: Run): Promise<Batch[]> {
	const query = { sort: 'created', created_gte: asQueryTime(timeKeyAt(plan.startedAt)) };
	const { rows } = await listBatches(send, plan.projectId, query);
	const taken = new Set<unknown>(others.map(({ batchId }) => batchId));
	const names = new Set([plan.newBatch?.name ?? '', ...(progress.unclearNames ?? [])]);
	const isNamesake = ({ id, name }: Batch) => names.has(name ?? '') && !taken.has(id);
	return rows.filter(isNamesake);
}

async function adopt(
	run: Run,
	batch: Batch,
	positions: readonly number[],
): Promise<TolokaFailure | undefined> {
	const { progress, send } = run;
	const { id } = batch;
	const inputs = inputsAt(run, positions);
	const search = { ...searchOf(run), batchId: id };
	const look = await outcomeOf(findOnce(send, inputs, search, { byCallerId: true }));
	if (isFailure(look)) return look;
	const isOpen = isUnstarted(batch);
	if (look.found.every((match) => match === undefined)) {
		// A batch is created with one item, which the service may have changed.
		if (isOpen && look.unexplained === 1 && progress.doubt) progress.doubt.unexplained = 1;
		return undefined;
	}
	if (isOpen || look.isComplete) progress.batchId = id;
	if (!isOpen) progress.started = look.isComplete;
	recordFound(run, positions, look);
	return undefined;
}
