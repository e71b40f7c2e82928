import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	createEmulator,
	type Emulator,
	type EmulatorOptions,
} from '../emulator/createEmulator.mts';
import { runCommand } from './n8n/command.mts';
import type { Credential } from './n8n/client/credentials.mts';
import { N8nClient } from './n8n/client/n8nClient.mts';
import { ensureHost, type WhichHost } from './n8n/install.mts';
import { startN8n, type N8nOptions, type N8nProcess } from './n8n/n8n.mts';
import { installPackage, packPackage } from './n8n/nodePackage.mts';
import { printProgress, withProgress, type OnProgress } from './n8n/progress.mts';
import { guardFolder } from './n8n/reaper.mts';

/** A real n8n with the package installed, the emulator, and the credential that connects them. */
export interface Stack {
	emulator: Emulator;
	/** Replace it after a restart: `stack.n8n = await stack.n8n.startAgain()`. */
	n8n: N8nProcess;
	client: N8nClient;
	credential: Credential;
	/** The only folder in which nodes may read and write files. */
	filesFolder: string;
	stop(): Promise<void>;
}

export interface StackOptions {
	which?: WhichHost;
	/** Whether the package has already been built. */
	isBuilt?: boolean;
	/** The folder that keeps n8n's data; default: a temporary one. */
	userFolder?: string;
	emulator?: EmulatorOptions;
	n8n?: Partial<N8nOptions>;
	onProgress?: OnProgress;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
	const { which, onProgress = printProgress } = options;
	const host = await ensureHost({ which, onProgress });
	const userFolder = options.userFolder ?? (await temporaryFolder());
	const filesFolder = join(userFolder, 'files');
	await withProgress('Building and installing the package', onProgress, async () => {
		if (!options.isBuilt) await build();
		await install(userFolder);
	});
	const emulator = await createEmulator(options.emulator);
	const { env, ...n8nOptions } = options.n8n ?? {};
	const n8n = await withProgress('Starting n8n', onProgress, async () =>
		startN8n({
			host,
			userFolder,
			env: { N8N_RESTRICT_FILE_ACCESS_TO: filesFolder, ...env },
			...n8nOptions,
		}),
	);
	const client = await N8nClient.connect(n8n.url);
	const stack: Stack = {
		emulator,
		n8n,
		client,
		credential: await client.credentials.save('Local Toloka', 'tolokaApi', {
			environment: 'custom',
			baseUrl: emulator.url,
			token: emulator.apiKey,
			authorization: 'automatic',
		}),
		filesFolder,
		stop: async () => {
			await stack.n8n.stop();
			await emulator.close();
			if (options.userFolder === undefined) await rm(userFolder, { recursive: true, force: true });
		},
	};
	return stack;
}

async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-toloka-n8n-'));
	guardFolder(folder);
	return folder;
}

async function build(): Promise<void> {
	await runCommand('npm', ['run', '--silent', 'build'], { cwd: join(import.meta.dirname, '..') });
}

/** Installs the packed tarball as n8n itself would. */
async function install(userFolder: string): Promise<void> {
	const packed = join(userFolder, 'package');
	await rm(packed, { recursive: true, force: true });
	await installPackage(userFolder, await packPackage(packed));
}
