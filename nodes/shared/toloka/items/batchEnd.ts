import type { Look } from '../flow/watch';
import { refusal } from '../service/failures';
import type { Send } from '../service/requests';
import type { Batch } from './batches';
import { START_WITH, getBatch } from './batches';

/** When people are done with a batch (toloka-api §5.8, §P7). */

/** By status that a batch does not leave by itself, except COMPLETED: why people were not done. */
const ENDS = new Map([
	['STOPPED', 'because it was stopped'],
	['NO_MONEY', 'because the money ran out'],
	['ERROR', 'because its processing failed'],
	['CANCELLED', 'because it was canceled'],
	['ARCHIVE', 'because it was archived'],
	['ARCHIVED', 'because it was archived'],
]);

/**
 * Reads the batch; it is over in a status that it does not leave by itself. One that is not
 * documented is none: most that Toloka has added were passing ones. Refuses a batch with status NEW,
 * which was never started.
 */
export async function lookAtBatch(
	send: Send,
	projectId: string,
	batchId: string,
): Promise<Look<Batch>> {
	const batch = await getBatch(send, projectId, batchId);
	if (batch.status === 'NEW') throw neverStarted(batch);
	return { state: batch, isOver: batch.status === 'COMPLETED' || ENDS.has(batch.status) };
}

function neverStarted({ id }: Batch) {
	return refusal(
		`Batch ${id} was never started, so nobody works on it`,
		`Start it first, ${START_WITH}.`,
	);
}

/** Why the batch ended before people were done; undefined if they were done. */
export function earlyBatchEnd({ status }: Batch): string | undefined {
	return ENDS.get(status);
}
