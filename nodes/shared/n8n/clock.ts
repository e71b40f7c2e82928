import { sleep } from 'n8n-workflow';
import type { Clock } from '../toloka/flow/clock';

const SLICE_MS = 1000;

/**
 * Real time; sleeps in slices so that a canceled execution ends within a second. A sleep of 0
 * yields to the event loop, so that n8n can do other work.
 */
export const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		const until = systemClock.now() + ms;
		let left = ms;
		do {
			if (signal?.aborted) return;
			const slice = Math.min(left, SLICE_MS);
			await sleep(slice);
			// The host's clock may jump meanwhile: back, or forward after the machine itself slept.
			left = Math.min(left - slice, until - systemClock.now());
		} while (left > 0);
	},
};
