import { listAssignments } from '../assignments/assignments';
import type { Pool } from '../pools/pools';
import { refuseTraining, wasNeverOpened } from '../pools/pools';
import { refusal } from '../service/failures';
import type { TolokaFailure } from '../service/failures';
import type { Send } from '../service/requests';

/** Refuses a pool that cannot have answers to combine, before anything is started (toloka-api §P12). */
export function assertMayHaveAnswers(pool: Pool): void {
	const { id, status } = pool;
	refuseTraining(pool, 'has no answers to combine');
	if (status === 'LOCKED') {
		throw refusal(
			`Pool ${id} is locked`,
			'Another operation is running on this pool. Run the node again when it has finished.',
		);
	}
	if (status === 'CLOSED' && wasNeverOpened(pool)) {
		throw refusal(
			`Pool ${id} was never opened, so it has no answers`,
			'Open the pool, wait until people are done with Toloka Wait for Operation (Wait For: Pool), then run the node again.',
		);
	}
}

/**
 * The failure for a pool without answers to combine.
 *
 * @param hasControl whether the pool has accepted answers to control tasks, which are left out.
 */
export async function noAnswers(
	send: Send,
	pool: Pool,
	hasControl: boolean,
): Promise<TolokaFailure> {
	const submitted = { pool_id: pool.id, status: 'SUBMITTED', limit: 1 };
	const awaitsReview = (await listAssignments(send, submitted)).rows.length > 0;
	const what = hasControl ? 'accepted answers to control tasks only' : 'no accepted answers';
	return refusal(`Pool ${pool.id} has ${what}`, adviceFor(pool, awaitsReview, hasControl));
}

function adviceFor({ status }: Pool, awaitsReview: boolean, hasControl: boolean): string {
	if (awaitsReview) {
		return 'Its answers await review: accept them first, for example with Toloka (Assignment: Accept).';
	}
	return hasControl && status !== 'OPEN'
		? 'The vote leaves control tasks out. Read their answers with Toloka (Assignment: Get Many).'
		: 'Wait until people are done with Toloka Wait for Operation (Wait For: Pool), then run the node again.';
}
