import { createHash } from 'node:crypto';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** A name for an installation; it changes with the lockfile, the platform and `key`. */
export async function lockedFolderName(name: string, source: string, key = ''): Promise<string> {
	const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${key}`);
	for (const file of FILES) hash.update(await readFile(join(HERE, source, file)));
	return `${name}-${hash.digest('hex').slice(0, 12)}`;
}

/** Copies manifest and lockfile from `source`, a folder beside this file, for npm to install. */
export async function copyLocked(source: string, target: string): Promise<void> {
	for (const file of FILES) await copyFile(join(HERE, source, file), join(target, file));
}
