import { createRequire } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { leapOverWaits, type NodeClock } from '../leapingWaits.mts';

/*
 * Loaded before n8n itself. On SIGUSR2, collects garbage and prints one line of JSON about the
 * process since the last signal. From the first signal on, the nodes' waits end immediately.
 */
const RESOLUTION_MS = 5;
const { cache } = createRequire(import.meta.url);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
let cpu = process.cpuUsage();
let isLeaping = false;

process.on('SIGUSR2', () => {
	const { user, system } = process.cpuUsage(cpu);
	const report = {
		cpuSeconds: (user + system) / 1e6,
		longestBlockMs: Math.max(0, loop.max / 1e6 - RESOLUTION_MS),
	};
	collectGarbage();
	isLeaping ||= leap();
	setTimeout(() => {
		loop.reset();
		cpu = process.cpuUsage();
		process.stdout.write(`${JSON.stringify({ benchProbe: report })}\n`);
	}, 2 * RESOLUTION_MS);
});

function leap(): boolean {
	for (const [path, module] of Object.entries(cache)) {
		if (!path.endsWith('/nodes/shared/n8n/clock.js')) continue;
		leapOverWaits((module?.exports as { systemClock: NodeClock }).systemClock);
	}
	return true;
}
