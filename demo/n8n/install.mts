import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cacheFolder.mts';
import { copyLocked, lockedFolderName } from './lockedFolder.mts';
import { ensureNode } from './nodeRuntime.mts';
import { buildSqlite, npm } from './npm.mts';
import { printProgress, withProgress, type OnProgress } from './progress.mts';

/** The n8n of the demo and the tests, or the oldest supported one. */
export type WhichHost = 'pinned' | 'oldest';

/** An installed n8n. */
export interface N8nHost {
	which: WhichHost;
	/** The installation folder, which contains `node_modules`. */
	dir: string;
	nodeBinary: string;
	n8nBin: string;
	version: string;
}

/** Folder of the lockfile, and the major versions of Node.js that can load this n8n's binaries. */
const HOSTS: Record<WhichHost, { source: string; nodes: number[] }> = {
	pinned: { source: '.', nodes: [24] },
	oldest: { source: 'oldest', nodes: [20, 22, 24] },
};

/** Installs n8n the first time (a few minutes, 2 to 3 GB), later finds it in the cache. */
export async function ensureHost(
	options: { which?: WhichHost; onProgress?: OnProgress } = {},
): Promise<N8nHost> {
	const { which = 'pinned', onProgress = printProgress } = options;
	const { source, nodes } = HOSTS[which];
	const nodeBinary = await ensureNode(nodes, onProgress);
	const nodeMajor = nodeBinary === process.execPath ? process.versions.node.split('.')[0] : '24';
	const name = await lockedFolderName(`n8n-${which}`, source, nodeMajor);
	const dir = await cachedFolder(name, onProgress, async (partial) => {
		await copyLocked(source, partial);
		const version = await pinnedVersion(partial);
		await withProgress(`Installing n8n ${version} (2 to 6 minutes, once)`, onProgress, async () => {
			await npm(['ci'], { cwd: partial, nodeBinary });
		});
		await withProgress("Building n8n's database driver", onProgress, async () => {
			await buildSqlite(partial, nodeBinary);
		});
	});
	const n8nBin = join(dir, 'node_modules', 'n8n', 'bin', 'n8n');
	return { which, dir, nodeBinary, n8nBin, version: await pinnedVersion(dir) };
}

async function pinnedVersion(dir: string): Promise<string> {
	const text = await readFile(join(dir, 'package.json'), 'utf8');
	return (JSON.parse(text) as { dependencies: { n8n: string } }).dependencies.n8n;
}
