import type { FailureDetails } from './failures';
import { TolokaFailure } from './failures';
import { httpDateMs } from '../values/times';
import { isRecord } from '../values/foreign';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Values of `payload.interval` in a 429, also in full, with the longest wait each (toloka-api
 * §4.2).
 */
const INTERVAL_MS = new Map([
	['MIN', MINUTE_MS],
	['MINUTE', MINUTE_MS],
	['HOUR', HOUR_MS],
	['DAY', DAY_MS],
]);

/** Longest wait within a workflow run (toloka-api §11). */
const LONGEST_WAIT_MS = 5 * MINUTE_MS;

/**
 * Turns a 429 into a failure. `Retry-After` takes precedence over `payload.interval`; with neither,
 * the caller's own back-off applies. An unknown interval counts as a long one.
 *
 * @param askedMs the wait in `Retry-After`.
 */
export function readQuota(
	askedMs: number | undefined,
	now: number,
	details: FailureDetails,
): TolokaFailure {
	const waitMs = askedMs ?? intervalMs(details.payload);
	const isLong = waitMs !== undefined && waitMs > LONGEST_WAIT_MS;
	const kind = isLong ? 'quota-exhausted' : 'rate-limited';
	return new TolokaFailure(kind, { ...details, ...waitOf(waitMs, now) });
}

/** How long to wait and, if that is too long to wait here, when the request will work again. */
export function waitOf(
	waitMs: number | undefined,
	now: number,
): Pick<FailureDetails, 'waitMs' | 'worksAgainAt'> {
	if (waitMs === undefined || !Number.isFinite(waitMs)) return {};
	return waitMs <= LONGEST_WAIT_MS ? { waitMs } : { waitMs, worksAgainAt: now + waitMs };
}

function intervalMs(payload: unknown): number | undefined {
	if (!isRecord(payload) || typeof payload.interval !== 'string') return undefined;
	return INTERVAL_MS.get(payload.interval.trim().toUpperCase()) ?? Infinity;
}

/** Milliseconds from seconds (also with a fraction) or an HTTP date; undefined for anything else. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
	const value = header?.trim() ?? '';
	if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Math.ceil(Number(value) * 1000);
	const at = httpDateMs(value);
	return at === undefined ? undefined : Math.max(0, at - now);
}

export interface Quota {
	count: number;
	periodMs: number;
	/** In words: “an hour”. */
	period: string;
}

/** Reading aggregated solutions: 5 a minute, 30 an hour, 200 a day (toloka-api §S1). */
export const AGGREGATION_QUOTAS: readonly Quota[] = [
	{ count: 5, periodMs: MINUTE_MS, period: 'a minute' },
	{ count: 30, periodMs: HOUR_MS, period: 'an hour' },
	{ count: 200, periodMs: DAY_MS, period: 'a day' },
];

/** When one more request fits into every quota, and which quota determines that. */
export function nextAllowed(sentAt: readonly number[], now: number): { at: number; quota?: Quota } {
	let verdict: { at: number; quota?: Quota } = { at: now };
	for (const quota of AGGREGATION_QUOTAS) {
		const decisive = sentAt[sentAt.length - quota.count];
		if (decisive !== undefined && decisive + quota.periodMs > verdict.at) {
			verdict = { at: decisive + quota.periodMs, quota };
		}
	}
	return verdict;
}
