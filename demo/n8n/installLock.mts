import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { OnProgress } from './progress.mts';
import { waitUntil } from './waitUntil.mts';

const BEAT_MS = 5_000;
const STALE_MS = 60_000;
const WAIT_MS = 45 * 60_000;

/**
 * Runs `work` while no other process runs work under the same lock file. A lock whose owner died is
 * taken over. (If two processes take it over at once, both work: this must be harmless, only slow.)
 */
export async function withInstallLock<T>(
	file: string,
	onProgress: OnProgress,
	work: () => Promise<T>,
): Promise<T> {
	await acquire(file, onProgress);
	const timer = setInterval(() => void touch(file), BEAT_MS);
	try {
		return await work();
	} finally {
		clearInterval(timer);
		await rm(file, { force: true });
	}
}

async function acquire(file: string, onProgress: OnProgress): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	let told = false;
	const probe = async () => {
		if (await create(file)) return true;
		if (await isStale(file)) await rm(file, { force: true });
		else if (!told) {
			onProgress('Another process is installing the same thing; waiting for it ...');
			told = true;
		}
		return false;
	};
	await waitUntil(`the installation lock ${file}`, probe, WAIT_MS, 500);
}

async function create(file: string): Promise<boolean> {
	try {
		await writeFile(file, `${hostname()} ${process.pid}`, { flag: 'wx' });
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

async function isStale(file: string): Promise<boolean> {
	try {
		const [owner, pid] = (await readFile(file, 'utf8')).split(' ');
		if (owner === hostname() && pid !== undefined && !isAlive(Number(pid))) return true;
		return Date.now() - (await stat(file)).mtimeMs > STALE_MS;
	} catch {
		return false;
	}
}

/** Whether a process exists on this machine. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

async function touch(file: string): Promise<void> {
	const now = new Date();
	await utimes(file, now, now).catch(() => undefined);
}
