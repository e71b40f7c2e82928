import { refusal } from './failures';

/** Pacing of task suites: what this run has sent decides when it may send more. */

export interface PaceLimit {
	amount: number;
	periodMs: number;
}

export interface Sent {
	/** Epoch milliseconds. */
	at: number;
	amount: number;
}

/** A little more than the period: the service counts from the arrival of a request. */
const MINUTE_MS = 61_000;
const DAY_MS = 24 * 3_600_000 + 1_000;

/** Tasks, the strictest reading of the documented limit (seed 002; api-facts §12, 21). */
export const TASKS_A_MINUTE: PaceLimit = { amount: 100_000, periodMs: MINUTE_MS };
export const TASKS_A_DAY: PaceLimit = { amount: 2_000_000, periodMs: DAY_MS };

/**
 * Takes the next place in the queue for `amount` and notes it in `sent`.
 *
 * @param sent what was sent or has its place already, in order of time.
 * @returns epoch milliseconds at which it may be sent.
 */
export function reserve(
	sent: Sent[],
	amount: number,
	limits: readonly PaceLimit[],
	now: number,
): number {
	let at = Math.max(now, sent[sent.length - 1]?.at ?? now);
	for (const limit of limits) at = Math.max(at, firstRoom(sent, amount, limit, at));
	sent.push({ at, amount });
	return at;
}

function firstRoom(
	sent: readonly Sent[],
	amount: number,
	{ amount: most, periodMs }: PaceLimit,
	from: number,
): number {
	let at = from;
	let used = 0;
	for (const entry of sent) if (entry.at > from - periodMs) used += entry.amount;
	for (const entry of sent) {
		if (used + amount <= most) break;
		if (entry.at <= from - periodMs) continue;
		at = entry.at + periodMs;
		used -= entry.amount;
	}
	return at;
}

/** Refuses a run that the service could not take within a day. */
export function assertWithinADay(tasks: number): void {
	if (tasks <= TASKS_A_DAY.amount) return;
	throw refusal(
		`${tasks} tasks are more than the ${TASKS_A_DAY.amount} that the service takes a day. Nothing was created`,
		`Send ${TASKS_A_DAY.amount} of them today and the other ${tasks - TASKS_A_DAY.amount} when 24 hours have passed.`,
	);
}
