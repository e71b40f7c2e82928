import { describe, expect, it } from 'vitest';
import {
	TASKS_A_DAY,
	TASKS_A_MINUTE,
	assertWithinADay,
	roomAt,
} from '../../../nodes/shared/toloka/suites/run/pace.ts';
import { messageOf } from '../failureOf.mts';

const LIMITS = [TASKS_A_MINUTE, TASKS_A_DAY];
const NOW = 1_700_000_000_000;
const MINUTE = TASKS_A_MINUTE.periodMs;

describe('the pace of tasks', () => {
	it('allows at once what fits into the minute', () => {
		expect(roomAt([{ at: NOW, amount: 60_000 }], 40_000, LIMITS, NOW)).toBe(NOW);
	});

	it('waits until enough of the oldest are a minute old', () => {
		const sent = [
			{ at: NOW - 50_000, amount: 30_000 },
			{ at: NOW - 40_000, amount: 30_000 },
			{ at: NOW - 30_000, amount: 40_000 },
		];
		expect(roomAt(sent, 30_000, LIMITS, NOW)).toBe(NOW - 50_000 + MINUTE);
		expect(roomAt(sent, 30_001, LIMITS, NOW)).toBe(NOW - 40_000 + MINUTE);
	});

	it('counts a request in progress as sent now', () => {
		const sent = [{ at: NOW - 50_000, amount: 10 }, { amount: 100_000 }];
		expect(roomAt(sent, 1, LIMITS, NOW)).toBe(NOW + MINUTE);
	});

	it('waits for the day when the day is full', () => {
		const sent = Array.from({ length: 20 }, (_, index) => ({
			at: NOW - 3_600_000 + index * 120_000,
			amount: 100_000,
		}));
		expect(roomAt(sent, 1, LIMITS, NOW)).toBe(NOW - 3_600_000 + TASKS_A_DAY.periodMs);
	});

	it('forgets what is older than a day', () => {
		const sent = [{ at: NOW - TASKS_A_DAY.periodMs, amount: 2_000_000 }];
		expect(roomAt(sent, 100_000, LIMITS, NOW)).toBe(NOW);
	});

	it('never exceeds the limit of a minute, whatever the sizes', () => {
		const sent: Array<{ at: number; amount: number }> = [];
		let now = NOW;
		for (let index = 0; index < 60; index++) {
			const amount = 1_000 + ((index * 7_919) % 60_000);
			now = roomAt(sent, amount, LIMITS, now);
			sent.push({ at: now, amount });
		}
		for (const { at } of sent) {
			const inMinute = sent.filter((entry) => entry.at > at - 60_000 && entry.at <= at);
			expect(inMinute.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(100_000);
		}
	});
});

describe('more tasks than a day allows', () => {
	it('are refused with what can be sent today and when the rest can', () => {
		expect(() => assertWithinADay(2_000_000)).not.toThrow();
		const { message, description } = messageOf(() => assertWithinADay(2_300_000));
		expect(message).toBe(
			'2,300,000 tasks are more than the 2,000,000 that Toloka accepts in a day. Nothing was created',
		);
		expect(description).toBe(
			'Send 2,000,000 of them today and the other 300,000 when 24 hours have passed.',
		);
	});
});
