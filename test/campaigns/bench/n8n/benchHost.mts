import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nClient } from '../../../../demo/n8n/client/n8nClient.mts';
import { ensureHost, type N8nHost } from '../../../../demo/n8n/install.mts';
import { startN8n, type N8nProcess } from '../../../../demo/n8n/n8n.mts';
import { installPackage, packPackage } from '../../../../demo/n8n/nodePackage.mts';
import type { OnProgress } from '../../../../demo/n8n/progress.mts';
import { guardFolder } from '../../../../demo/n8n/reaper.mts';
import { LogLines } from './logLines.mts';

const PROBE = new URL('./probe.mts', import.meta.url).href;
/** The heap of a machine with enough memory; the default depends on the machine. */
const HEAP = '--max-old-space-size=8192';

/** A pinned n8n with the package, which is started anew for every run. */
export interface BenchHost {
	start(): Promise<BenchN8n>;
	remove(): Promise<void>;
}

export interface BenchN8n {
	process: N8nProcess;
	client: N8nClient;
	log: LogLines;
	/** Asks the process for its CPU time and longest block since the last call. */
	probe(): Promise<{ cpuSeconds: number; longestBlockMs: number }>;
}

export async function createBenchHost(onProgress: OnProgress): Promise<BenchHost> {
	const host = await ensureHost({ onProgress });
	const userFolder = await mkdtemp(join(tmpdir(), 'toloka-bench-n8n-'));
	guardFolder(userFolder);
	await installPackage(userFolder, await packPackage(userFolder));
	return {
		start: async () => await start(host, userFolder),
		remove: async () => await rm(userFolder, { recursive: true, force: true }),
	};
}

async function start(host: N8nHost, userFolder: string): Promise<BenchN8n> {
	const log = new LogLines();
	const running = await startN8n({
		host,
		userFolder,
		onLine: log.take,
		env: {
			N8N_LOG_FORMAT: 'json',
			N8N_LOG_LEVEL: 'debug',
			NODE_OPTIONS: `--import=${PROBE} ${HEAP}`,
		},
	});
	return {
		process: running,
		client: await N8nClient.connect(running.url),
		log,
		probe: async () => {
			log.clear();
			process.kill(running.pid, 'SIGUSR2');
			return await log.probeReport();
		},
	};
}
