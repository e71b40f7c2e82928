import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isAlive } from './n8n/installLock.mts';

const FOLDER = resolve(import.meta.dirname, '..', '.cache', 'demo');
const OWNER = 'running';

/** Refuses a second demo before its ports are checked: both would use the same kept folder. */
export async function refuseSecondDemo(folder = FOLDER): Promise<void> {
	const owner = await readFile(join(folder, OWNER), 'utf8').catch(() => '');
	const [pid, url] = owner.split(' ');
	if (!pid || Number(pid) === process.pid || !isAlive(Number(pid))) return;
	throw new Error(
		`A demo is running already: ${url} (process ${pid}). Use that one, or stop it with Ctrl+C before you start another.`,
	);
}

/** The folder that keeps what is built in the demo between starts; `fresh` empties it. */
export async function openKeptFolder(
	{ fresh, url }: { fresh: boolean; url: string },
	folder = FOLDER,
): Promise<string> {
	await refuseSecondDemo(folder);
	if (fresh) await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, OWNER), `${process.pid} ${url}`);
	return folder;
}

/** Releases the folder for the next start. */
export async function leaveKeptFolder(folder = FOLDER): Promise<void> {
	await rm(join(folder, OWNER), { force: true });
}
