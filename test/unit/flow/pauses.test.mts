import { describe, expect, it } from 'vitest';
import {
	forEachWithPauses,
	mapWithPauses,
	pausing,
	withPauseBeforeEach,
} from '../../../nodes/shared/toloka/flow/pauses.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';

/** Creates a clock that only work advances, and records when other work could run. */
function workingClock() {
	let time = 0;
	const turns: number[] = [];
	const clock = {
		now: () => time,
		sleep: async () => {
			turns.push(time);
		},
	};
	return { clock, turns, work: (ms: number) => (time += ms) };
}

describe('a loop over many entries', () => {
	it.each([0.01, 0.5, 1, 7, 60])('of %d ms each lets other work run', async (cost) => {
		const { clock, turns, work } = workingClock();
		const entries = Array.from({ length: 4_000 }, (_, index) => index);
		const results = await mapWithPauses(entries, { clock }, (entry) => {
			work(cost);
			return -entry;
		});
		expect(results).toEqual(entries.map((entry) => -entry));
		const stretches = turns.map((at, index) => at - (turns[index - 1] ?? 0));
		expect(turns.length).toBeGreaterThanOrEqual(Math.floor((4_000 * cost) / (20 + 17 * cost)));
		expect(Math.max(0, ...stretches)).toBeLessThanOrEqual(
			20 + Math.max(cost, 17 * Math.min(cost, 1)),
		);
	});

	it('lets other work run at its end, before what follows', async () => {
		const { clock, turns, work } = workingClock();
		await forEachWithPauses([1, 2, 3], { clock }, () => void work(15));
		expect(turns).toEqual([30, 45]);
		await forEachWithPauses([1], { clock }, () => void work(15));
		expect(turns).toHaveLength(2);
	});

	it('notices quickly that entries have become expensive', async () => {
		const { clock, turns, work } = workingClock();
		const entries = Array.from({ length: 1_100 }, (_, index) => index);
		await mapWithPauses(entries, { clock }, (entry) => void work(entry < 1_000 ? 0.001 : 5));
		const stretches = turns.map((at, index) => at - (turns[index - 1] ?? 0));
		expect(turns.length).toBeGreaterThan(10);
		expect(Math.max(...stretches)).toBeLessThanOrEqual(20 + 16 * 5);
	});

	it('pauses before every request, so that the previous one has been sent', async () => {
		const { clock, turns } = workingClock();
		const made: number[] = [];
		function* requests() {
			for (const request of [1, 2, 3]) {
				made.push(request);
				yield request;
			}
		}
		for await (const request of withPauseBeforeEach(requests(), { clock })) {
			expect(made).toHaveLength(request);
			expect(turns).toHaveLength(request);
		}
		expect(turns).toHaveLength(4);
	});

	it('ends when the execution is canceled during a pause', async () => {
		const { clock, work } = workingClock();
		const cancel = new AbortController();
		const pauseIfDue = pausing({ clock, signal: cancel.signal });
		work(21);
		cancel.abort();
		await expect(pauseIfDue()).rejects.toBeInstanceOf(TolokaFailure);
	});
});
