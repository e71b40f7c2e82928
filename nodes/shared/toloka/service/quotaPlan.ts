import { TolokaFailure } from './failures';
import type { Quota } from './quota';
import { AGGREGATION_QUOTAS, nextAllowed } from './quota';

/**
 * When requests for aggregated solutions may be sent. Starting an aggregation and reading its
 * results are planned as if they shared one counter (toloka-api §12, 3).
 */

/** The service counts a request when it arrives, some moments after it was sent. */
const ON_THE_WAY_MS = 1_000;

/** Requests older than this count against no quota any more. */
export const LONGEST_PERIOD_MS = Math.max(...AGGREGATION_QUOTAS.map(({ periodMs }) => periodMs));

/**
 * The moment at which the next request may be sent.
 *
 * @param sentAt when earlier requests were sent, in ascending order.
 * @param budgetMs how long may be waited for it; a longer wait is refused with the time.
 */
export function nextTurn(
	sentAt: readonly number[],
	now: number,
	budgetMs: number,
	doing: string,
): number {
	const { at, quota } = turnAfter(sentAt, now);
	if (at - now <= budgetMs) return at;
	throw new TolokaFailure('quota-exhausted', {
		doing,
		worksAgainAt: at,
		headline: `The quota of ${quota?.name ?? 'requests'} for aggregated solutions is used up (while ${doing})`,
		advice:
			'No request was sent. Run the node again after that time; a larger page size needs fewer requests.',
	});
}

/** Refuses a number of requests of which the last ones would have to wait too long. */
export function refuseBeyondPlan(
	sentAt: readonly number[],
	count: number,
	now: number,
	budgetMs: number,
	doing: string,
): void {
	const { possible, quota } = firstThatFit(sentAt, count, now, budgetMs);
	if (possible === count || possible === 0) return;
	const at = timeForAll(sentAt, count, now, budgetMs);
	const later = at === undefined ? ' The option Task ID: After reads the rest in a later run.' : '';
	throw new TolokaFailure('quota-exhausted', {
		doing,
		worksAgainAt: at,
		headline: `This takes ${count} requests, but only ${possible} fit into the quota of ${quota?.name ?? 'the service'} now`,
		advice: `No request was sent while ${doing}. Raise Page Size (up to 100,000) or lower Limit.${later}`,
	});
}

/** How many of `count` requests may be sent one after the other, and the quota that ends it. */
function firstThatFit(
	sentAt: readonly number[],
	count: number,
	now: number,
	budgetMs: number,
): { possible: number; quota?: Quota } {
	const times = [...sentAt];
	for (let possible = 0, time = now; possible < count; possible++) {
		const { at, quota } = turnAfter(times, time);
		if (at - time > budgetMs) return { possible, quota };
		times.push(at);
		time = at;
	}
	return { possible: count };
}

/** The moment at which all of them fit; undefined where they are too many at any time. */
function timeForAll(
	sentAt: readonly number[],
	count: number,
	now: number,
	budgetMs: number,
): number | undefined {
	if (firstThatFit([], count, now, budgetMs).possible < count) return undefined;
	return sentAt
		.flatMap((at) => AGGREGATION_QUOTAS.map(({ periodMs }) => at + periodMs + ON_THE_WAY_MS))
		.filter((at) => at > now)
		.sort((one, other) => one - other)
		.find((at) => firstThatFit(sentAt, count, at, budgetMs).possible === count);
}

function turnAfter(sentAt: readonly number[], now: number): { at: number; quota?: Quota } {
	const { at, quota } = nextAllowed(sentAt, AGGREGATION_QUOTAS, now);
	return { at: quota === undefined ? now : at + ON_THE_WAY_MS, quota };
}
