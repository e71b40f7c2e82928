import { describe, expect, it } from 'vitest';
import type { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { nextTurn, refuseBeyondPlan } from '../../../nodes/shared/toloka/service/quotaPlan.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2024, 0, 15, 12);
const BUDGET = 5 * MINUTE;
const DOING = 'reading the solutions';
/** Allowance for the service counting a request a moment after it was sent. */
const MARGIN = 1_000;

const sent = (count: number, everyMs: number, endingAt = NOW) =>
	Array.from({ length: count }, (_, index) => endingAt - (count - 1 - index) * everyMs);

function refusalOf(act: () => unknown): TolokaFailure {
	try {
		act();
	} catch (error) {
		return error as TolokaFailure;
	}
	throw new Error('nothing was refused');
}

describe('the turn of a request', () => {
	it('is now while all quotas have room', () => {
		expect(nextTurn([], NOW, BUDGET, DOING)).toBe(NOW);
		expect(nextTurn(sent(4, 0), NOW, BUDGET, DOING)).toBe(NOW);
	});

	it('is a minute after the first for the sixth within a minute', () => {
		const times = sent(5, 1_000);
		expect(nextTurn(times, NOW, BUDGET, DOING)).toBe(times[0] + MINUTE + MARGIN);
	});

	it('is refused for the 31st within an hour, with the time of the next chance', () => {
		const times = sent(30, MINUTE);
		const failure = refusalOf(() => nextTurn(times, NOW, BUDGET, DOING));
		expect(failure.kind).toBe('quota-exhausted');
		expect(failure.details.worksAgainAt).toBe(times[0] + HOUR + MARGIN);
		expect(failure.details.headline).toContain('30 requests an hour');
		// Other requests of the same run were sent.
		expect(failure.details.advice).toContain('This request was not sent. Retry this execution');
	});

	it('is refused for the 201st within a day, with the time', () => {
		const times = sent(200, 5 * MINUTE);
		const failure = refusalOf(() => nextTurn(times, NOW, BUDGET, DOING));
		expect(failure.details.worksAgainAt).toBe(times[0] + DAY + MARGIN);
		expect(failure.details.headline).toContain('200 requests a day');
	});

	it('is waited for if an hour is nearly over', () => {
		const times = sent(30, 1_000, NOW - 58 * MINUTE);
		expect(nextTurn(times, NOW, BUDGET, DOING)).toBe(times[0] + HOUR + MARGIN);
	});

	it('is refused if the user allows no waiting', () => {
		expect(refusalOf(() => nextTurn(sent(5, 0), NOW, 0, DOING)).kind).toBe('quota-exhausted');
	});

	it('takes reserved turns into account', () => {
		const reserved = [...sent(5, 0), NOW + MINUTE + MARGIN];
		expect(nextTurn(reserved, NOW, BUDGET, DOING)).toBe(NOW + MINUTE + MARGIN);
	});
});

describe('a plan of several requests', () => {
	const planOf = (count: number, rest = {}) => ({
		...{ count, total: count, starts: 0, isOfMany: false, doing: DOING },
		...rest,
	});
	const refuse = (count: number, times: number[] = [], rest = {}, now = NOW) =>
		refuseBeyondPlan(times, planOf(count, rest), now, BUDGET);

	it('for 30 fits into an hour, and waits only for minutes', () => {
		expect(() => refuse(30)).not.toThrow();
	});

	it('for 31 is refused before the first, with the number that would fit', () => {
		const failure = refusalOf(() => refuse(31));
		expect(failure.details.headline).toBe(
			'This needs 31 requests, but only 30 fit into the quota of 30 requests an hour now',
		);
		expect(failure.details.advice).toContain('Raise Page Size');
	});

	it('that never fits names no time, but explains how to read in parts', () => {
		for (const times of [[], sent(10, MINUTE)]) {
			const { worksAgainAt, advice } = refusalOf(() => refuse(31, times)).details;
			expect(worksAgainAt).toBeUndefined();
			expect(advice).toContain('The option Task ID: After reads the rest in a later run.');
		}
	});

	it('counts earlier requests, and names the first moment at which all of it fits', () => {
		const times = sent(25, MINUTE, NOW - 10 * MINUTE);
		expect(() => refuse(5, times)).not.toThrow();
		const { headline, advice, worksAgainAt = 0 } = refusalOf(() => refuse(15, times)).details;
		expect(headline).toContain('only 5 fit');
		expect(advice).not.toContain('later run');
		expect(() => refuse(15, times, {}, worksAgainAt)).not.toThrow();
		const tooEarly = worksAgainAt - 10 * MINUTE;
		expect(() => refuse(15, times, {}, tooEarly)).toThrow();
		const inTwoParts = [...sent(3, 0, NOW - 50 * MINUTE), ...sent(23, 0, NOW - 5 * MINUTE)];
		const { details } = refusalOf(() => refuse(15, inTwoParts));
		expect(details.worksAgainAt).toBe(NOW + 55 * MINUTE + MARGIN);
	});

	it('for several items names the total, and explains how several runs can do it', () => {
		const many = { isOfMany: true, starts: 30, total: 60 };
		const { headline, advice } = refusalOf(() => refuse(31, [], many)).details;
		expect(headline).toBe(
			'All items together need 60 requests, but only 30 fit into the quota of 30 requests an hour now',
		);
		expect(advice).toContain('Use Loop Over Items with smaller batches and a Wait of an hour.');
		expect(advice).toContain('Return the Operation');
		expect(advice).toContain('Max Quota Wait (Minutes) to 60');
		expect(advice).not.toContain('Page Size');
	});

	it('does not advise anything that would be refused as well', () => {
		const many = { isOfMany: true, starts: 101, total: 202 };
		const { advice } = refusalOf(() => refuse(202, [], many)).details;
		expect(advice).not.toContain('Return the Operation');
		expect(advice).not.toContain('Max Quota Wait');
		expect(advice).not.toContain('Task ID');
		for (const rest of [{ starts: 1 }, { isOfMany: true }]) {
			const { details } = refusalOf(() => refuse(31, [], rest));
			expect(details.advice).not.toContain('Return the Operation');
		}
	});

	it('of any length is refused without counting to its end', () => {
		expect(refusalOf(() => refuse(Number.MAX_SAFE_INTEGER)).kind).toBe('quota-exhausted');
	});

	it('leaves the refusal of a first request to its own turn', () => {
		expect(() => refuse(1, sent(30, MINUTE))).not.toThrow();
	});
});
