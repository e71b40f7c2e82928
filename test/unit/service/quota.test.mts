import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	AGGREGATION_QUOTAS,
	nextAllowed,
	retryAfterMs,
} from '../../../nodes/shared/toloka/service/quota.ts';

const NOW = Date.UTC(2024, 0, 15, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe('Retry-After', () => {
	it.each<[string | undefined, number | undefined]>([
		['0', 0],
		['7', 7_000],
		[' 120 ', 120_000],
		['999999999', 999_999_999_000],
		['Mon, 15 Jan 2024 12:01:00 GMT', MINUTE_MS],
		['Mon, 15 Jan 2024 11:00:00 GMT', 0],
		['Monday, 15-Jan-24 12:01:00 GMT', MINUTE_MS],
		['Mon Jan 15 12:01:00 2024', MINUTE_MS],
		['9999999999', undefined],
		['-5', undefined],
		['1.5', 1_500],
		['0.0001', 1],
		['1.5.5', undefined],
		['.5', undefined],
		['1e3', undefined],
		['soon', undefined],
		['', undefined],
		[undefined, undefined],
		['2024-01-15T12:01:00Z', undefined],
		['Mon, 15 Jan 2024 12:01:00 +0300', undefined],
		['Mon, 99 Jan 2024 12:01:00 GMT', undefined],
		['Mon, 15 Foo 2024 12:01:00 GMT', undefined],
	])('%j is %s ms', (header, expected) => {
		expect(retryAfterMs(header, NOW)).toBe(expected);
	});
});

describe('the next request that the quotas allow', () => {
	/** Sends each request as early as allowed; returns the times. */
	function schedule(count: number): number[] {
		const sentAt: number[] = [];
		let now = 0;
		for (let sent = 0; sent < count; sent++) {
			now = nextAllowed(sentAt, now).at;
			sentAt.push(now);
		}
		return sentAt;
	}

	it('is now while there is room', () => {
		expect(nextAllowed([], 7)).toEqual({ at: 7 });
		expect(nextAllowed([1, 2, 3, 4], 7)).toEqual({ at: 7 });
	});

	it('names the deciding quota and when its oldest request expires', () => {
		const five = nextAllowed([0, 1, 2, 3, 4], 10);
		expect(five).toEqual({ at: MINUTE_MS, quota: AGGREGATION_QUOTAS[0] });
		const thirty = nextAllowed(schedule(30), 6 * MINUTE_MS);
		expect(thirty).toEqual({ at: HOUR_MS, quota: AGGREGATION_QUOTAS[1] });
	});

	it('spreads 201 requests over a little more than a day', () => {
		const sentAt = schedule(201);
		expect(sentAt[4]).toBe(0);
		expect(sentAt[5]).toBe(MINUTE_MS);
		expect(sentAt[30]).toBe(HOUR_MS);
		expect(sentAt[199]).toBe(6 * HOUR_MS + 3 * MINUTE_MS);
		expect(sentAt[200]).toBe(DAY_MS);
	});

	it('never exceeds a quota, and never waits longer than necessary', () => {
		const gaps = fc.array(fc.integer({ min: 0, max: 30 * MINUTE_MS }), { maxLength: 120 });
		fc.assert(
			fc.property(gaps, (pauses) => {
				const sentAt: number[] = [];
				let now = 0;
				for (const pause of pauses) {
					const { at, quota } = nextAllowed(sentAt, now + pause);
					for (const { count, periodMs } of AGGREGATION_QUOTAS) {
						expect(sentAt.filter((sent) => sent > at - periodMs).length).toBeLessThan(count);
					}
					if (quota !== undefined) {
						const justBefore = sentAt.filter((sent) => sent > at - 1 - quota.periodMs);
						expect(justBefore.length).toBeGreaterThanOrEqual(quota.count);
					}
					now = at;
					sentAt.push(at);
				}
			}),
			{ seed: 1, numRuns: 60 },
		);
	});
});
