import { inParallel } from '../flow/parallel';
import { isFailure, outcomeOf } from '../service/failures';
import { getBatch } from './batches';
import { STARTED } from './newBatch';
import type { Run } from './run';

/**
 * Notes the batches, other than that of the plan, that hold items of it and were never started: who
 * wants all of them labeled now must learn that nobody labels what was pushed before.
 */
export async function noteUnstarted({ plan, progress, send }: Run): Promise<undefined> {
	const isStream = plan.newBatch === undefined && plan.batchId === undefined;
	if (!plan.start && !isStream) return;
	const others = new Set([...progress.elsewhere.values()].map(({ batchId }) => batchId));
	others.delete(progress.batchId);
	await inParallel(others, async (batchId) => {
		if (batchId === undefined) return;
		const batch = await outcomeOf(getBatch(send, plan.projectId, batchId));
		if (!isFailure(batch) && !STARTED.includes(batch.status)) progress.unstarted.add(batchId);
	});
}
