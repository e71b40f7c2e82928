import { sleep } from 'n8n-workflow';
import type { Clock } from '../core/clock';

const SLICE_MS = 1000;

/** Real time; sleeps in slices so that a cancelled execution ends within a second. */
export const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		const until = systemClock.now() + ms;
		for (let left = ms; left > 0; left = until - systemClock.now()) {
			if (signal?.aborted) return;
			await sleep(Math.min(left, SLICE_MS));
		}
	},
};
