import type { FailureKind, TolokaFailure } from './failures';

const MAX_TRIES = 6;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;

/** Failures after which any request may be sent again: it was certainly not carried out. */
const NEVER_CARRIED_OUT: readonly FailureKind[] = ['rate-limited', 'unreachable'];
/** Failures after which only a request that is harmless to repeat may be sent again. */
const PERHAPS_CARRIED_OUT: readonly FailureKind[] = ['unavailable', 'no-answer', 'unreadable'];

export interface Attempt {
	/** Tries made so far, 1 after the first. */
	tries: number;
	/** Whether carrying the request out twice has the same effect as once. */
	repeatable: boolean;
	/** How much longer this request may wait. */
	budgetMs: number;
}

/**
 * Milliseconds to wait before the next try, or undefined to give up. A wait named by the service is
 * a minimum and gets no jitter; a wait of 0 does not remove the usual delay.
 *
 * @param random returns a number from 0 to 1, which spreads clients that failed together.
 */
export function retryDelayMs(
	failure: TolokaFailure,
	{ tries, repeatable, budgetMs }: Attempt,
	random: () => number,
): number | undefined {
	const mayRepeat =
		NEVER_CARRIED_OUT.includes(failure.kind) ||
		(repeatable && PERHAPS_CARRIED_OUT.includes(failure.kind));
	if (!mayRepeat) return undefined;
	const named = failure.details.waitMs;
	if (tries >= MAX_TRIES && failure.kind !== 'rate-limited') return undefined;
	const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1));
	const delayMs =
		named === undefined ? Math.round(ceiling * (0.5 + random() / 2)) : Math.max(named, ceiling);
	return delayMs <= budgetMs ? delayMs : undefined;
}
