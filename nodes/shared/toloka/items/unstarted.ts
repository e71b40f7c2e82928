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
	const others = new Set([...progress.elsewhere.values()].map(({ batchId }) => batchId));
	for (const batchId of others) {
		if (batchId === undefined || batchId === progress.batchId) continue;
		const batch = await outcomeOf(getBatch(send, plan.projectId, batchId));
		if (!isFailure(batch) && isUnstarted(batch)) progress.unstarted.add(batchId);
	}
}
