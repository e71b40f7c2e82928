import { readFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { runCommand } from '../../../demo/n8n/command.mts';
import type { Machine } from './results.mts';

const HOST_MANIFEST = new URL('../../../demo/n8n/package.json', import.meta.url);

/** Describes what the figures depend on. */
export async function describeMachine(nodeBinary: string): Promise<Machine> {
	const processors = cpus();
	const { dependencies } = JSON.parse(await readFile(HOST_MANIFEST, 'utf8')) as {
		dependencies: { n8n: string };
	};
	return {
		processor: processors[0]?.model.trim() ?? 'unknown',
		cores: processors.length,
		memoryGb: Math.round(totalmem() / 1024 ** 3),
		platform: `${platform()} ${arch()}`,
		node: (await runCommand(nodeBinary, ['--version'])).trim(),
		n8n: dependencies.n8n,
	};
}
