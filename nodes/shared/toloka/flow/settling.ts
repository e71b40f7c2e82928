import type { Clock } from './clock';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 3_000;

/** Waits before each lookup: a request without a response may still be in progress at the service. */
export const LOOK_AFTER_MS = [2_000, 5_000];

/** How long a confirmed change may take to become visible. */
export const SHOWN_WITHIN_MS = 10_000;

/**
 * Calls `look` until its result will no longer change, and returns the last result.
 *
 * @param patienceMs how long after the first look a result may still change.
 */
export async function lookUntilSettled<Seen>(
	look: () => Promise<Seen>,
	patienceMs: (seen: Seen) => number,
	clock: Clock,
	signal?: AbortSignal,
): Promise<Seen> {
	const began = clock.now();
	for (let delay = FIRST_DELAY_MS; ; delay = Math.min(2 * delay, LONGEST_DELAY_MS)) {
		const seen = await look();
		if (clock.now() - began >= patienceMs(seen)) return seen;
		await clock.sleep(delay, signal);
	}
}
