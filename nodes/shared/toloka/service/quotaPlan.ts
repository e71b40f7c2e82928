import { TolokaFailure } from './failures';
import type { Quota } from './quota';
import { AGGREGATION_QUOTAS, nextAllowed } from './quota';

/**
 * When requests for aggregated solutions may be sent. Starting an aggregation and reading its
 * results are planned as if they shared one counter (toloka-api §12, 3).
 */

/** The service counts a request when it arrives, some moments after it was sent. */
const ON_THE_WAY_MS = 1_000;

/** Requests older than this no longer count against any quota. */
export const LONGEST_PERIOD_MS = Math.max(...AGGREGATION_QUOTAS.map(({ periodMs }) => periodMs));

/**
 * When the next request may be sent, in epoch milliseconds.
 *
 * @param sentAt when earlier requests were sent, in ascending order.
 * @param budgetMs longest wait allowed; a longer one is refused with the time.
 */
export function nextTurn(
	sentAt: readonly number[],
	now: number,
	budgetMs: number,
	doing: string,
): number {
	const { at, quota } = turnAfter(sentAt, now);
	if (quota === undefined || at - now <= budgetMs) return at;
	throw new TolokaFailure('quota-exhausted', {
		doing,
		worksAgainAt: at,
		headline: `The quota of ${nameOf(quota)} for aggregated solutions is used up (while ${doing})`,
		advice:
			'This request was not sent. Retry this execution after that time: it starts no aggregation again. A larger Page Size needs fewer requests.',
	});
}

/** Requests planned before the first one is sent. */
export interface Plan {
	/** Requests that must fit into the quota. */
	count: number;
	/** All requests of the run. */
	total: number;
	/** Requests of the run that start something whose result a later run can read. */
	starts: number;
	/** Whether the requests are for several items, which can be divided among several runs. */
	isOfMany: boolean;
	doing: string;
}

/** Refuses a plan of which the first requests fit, but the last ones would have to wait too long. */
export function refuseBeyondPlan(
	sentAt: readonly number[],
	plan: Plan,
	now: number,
	budgetMs: number,
): void {
	const { possible, quota } = firstThatFit(sentAt, plan.count, now, budgetMs);
	if (quota === undefined || possible === 0) return;
	const { total, isOfMany, doing } = plan;
	const whatTakes = isOfMany ? 'All items together need' : 'This needs';
	const at = timeForAll(sentAt, total, now, budgetMs);
	const advice = [
		`No request was sent while ${doing}.`,
		isOfMany
			? `Use Loop Over Items with smaller batches and a Wait of ${quota.period}.`
			: 'Raise Page Size (up to 100,000) or lower Limit.',
	];
	const fits = (count: number, withinMs: number) =>
		firstThatFit(sentAt, count, now, withinMs).possible === count;
	if (!isOfMany && at === undefined) {
		advice.push('The option Task ID: After reads the rest in a later run.');
	}
	if (isOfMany && plan.starts > 0 && fits(plan.starts, budgetMs)) {
		advice.push('Or set Delivery to Return the Operation, and read the solutions later.');
	}
	if (fits(total, LONGEST_BUDGET_MS)) {
		advice.push('Or set Max Quota Wait (Minutes) to 60: the node then waits for the quota.');
	}
	throw new TolokaFailure('quota-exhausted', {
		doing,
		worksAgainAt: at,
		headline: `${whatTakes} ${total} requests, but only ${possible} fit into the quota of ${nameOf(quota)} now`,
		advice: advice.join(' '),
	});
}

/** The longest wait that the panel allows. */
const LONGEST_BUDGET_MS = 60 * 60_000;

function nameOf({ count, period }: Quota): string {
	return `${count} requests ${period}`;
}

/** How many of `count` requests may be sent one after another, and the quota that stops the next. */
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

/** When all requests fit, in epoch milliseconds; undefined if they never do. */
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
	const { at, quota } = nextAllowed(sentAt, now);
	return { at: quota === undefined ? now : at + ON_THE_WAY_MS, quota };
}
