import { median } from '../results.mts';
import type { Outcome } from '../task.mts';

/** Enough for a median to be meaningful to a hundredth of a second. */
const TIMES = 20;

/**
 * Repeats work that takes a few milliseconds many times in one process, as in a running n8n. The
 * first time, when everything is loaded and compiled, is a separate figure.
 */
export async function manyTimes(work: (time: number) => Promise<Outcome>): Promise<Outcome> {
	const { seconds: first } = await work(0);
	const outcomes: Outcome[] = [];
	for (let time = 1; time <= TIMES; time++) outcomes.push(await work(time));
	const emptyNodeMs = median(outcomes.map(({ figures }) => figures?.emptyNodeMs ?? 0));
	return {
		seconds: median(outcomes.map(({ seconds }) => seconds)),
		rows: outcomes[0].rows,
		figures: { emptyNodeMs, firstMs: first * 1000, times: TIMES + 1 },
	};
}
