import { inParallel } from '../flow/parallel';
import { isFailure, outcomeOf } from '../service/failures';
import { getBatch, isUnstarted } from './batches';
import type { Run } from './run';

/**
 * Notes the batches, other than that of the plan, that hold items of it and were never started: who
 * wants all of them labeled now must learn that nobody labels what was pushed before.
 */
export async function noteUnstarted({ plan, progress, send }: Run): Promise<undefined> {
	const isStream = plan.newBatch === undefined && plan.batchId === undefined;
	if (!plan.start && !isStream) return;
	const others = new Set([...progress.elsewhere.values()].flatMap(({ batchId }) => batchId ?? []));
	others.delete(progress.batchId ?? '');
	const batches = await inParallel(
		others,
		async (id) => await outcomeOf(getBatch(send, plan.projectId, id)),
	);
	for (const batch of batches) {
		if (!isFailure(batch) && isUnstarted(batch)) progress.unstarted.add(batch.id);
	}
}
