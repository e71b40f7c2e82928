import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmulator, type Emulator } from '../emulator/createEmulator.mts';
import { runCommand } from './host/command.mts';
import { credentialOf, type Credential } from './host/client/credentials.mts';
import { N8nClient } from './host/client/n8nClient.mts';
import type { NewWorkflow, Workflow } from './host/client/workflows.mts';
import { ensureHost } from './host/install.mts';
import { startN8n, type N8nProcess } from './host/n8n.mts';
import { installPackage, packPackage } from './host/nodePackage.mts';
import { everySeconds } from './host/pollTimes.mts';
import { withProgress, type OnProgress } from './host/progress.mts';
import { guardFolder } from './host/reaper.mts';

const DEMO = import.meta.dirname;
const ROWS_FOLDER = join(DEMO, 'rows');
const POLL_EVERY_S = 5;

export interface Demo {
	emulator: Emulator;
	n8n: N8nProcess;
	client: N8nClient;
	workflows: { push: Workflow; receive: Workflow; pool: Workflow };
	stop(): Promise<void>;
}

export interface DemoOptions {
	n8nPort?: number;
	emulatorPort?: number;
	onProgress: OnProgress;
}

/** Emulator and n8n with package, credential and workflows in place, the trigger in service. */
export async function setUpDemo({ n8nPort, emulatorPort, onProgress }: DemoOptions): Promise<Demo> {
	const host = await ensureHost({ onProgress });
	const userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-toloka-demo-'));
	guardFolder(userFolder);
	await withProgress('Building and installing the package', onProgress, async () => {
		await runCommand('npm', ['run', '--silent', 'build'], { cwd: join(DEMO, '..') });
		await installPackage(userFolder, await packPackage(userFolder));
	});
	const emulator = await createEmulator({
		seed: 1,
		port: emulatorPort,
		switches: { labelDelayMs: 3_000, labelJitterMs: 6_000 },
	});
	const n8n = await withProgress('Starting n8n', onProgress, async () =>
		startN8n({
			host,
			userFolder,
			port: n8nPort,
			env: { N8N_RESTRICT_FILE_ACCESS_TO: ROWS_FOLDER },
		}),
	);
	const client = await N8nClient.connect(n8n.url);
	const credential = await client.credentials.create('Toloka emulator', 'tolokaApi', {
		environment: 'custom',
		baseUrl: emulator.url,
		token: emulator.apiKey,
		authorization: 'automatic',
	});
	const save = async (file: string) => await client.workflows.create(await load(file, credential));
	const workflows = {
		push: await save('push-photos.json'),
		receive: await save('receive-answers.json'),
		pool: await save('label-a-pool.json'),
	};
	await client.workflows.activate(workflows.receive.id);
	const stop = async () => {
		await n8n.stop();
		await emulator.close();
		await rm(userFolder, { recursive: true, force: true });
	};
	return { emulator, n8n, client, workflows, stop };
}

/** A workflow file with this demo's credential, rows and quick polls filled in. */
async function load(file: string, credential: Credential): Promise<NewWorkflow> {
	const text = await readFile(join(DEMO, 'workflows', file), 'utf8');
	const workflow = JSON.parse(text.replaceAll('ROWS_FOLDER', ROWS_FOLDER)) as NewWorkflow;
	for (const node of workflow.nodes) {
		if (!node.type.startsWith('n8n-nodes-toloka.')) continue;
		node.credentials = credentialOf(credential);
		if (node.parameters?.pollTimes) node.parameters.pollTimes = everySeconds(POLL_EVERY_S);
	}
	return workflow;
}
