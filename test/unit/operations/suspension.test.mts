import { describe, expect, it } from 'vitest';
import { lookUntil, resumeAt } from '../../../nodes/shared/toloka/operations/suspension.ts';

const NOW = Date.UTC(2024, 0, 15, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('how long a run polls before it suspends', () => {
	it('the first run polls for a minute, but not beyond the deadline', () => {
		expect(lookUntil(true, NOW, NOW + HOUR)).toBe(NOW + MINUTE);
		expect(lookUntil(true, NOW, NOW + 10_000)).toBe(NOW + 10_000);
	});

	it('a later run polls once', () => {
		expect(lookUntil(false, NOW, NOW + HOUR)).toBe(NOW);
	});

	it('a rest too short for a suspension is waited for, to the deadline', () => {
		expect(lookUntil(false, NOW, NOW + 65_000)).toBe(NOW + 65_000);
		expect(lookUntil(false, NOW, NOW + 65_001)).toBe(NOW);
	});

	it('a run that resumes after the deadline still polls once', () => {
		expect(lookUntil(false, NOW, NOW - HOUR)).toBeLessThanOrEqual(NOW);
	});
});

describe('when a suspended execution polls again', () => {
	const pauseAfter = (waited: number, left = 100 * HOUR) =>
		resumeAt(NOW - waited, NOW, NOW + left) - NOW;

	it('after 65 seconds at first, then after half of the time waited, at most ten minutes', () => {
		expect(pauseAfter(MINUTE)).toBe(65_000);
		expect(pauseAfter(4 * MINUTE)).toBe(2 * MINUTE);
		expect(pauseAfter(20 * MINUTE)).toBe(10 * MINUTE);
		expect(pauseAfter(5 * HOUR)).toBe(10 * MINUTE);
	});

	it('no later than at the deadline', () => {
		expect(pauseAfter(HOUR, 3 * MINUTE)).toBe(3 * MINUTE);
	});
});
