import { createRequire } from 'node:module';
import { join } from 'node:path';
import { reloadNodes, turnstile } from '../../engine/engine.mts';
import { repositoryDir } from '../../support/build.mts';
import { compileOnce } from './compiledOnce.mts';
import type { Draw } from './draw.mts';
import { SimulatedProcess } from './simulatedProcess.mts';
import type { VirtualTime } from './time.mts';

const require = createRequire(import.meta.url);
compileOnce(join(repositoryDir, 'dist/'));

interface HostClock {
	now(): number;
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Starts a new n8n process: the nodes remember nothing and run in its time. */
export async function startNodeProcess(time: VirtualTime, draw: Draw): Promise<SimulatedProcess> {
	const process = new SimulatedProcess(time, draw);
	await reloadNodes();
	const { systemClock } = require('../../../dist/nodes/shared/n8n/clock.js') as {
		systemClock: HostClock;
	};
	systemClock.now = () => time.now();
	systemClock.sleep = async (ms, signal) => await process.sleep(ms, signal);
	turnstile.pass = async () => await process.enter();
	return process;
}
