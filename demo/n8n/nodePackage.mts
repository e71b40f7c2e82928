import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { npm } from './npm.mts';

interface Named {
	name: string;
}

const REPOSITORY = resolve(import.meta.dirname, '..', '..');

/** Packs the built package of this repository and returns the tarball's path. */
export async function packPackage(outDir: string): Promise<string> {
	await mkdir(outDir, { recursive: true });
	await npm(['pack', '--ignore-scripts', '--silent', '--pack-destination', outDir], {
		cwd: REPOSITORY,
	});
	const tarball = (await readdir(outDir)).find((name) => name.endsWith('.tgz'));
	if (tarball === undefined) throw new Error(`npm pack created no tarball in ${outDir}`);
	return join(outDir, tarball);
}

/**
 * Installs a package's tarball where n8n looks for community nodes when it starts. Peer
 * dependencies, which n8n provides, are not even looked up, so this works offline. An earlier
 * installation is removed first: npm would consider a tarball of the same version already
 * installed.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	const manifest = join(folder, 'package.json');
	if (!existsSync(manifest)) {
		await writeFile(manifest, JSON.stringify({ name: 'installed-nodes', private: true }));
	}
	const { name } = JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')) as Named;
	for (const old of [
		`node_modules/${name}`,
		'node_modules/.package-lock.json',
		'package-lock.json',
	])
		await rm(join(folder, old), { recursive: true, force: true });
	await npm(['install', tarball, '--ignore-scripts', '--legacy-peer-deps', '--prefer-offline'], {
		cwd: folder,
	});
}
