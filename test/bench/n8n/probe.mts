import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Loaded into n8n before n8n itself. On SIGUSR2 prints what the process did since the last signal,
 * as one line of JSON.
 */
const RESOLUTION_MS = 5;
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();
let cpu = process.cpuUsage();

process.on('SIGUSR2', () => {
	const { user, system } = process.cpuUsage(cpu);
	const report = {
		cpuSeconds: (user + system) / 1e6,
		longestBlockMs: Math.max(0, loop.max / 1e6 - RESOLUTION_MS),
	};
	process.stdout.write(`${JSON.stringify({ benchProbe: report })}\n`);
	loop.reset();
	cpu = process.cpuUsage();
});
