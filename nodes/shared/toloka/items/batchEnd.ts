import type { Look } from '../flow/watch';
import { refusal } from '../service/failures';
import type { Send } from '../service/requests';
import type { Batch } from './batches';
import { getBatch } from './batches';

/** When people are done with a batch (toloka-api §5.8, §P7). */

/** Statuses that a batch leaves by itself. */
const RUNNING = ['LOADING', 'QUEUED', 'PROCESSING', 'STOPPING'];

/**
 * Reads the batch; it is over in any status that it does not leave by itself. Refuses one with
 * status NEW, which was never started.
 */
export async function lookAtBatch(
	send: Send,
	projectId: string,
	batchId: string,
): Promise<Look<Batch>> {
	const batch = await getBatch(send, projectId, batchId);
	if (batch.status === 'NEW') throw neverStarted(batch);
	return { state: batch, isOver: !RUNNING.includes(batch.status) };
}

function neverStarted({ id }: Batch) {
	return refusal(
		`Batch ${id} was never started, so nobody works on it`,
		'Start it first, with Toloka (Batch: Start) or on the Toloka website.',
	);
}

/** Why the batch ended before people were done; undefined if they were done. */
export function earlyBatchEnd({ status }: Batch): string | undefined {
	return status === 'COMPLETED' ? undefined : (REASONS.get(status) ?? `with status ${status}`);
}

const REASONS = new Map([
	['STOPPED', 'because it was stopped'],
	['NO_MONEY', 'because the money ran out'],
	['ERROR', 'because its processing failed'],
	['ARCHIVE', 'because it was archived'],
	['ARCHIVED', 'because it was archived'],
]);
