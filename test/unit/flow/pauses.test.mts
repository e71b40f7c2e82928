import { describe, expect, it } from 'vitest';
import {
	mapWithPauses,
	pausing,
	withPauseAfterEach,
} from '../../../nodes/shared/toloka/flow/pauses.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';

/** A clock that only work moves on; tells when others had their turn. */
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
	it.each([0.01, 0.5, 1, 7, 60])('of %d ms each lets others have their turn', async (cost) => {
		const { clock, turns, work } = workingClock();
		const entries = Array.from({ length: 4_000 }, (_, index) => index);
		const results = await mapWithPauses(entries, { clock }, (entry) => {
			work(cost);
			return -entry;
		});
		expect(results).toEqual(entries.map((entry) => -entry));
		const stretches = turns.map((at, index) => at - (turns[index - 1] ?? 0));
		expect(turns.length).toBeGreaterThanOrEqual(Math.floor((4_000 * cost) / (30 + 17 * cost)));
		expect(Math.max(0, ...stretches)).toBeLessThanOrEqual(
			30 + Math.max(cost, 17 * Math.min(cost, 1)),
		);
	});

	it('notices soon that cheap entries have become expensive ones', async () => {
		const { clock, turns, work } = workingClock();
		const entries = Array.from({ length: 1_100 }, (_, index) => index);
		await mapWithPauses(entries, { clock }, (entry) => void work(entry < 1_000 ? 0.001 : 5));
		const stretches = turns.map((at, index) => at - (turns[index - 1] ?? 0));
		expect(turns.length).toBeGreaterThan(10);
		expect(Math.max(...stretches)).toBeLessThanOrEqual(30 + 16 * 5);
	});

	it('pauses after every request, so that it gets on its way before the next one is made', async () => {
		const { clock, turns } = workingClock();
		const made: number[] = [];
		function* requests() {
			for (const request of [1, 2, 3]) {
				made.push(request);
				yield request;
			}
		}
		for await (const request of withPauseAfterEach(requests(), { clock })) {
			expect(made).toHaveLength(request);
			expect(turns).toHaveLength(request - 1);
		}
		expect(turns).toHaveLength(3);
	});

	it('ends when the execution is canceled during a pause', async () => {
		const { clock, work } = workingClock();
		const cancel = new AbortController();
		const pauseIfDue = pausing({ clock, signal: cancel.signal });
		work(31);
		cancel.abort();
		await expect(pauseIfDue()).rejects.toBeInstanceOf(TolokaFailure);
	});
});
