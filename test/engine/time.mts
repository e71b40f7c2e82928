import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { systemClock } = require('../../dist/nodes/shared/n8n/clock.js') as {
	systemClock: { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> };
};
const real = { ...systemClock };

interface SteerableClock {
	now(): number;
	set(ms: number): void;
}

interface VirtualTime {
	slept: number[];
	/** How far the clock of n8n's host is ahead of the service's. */
	host: { aheadMs: number };
	restore(): void;
}

/**
 * Lets the nodes live in the emulator's time: whoever sleeps moves the clock to the end of the
 * sleep. Sleepers of the same moment share it, so parallel waits cost the longest of them.
 */
export function useVirtualTime(clock: SteerableClock): VirtualTime {
	const slept: number[] = [];
	const host = { aheadMs: 0 };
	systemClock.now = () => clock.now() + host.aheadMs;
	systemClock.sleep = async (ms, signal) => {
		const until = clock.now() + ms;
		// A sleep of 0 is a pause for n8n's other work.
		if (ms > 0) slept.push(ms);
		await new Promise((resolve) => setImmediate(resolve));
		if (signal?.aborted) return;
		if (clock.now() < until) clock.set(until);
	};
	return { slept, host, restore: () => void Object.assign(systemClock, real) };
}
