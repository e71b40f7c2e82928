import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { rowsFor, type Row } from '../rows.mts';
import type { Measurement, Outcome, Task } from '../task.mts';
import { profiled } from './profile.mts';
import { forgetRequests } from './requestsSoFar.mts';
import { residentSize, resetPeak } from './residentSize.mts';

const RESOLUTION_MS = 5;
/** Lets loaded code settle before the work starts. */
const SETTLE_MS = 300;

/** Does the work once, alone in this process, and measures it. */
export async function measured(work: () => Promise<Outcome>): Promise<Measurement> {
	globalThis.gc?.();
	await sleep(SETTLE_MS);
	const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	const idleMb = residentSize().nowMb;
	resetPeak();
	loop.enable();
	const cpu = process.cpuUsage();
	const outcome = await profiled(work);
	const { user, system } = process.cpuUsage(cpu);
	// The monitor records the last block at its next tick.
	await sleep(2 * RESOLUTION_MS);
	loop.disable();
	return {
		...outcome,
		cpuSeconds: (user + system) / 1e6,
		idleMb,
		peakMb: residentSize().peakMb,
		longestBlockMs: Math.max(0, loop.max / 1e6 - RESOLUTION_MS),
	};
}

/** Measures the wall time of the work, in seconds. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
	const start = performance.now();
	const result = await work();
	return { seconds: (performance.now() - start) / 1000, result };
}

/**
 * Runs a contestant's process: receives one task, sends one measurement. The rows to send are built
 * before the work starts, because a node or program gets them from elsewhere, too.
 *
 * @param warmUp sends one request, as a running n8n has sent many: the first one takes 40 ms.
 */
export function serveOneTask(
	run: (task: Task, rows: Row[]) => Promise<Outcome>,
	warmUp: (task: Task) => Promise<unknown>,
): void {
	process.once('message', (task: Task) => {
		const rows = rowsFor(task);
		const work = async () => await run(task, rows);
		warmUp(task)
			.then(async () => await forgetRequests(task))
			.then(async () => await measured(work))
			.then(
				(measurement) => process.send?.(measurement),
				(error: unknown) => process.send?.({ failed: String(error) }),
			)
			.finally(() => process.disconnect());
	});
	process.send?.('ready');
}
