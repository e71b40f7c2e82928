/**
 * A `Date` up to this far ahead of our clock may come from a proxy whose clock is wrong (nginx
 * replaces the service's).
 */
const PROXY_CLOCK_MS = 5 * 60_000;

/**
 * How far the service's clock is ahead of ours, at least, by a `Date` that is `aheadMs` ahead. By a
 * later time, what was just created would be overlooked and created again.
 */
export function leastAhead(aheadMs: number): number {
	return aheadMs > 0 && aheadMs <= PROXY_CLOCK_MS ? 0 : aheadMs;
}
