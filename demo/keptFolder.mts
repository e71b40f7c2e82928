import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isAlive } from './n8n/installLock.mts';

const FOLDER = resolve(import.meta.dirname, '..', '.cache', 'demo');
const OWNER = join(FOLDER, 'running');

/** Where what is built in the demo is kept between starts; `fresh` forgets it. */
export async function openKeptFolder(fresh: boolean): Promise<string> {
	const owner = existsSync(OWNER) ? Number(await readFile(OWNER, 'utf8')) : 0;
	if (owner !== 0 && owner !== process.pid && isAlive(owner)) {
		throw new Error(`The demo is running already (process ${owner}). Stop it first with Ctrl+C.`);
	}
	if (fresh) await rm(FOLDER, { recursive: true, force: true });
	await mkdir(FOLDER, { recursive: true });
	await writeFile(OWNER, String(process.pid));
	return FOLDER;
}

/** Lets the next start have the folder. */
export async function leaveKeptFolder(): Promise<void> {
	await rm(OWNER, { force: true });
}
