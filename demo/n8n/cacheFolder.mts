import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, withInstallLock } from './installLock.mts';
import type { OnProgress } from './progress.mts';

/** The folder that keeps installations between runs. */
function cacheRoot(): string {
	const { env } = process;
	if (env.N8N_NODES_TOLOKA_CACHE) return env.N8N_NODES_TOLOKA_CACHE;
	return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-toloka');
}

/**
 * The folder `name` of the cache; `fill` fills it the first time. It is filled under another name
 * and renamed when it is complete, so that an interrupted run leaves no incomplete folder.
 */
export async function cachedFolder(
	name: string,
	onProgress: OnProgress,
	fill: (folder: string) => Promise<void>,
): Promise<string> {
	const root = cacheRoot();
	const folder = join(root, name);
	if (existsSync(folder)) return folder;
	await withInstallLock(`${folder}.lock`, onProgress, async () => {
		if (existsSync(folder)) return;
		await removeLeftovers(root, name);
		const partial = join(root, `${name}.partial-${hostname()}-${process.pid}`);
		await mkdir(partial, { recursive: true });
		try {
			await fill(partial);
			await moveInto(partial, folder);
		} catch (error) {
			await rm(partial, { recursive: true, force: true });
			throw error;
		}
	});
	return folder;
}

async function moveInto(partial: string, folder: string): Promise<void> {
	try {
		await rename(partial, folder);
	} catch (error) {
		if (!existsSync(folder)) throw error;
		await rm(partial, { recursive: true, force: true });
	}
}

async function removeLeftovers(root: string, name: string): Promise<void> {
	const ours = `${name}.partial-${hostname()}-`;
	for (const entry of await readdir(root)) {
		if (!entry.startsWith(ours) || isAlive(Number(entry.slice(ours.length)))) continue;
		await rm(join(root, entry), { recursive: true, force: true });
	}
}
