import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolWish } from '../emulator/inProcess/seedData.mts';
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

/** A pool that stays open; its answers wait for the verdicts of scenario C. */
const REVIEW_POOL: PoolWish = {
	name: 'Animals, reviewed by you',
	status: 'OPEN',
	autoAccept: false,
	defaultOverlap: 1,
	autoCloseDelaySeconds: 259_200,
};

const FILES = {
	push: 'push-photos.json',
	receive: 'receive-answers.json',
	pool: 'label-a-pool.json',
	send: 'send-for-review.json',
	review: 'review-answers.json',
};
type Name = keyof typeof FILES;

/** The workflows that begin with a trigger of the package. */
const TRIGGERED: Name[] = ['receive', 'review'];

export interface Demo extends Stack {
	workflows: Record<Name, Workflow>;
	reviewPoolId: string;
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
	let reviewPoolId = '';
	const stack = await startStack({
		which,
		emulator: {
			seed: 1,
			prepare: (seedData) => {
				reviewPoolId = seedData.addPool(REVIEW_POOL).id;
			},
			port: emulatorPort,
			switches: { labelDelayMs: 3_000, labelJitterMs: 6_000, ...QUICK_PEOPLE },
		},
		n8n: { port: n8nPort, env: { N8N_RESTRICT_FILE_ACCESS_TO: ROWS_FOLDER } },
		onProgress,
	});
	const { client, credential } = stack;
	const save = async (name: Name) =>
		await client.workflows.create(await load(FILES[name], credential, reviewPoolId));
	const workflows = {
		push: await save('push'),
		receive: await save('receive'),
		pool: await save('pool'),
		send: await save('send'),
		review: await save('review'),
	};
	for (const name of TRIGGERED) await client.workflows.activate(workflows[name].id);
	return { ...stack, workflows, reviewPoolId };
}

/** A workflow file with this demo's credential, rows and quick polls filled in. */
async function load(
	file: string,
	credential: Credential,
	reviewPoolId: string,
): Promise<NewWorkflow> {
	const text = (await readFile(join(WORKFLOWS_FOLDER, file), 'utf8'))
		.replaceAll('ROWS_FOLDER', ROWS_FOLDER)
		.replaceAll('REVIEW_POOL', reviewPoolId);
	const workflow = JSON.parse(text) as NewWorkflow;
	for (const node of workflow.nodes) {
		if (!node.type.startsWith('n8n-nodes-toloka.')) continue;
		node.credentials = credentialOf(credential);
		if (node.parameters?.pollTimes) node.parameters.pollTimes = everySeconds(POLL_EVERY_S);
	}
	return workflow;
}
