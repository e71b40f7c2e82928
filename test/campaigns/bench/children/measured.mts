import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { rowsFor, type Row } from '../rows.mts';
import type { Measurement, Outcome, Task } from '../task.mts';
import { profiled } from './profile.mts';
import { forgetRequests } from './requestsSoFar.mts';
import { residentSize, resetPeak } from './residentSize.mts';

const RESOLUTION_MS = 5;
/** What was loaded settles before the work begins. */
const SETTLE_MS = 300;

/** Does the work once, alone in this process, and measures what it took. */
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
	// The latest block is noted by the next beat of the monitor.
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

/** Wall time of the work, in seconds. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
	const start = performance.now();
	const result = await work();
	return { seconds: (performance.now() - start) / 1000, result };
}

/**
 * The life of a contestant's process: one task in, one measurement out. The rows to send are there
 * before the work begins, as they are where a node or a program gets them from somewhere else.
 *
 * @param warmUp makes a request, as an n8n that runs has made many: its first one takes 40 ms.
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
