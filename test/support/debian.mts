import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, runCommand } from '../../demo/n8n/command.mts';
import { withInstallLock } from '../../demo/n8n/installLock.mts';
import { printProgress, withProgress } from '../../demo/n8n/progress.mts';

const LOCK = join(tmpdir(), 'n8n-nodes-toloka-apt.lock');
const APT = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3'];
/** Run level 1 keeps packages from starting their services: the tests start their own. */
const ENV = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };

export async function ensureDebianPackages(names: string[]): Promise<void> {
	if ((await missing(names)).length === 0) return;
	await withInstallLock(LOCK, printProgress, async () => {
		const wanted = await missing(names);
		if (wanted.length === 0) return;
		const asRoot = await rootPrefix(wanted);
		await withProgress(`Installing Debian's ${wanted.join(', ')}`, printProgress, async () => {
			await asAdministrator([...asRoot, ...APT, 'update']);
			await asAdministrator([
				...asRoot,
				...APT,
				...['install', '-y', '--no-install-recommends', ...wanted],
			]);
		});
	});
}

async function missing(names: string[]): Promise<string[]> {
	if (!(await isInstalled('dpkg-query'))) {
		throw new Error(
			`These tests need ${names.join(', ')} and install them as Debian packages, ` +
				'but this system is not Debian.',
		);
	}
	const states = await Promise.all(names.map(isPackageInstalled));
	return names.filter((_, index) => !states[index]);
}

async function isPackageInstalled(name: string): Promise<boolean> {
	const state = await runCommand('dpkg-query', ['-W', '-f', '${Status}', name]).catch(() => '');
	return state.includes('install ok installed');
}

async function rootPrefix(wanted: string[]): Promise<string[]> {
	if (process.getuid?.() === 0) return [];
	const mayRoot = await runCommand('sudo', ['-n', 'true']).then(
		() => true,
		() => false,
	);
	if (mayRoot) return ['sudo', '-n', 'env', ...Object.entries(ENV).map((pair) => pair.join('='))];
	throw new Error(
		`These tests need Debian packages that only root can install. Run: apt-get install ${wanted.join(' ')}`,
	);
}

async function asAdministrator([command = '', ...args]: string[]): Promise<void> {
	await runCommand(command, args, { env: { ...process.env, ...ENV } });
}
