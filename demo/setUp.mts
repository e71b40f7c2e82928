import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credentialOf, type Credential } from './n8n/client/credentials.mts';
import type { NewWorkflow, Workflow } from './n8n/client/workflows.mts';
import { everySeconds } from './n8n/pollTimes.mts';
import type { WhichHost } from './n8n/install.mts';
import type { OnProgress } from './n8n/progress.mts';
import { startStack, type Stack } from './stack.mts';

const ROWS_FOLDER = join(import.meta.dirname, 'rows');
const WORKFLOWS_FOLDER = join(import.meta.dirname, 'workflows');
const POLL_EVERY_S = 5;

/** Simulated performers who finish a small pool within a minute. */
const QUICK_PEOPLE = {
	performers: true,
	performersAtOnce: 40,
	answerDelayMs: 4_000,
	autoCloseLagMs: 2_000,
};

export interface Demo extends Stack {
	workflows: { push: Workflow; receive: Workflow; pool: Workflow };
}

export interface DemoOptions {
	which?: WhichHost;
	n8nPort?: number;
	emulatorPort?: number;
	onProgress: OnProgress;
}

/** Emulator and n8n with package, credential and workflows in place, the trigger in service. */
export async function setUpDemo(options: DemoOptions): Promise<Demo> {
	const { which, n8nPort, emulatorPort, onProgress } = options;
	const stack = await startStack({
		which,
		emulator: {
			seed: 1,
			port: emulatorPort,
			switches: { labelDelayMs: 3_000, labelJitterMs: 6_000, ...QUICK_PEOPLE },
		},
		n8n: { port: n8nPort, env: { N8N_RESTRICT_FILE_ACCESS_TO: ROWS_FOLDER } },
		onProgress,
	});
	const { client, credential } = stack;
	const save = async (file: string) => await client.workflows.create(await load(file, credential));
	const workflows = {
		push: await save('push-photos.json'),
		receive: await save('receive-answers.json'),
		pool: await save('label-a-pool.json'),
	};
	await client.workflows.activate(workflows.receive.id);
	return { ...stack, workflows };
}

/** A workflow file with this demo's credential, rows and quick polls filled in. */
async function load(file: string, credential: Credential): Promise<NewWorkflow> {
	const text = await readFile(join(WORKFLOWS_FOLDER, file), 'utf8');
	const workflow = JSON.parse(text.replaceAll('ROWS_FOLDER', ROWS_FOLDER)) as NewWorkflow;
	for (const node of workflow.nodes) {
		if (!node.type.startsWith('n8n-nodes-toloka.')) continue;
		node.credentials = credentialOf(credential);
		if (node.parameters?.pollTimes) node.parameters.pollTimes = everySeconds(POLL_EVERY_S);
	}
	return workflow;
}
