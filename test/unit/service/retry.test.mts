import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../../nodes/shared/toloka/service/failures.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { Attempt } from '../../../nodes/shared/toloka/service/retry.ts';
import { retryDelayMs } from '../../../nodes/shared/toloka/service/retry.ts';

const MINUTE_MS = 60_000;

function delayAfter(
	kind: FailureKind,
	attempt: Partial<Attempt> = {},
	{ waitMs, random = 1 }: { waitMs?: number; random?: number } = {},
): number | undefined {
	const whole = { tries: 1, repeatable: true, budgetMs: 5 * MINUTE_MS, ...attempt };
	return retryDelayMs(new TolokaFailure(kind, { waitMs }), whole, () => random);
}

describe('whether a request is sent again', () => {
	it.each<[FailureKind, boolean, boolean]>([
		// kind, a read or repeatable write, any other write
		['rate-limited', true, true],
		['unreachable', true, true],
		['unavailable', true, false],
		['no-answer', true, false],
		['unreadable', true, false],
		['redirected', false, false],
		['intercepted', false, false],
		['misconfigured', false, false],
		['refused-locally', false, false],
		['unauthorized', false, false],
		['forbidden', false, false],
		['not-found', false, false],
		['invalid', false, false],
		['conflict', false, false],
		['too-large', false, false],
		['quota-exhausted', false, false],
		['operation-failed', false, false],
		['not-finished', false, false],
		['contradiction', false, false],
		['canceled', false, false],
	])('after %s: repeatable %s, else %s', (kind, repeatable, once) => {
		expect(delayAfter(kind, { repeatable: true }) !== undefined).toBe(repeatable);
		expect(delayAfter(kind, { repeatable: false }) !== undefined).toBe(once);
	});

	it.each<[FailureKind, number]>([
		['unavailable', 5],
		['no-answer', 5],
		['unreachable', 5],
	])('%s is given up after %i repetitions', (kind, repetitions) => {
		const tried = [1, 2, 3, 4, 5, 6, 7].filter(
			(tries) => delayAfter(kind, { tries }) !== undefined,
		);
		expect(tried).toHaveLength(repetitions);
	});
});

describe('the wait before a retry', () => {
	it('doubles from half a second to half a minute, spread over the upper half', () => {
		const delays = (random: number) =>
			[1, 2, 3, 4, 5, 6, 7, 8, 50].map((tries) =>
				delayAfter('rate-limited', { tries }, { random }),
			);
		expect(delays(1)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
		expect(delays(0)).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
	});

	it.each([
		[1, 60_000, 60_000],
		[9, 60_000, 60_000],
		[1, 1_000, 1_000],
		[1, 0, 500],
		[3, 0, 2_000],
		[9, 0, 30_000],
	])('at try %i respects the %i ms that the service requested: %i', (tries, waitMs, expected) => {
		for (const random of [0, 0.5, 1]) {
			expect(delayAfter('rate-limited', { tries }, { waitMs, random })).toBe(expected);
		}
	});

	it('is refused at once if it exceeds the remaining time', () => {
		const waitMs = MINUTE_MS;
		expect(delayAfter('rate-limited', { budgetMs: MINUTE_MS }, { waitMs })).toBe(MINUTE_MS);
		expect(delayAfter('rate-limited', { budgetMs: MINUTE_MS - 1 }, { waitMs })).toBeUndefined();
		expect(delayAfter('unavailable', { budgetMs: 499 })).toBeUndefined();
	});

	it.each([undefined, 0, 1, 1_000, 59_000])(
		'comes to an end even if the service keeps requesting %s ms',
		(waitMs) => {
			let budgetMs = 5 * MINUTE_MS;
			let tries = 1;
			for (; tries < 1_000; tries++) {
				const delayMs = delayAfter('rate-limited', { tries, budgetMs }, { waitMs });
				if (delayMs === undefined) break;
				budgetMs -= delayMs;
			}
			expect(tries).toBeLessThan(25);
		},
	);
});
