import type { Clock } from './clock';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 3_000;

/** How long a change that the service has confirmed may take to show. */
export const SHOWN_WITHIN_MS = 10_000;

/**
 * Looks at something until it is as it will stay, and returns what was seen last.
 *
 * @param patienceMs for how long, from the first look on, it may be like this.
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
