import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { npm } from './npm.mts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..');

/** Packs a built package (by default this repository's) and returns the tarball's path. */
export async function packPackage(outDir: string, source = REPOSITORY): Promise<string> {
	await mkdir(outDir, { recursive: true });
	await npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', outDir], {
		cwd: source,
	});
	const tarball = (await readdir(outDir)).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error(`npm pack left no tarball in ${outDir}`);
	return join(outDir, tarball);
}

/**
 * Installs a package's tarball where n8n looks for community nodes when it starts. Its peer
 * dependencies are n8n's own business: not even looking them up makes this work offline.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	const manifest = join(folder, 'package.json');
	if (!existsSync(manifest)) {
		await writeFile(manifest, JSON.stringify({ name: 'installed-nodes', private: true }));
	}
	await npm(['install', tarball, '--ignore-scripts', '--legacy-peer-deps', '--prefer-offline'], {
		cwd: folder,
	});
}
