import { inParallel } from '../flow/parallel';
import { isFailure, outcomeOf } from '../service/failures';
import { getBatch, isUnstarted } from './batches';
import type { Run } from './run';

/**
 * Records the batches other than the plan's that contain its items and were never started: if all
 * items should be labeled now, the user must learn that nobody labels these.
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
