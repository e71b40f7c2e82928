import { refusal } from '../../service/failures';
import { inDigits } from '../../values/numbers';

/** Pacing of task suites: what this run has sent decides when it may send more. */

interface PaceLimit {
	amount: number;
	periodMs: number;
}

export interface Sent {
	/** When the response arrived, epoch milliseconds; absent while the request is in progress. */
	at?: number;
	amount: number;
}

/** A little more than the period, because clocks and latencies differ. */
const FULL_MINUTE_MS = 61_000;
const FULL_DAY_MS = 24 * 3_600_000 + 1_000;

/** Tasks, the strictest reading of the documented limit (toloka-api §S2, §12, 21). */
export const TASKS_A_MINUTE: PaceLimit = { amount: 100_000, periodMs: FULL_MINUTE_MS };
export const TASKS_A_DAY: PaceLimit = { amount: 2_000_000, periodMs: FULL_DAY_MS };

/**
 * The time at which `amount` more fits within every limit. The service counts a request at some
 * point between sending and response, so a request in progress counts as sent now.
 *
 * @returns epoch milliseconds; `now` if there is room already.
 */
export function roomAt(
	sent: readonly Sent[],
	amount: number,
	limits: readonly PaceLimit[],
	now: number,
): number {
	const known = sent.map((entry) => ({ ...entry, at: entry.at ?? now }));
	known.sort((one, other) => one.at - other.at);
	return Math.max(now, ...limits.map((limit) => roomWithin(known, amount, limit, now)));
}

/** Drops the oldest entries until there is room. */
function roomWithin(
	sent: ReadonlyArray<Required<Sent>>,
	amount: number,
	{ amount: most, periodMs }: PaceLimit,
	now: number,
): number {
	const recent = sent.filter(({ at }) => at > now - periodMs);
	let used = recent.reduce((sum, entry) => sum + entry.amount, 0);
	let room = now;
	for (const entry of recent) {
		if (used + amount <= most) break;
		room = entry.at + periodMs;
		used -= entry.amount;
	}
	return room;
}

/** Refuses a run that the service could not accept within a day. */
export function assertWithinADay(tasks: number): void {
	if (tasks <= TASKS_A_DAY.amount) return;
	const most = inDigits(TASKS_A_DAY.amount);
	throw refusal(
		`${inDigits(tasks)} tasks are more than the ${most} that Toloka accepts in a day. Nothing was created`,
		`Send ${most} of them today and the other ${inDigits(tasks - TASKS_A_DAY.amount)} when 24 hours have passed.`,
	);
}
