import type { Clock } from './clock';
import { TolokaFailure } from './failures';
import { inParallel } from './batches';
import type { Operation } from './operation';
import { getOperation, isFinished } from './operation';
import type { Send } from './requests';

export interface WaitOptions {
	/** Epoch milliseconds; the last look falls on it. */
	deadline: number;
	signal?: AbortSignal;
	onProgress?: (operation: Operation) => void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 1_500;
const CONCURRENCY = 8;

/**
 * Waits for many operations in one loop and returns the last known state of each, finished or not.
 * The first look comes at once, the last one at the deadline.
 */
export async function waitForOperations(
	send: Send,
	operationIds: readonly string[],
	{ deadline, signal, onProgress }: WaitOptions,
	clock: Clock,
): Promise<Map<string, Operation>> {
	const states = new Map<string, Operation>();
	let open = [...new Set(operationIds)];
	for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
		await inParallel(open, CONCURRENCY, async (id) => {
			const operation = await getOperation(send, id);
			states.set(id, operation);
			onProgress?.(operation);
		});
		open = open.filter((id) => !isFinished(states.get(id) as Operation));
		const left = deadline - clock.now();
		if (open.length === 0 || left <= 0) return states;
		await clock.sleep(Math.min(delay, left), signal);
		if (signal?.aborted) throw new TolokaFailure('cancelled', { doing: 'waiting for operations' });
	}
}
