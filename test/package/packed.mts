import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { repositoryDir } from '../support/build.mts';
import { tempFolder } from '../support/tempFolder.mts';
import { outputOf } from './command.mts';

export interface Packed {
	/** A copy of the sources in which the package was built. */
	sourceDir: string;
	/** Path of the packed file. */
	tarball: string;
	/** Paths of the files in the tarball. */
	files: string[];
	/** Folder with the unpacked files. */
	unpackedDir: string;
	manifest: Manifest;
}

interface Manifest {
	name: string;
	version: string;
	n8n: { nodes: string[]; credentials: string[]; n8nNodesApiVersion: number; strict: boolean };
	scripts: Record<string, string>;
	peerDependencies: Record<string, string>;
	[key: string]: unknown;
}

const LEFT_BEHIND = ['.git', 'dist', 'node_modules'];

/** Builds and packs the package in a copy of the repository, as the release does. */
export async function packPackage(): Promise<Packed> {
	const folder = await tempFolder('package');
	const sourceDir = join(folder, 'source');
	await cp(repositoryDir, sourceDir, { recursive: true, filter: isSource });
	await symlink(join(repositoryDir, 'node_modules'), join(sourceDir, 'node_modules'));
	await outputOf('npm', ['run', '--silent', 'build'], { cwd: sourceDir });

	const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
	const [packed] = JSON.parse(await outputOf('npm', pack, { cwd: sourceDir })) as Array<{
		filename: string;
		files: Array<{ path: string }>;
	}>;
	const tarball = join(folder, packed.filename);
	const unpackedDir = join(folder, 'unpacked');
	await mkdir(unpackedDir);
	await outputOf('tar', ['-xzf', tarball, '-C', unpackedDir, '--strip-components=1'], {
		cwd: folder,
	});
	return {
		sourceDir,
		tarball,
		files: packed.files.map(({ path }) => path),
		unpackedDir,
		manifest: JSON.parse(await readFile(join(unpackedDir, 'package.json'), 'utf8')) as Manifest,
	};
}

function isSource(path: string): boolean {
	const parts = relative(repositoryDir, path).split(sep);
	return !parts.some((part) => LEFT_BEHIND.includes(part));
}

/** Installs a tarball in a new folder as n8n does, but without access to a registry. */
export async function installTarball(tarball: string): Promise<string> {
	const folder = await tempFolder('installed');
	const offline = ['--offline', '--legacy-peer-deps', '--no-audit', '--no-fund'];
	const install = ['install', tarball, '--ignore-scripts', '--omit=peer', ...offline];
	await outputOf('npm', install, { cwd: folder });
	return join(folder, 'node_modules');
}

/** Returns the class name that n8n expects in a file: the part of its name before the first dot. */
export function classNameOf(path: string): string {
	return basename(path).split('.')[0];
}
