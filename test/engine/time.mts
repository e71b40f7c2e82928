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
	/** How far the clock of n8n's host is ahead of the service's clock. */
	host: { aheadMs: number };
	restore(): void;
}

/**
 * Runs the nodes in the emulator's time: each sleep moves the clock to its end. Sleeps that start
 * at the same moment overlap, so parallel waits last as long as the longest.
 */
export function useVirtualTime(clock: SteerableClock): VirtualTime {
	const slept: number[] = [];
	const host = { aheadMs: 0 };
	systemClock.now = () => clock.now() + host.aheadMs;
	systemClock.sleep = async (ms, signal) => {
		const until = clock.now() + ms;
		// A sleep of 0 yields to n8n's other work.
		if (ms > 0) slept.push(ms);
		await new Promise((resolve) => setImmediate(resolve));
		if (signal?.aborted) return;
		if (clock.now() < until) clock.set(until);
	};
	return { slept, host, restore: () => void Object.assign(systemClock, real) };
}
