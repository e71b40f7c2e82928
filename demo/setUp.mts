import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolWish } from '../emulator/inProcess/seedData.mts';
import { AS_OFFICIAL_CLIENT } from '../emulator/steering/officialClient.mts';
import { credentialOf } from './n8n/client/credentials.mts';
import { everySeconds } from './n8n/pollTimes.mts';
import type { WhichHost } from './n8n/install.mts';
import type { OnProgress } from './n8n/progress.mts';
import { startStack, type Stack } from './stack.mts';
import { saveWorkflows, type DemoWorkflows } from './workflowFiles.mts';

const ROWS_FOLDER = join(import.meta.dirname, 'rows');
/** The local Toloka's address in the rows; it draws their pictures. */
const USUAL_ADDRESS = 'http://127.0.0.1:8099';
const POLL_EVERY_S = 5;

/** Simulated performers who finish a small pool within a minute. */
const QUICK_PEOPLE = {
	performers: true,
	performersAtOnce: 40,
	answerDelayMs: 4_000,
	autoCloseLagMs: 2_000,
};

/** A pool that stays open; its answers await the verdicts of scenario C. */
const REVIEW_POOL: PoolWish = {
	name: 'Animals, reviewed by you',
	status: 'OPEN',
	autoAccept: false,
	defaultOverlap: 1,
	autoCloseDelaySeconds: 259_200,
};

export interface Demo extends Stack {
	workflows: DemoWorkflows;
	reviewPoolId: string;
	/** The folder in which nodes may read and write files; it contains the rows. */
	filesFolder: string;
}

interface DemoOptions {
	which?: WhichHost;
	n8nPort?: number;
	emulatorPort?: number;
	/** The folder that keeps everything; default: a temporary one. */
	userFolder?: string;
	pollEveryS?: number;
	onProgress: OnProgress;
}

/** Starts the emulator and n8n with package, credential, workflows and active triggers. */
export async function setUpDemo(options: DemoOptions): Promise<Demo> {
	const { which, n8nPort, emulatorPort, userFolder, onProgress } = options;
	let reviewPoolId = '';
	const stack = await startStack({
		which,
		userFolder,
		emulator: {
			seed: 1,
			freshIds: true,
			prepare: (seedData) => {
				reviewPoolId = seedData.addPool(REVIEW_POOL).id;
			},
			port: emulatorPort,
			switches: {
				...AS_OFFICIAL_CLIENT,
				labelDelayMs: 3_000,
				labelJitterMs: 6_000,
				...QUICK_PEOPLE,
			},
		},
		n8n: { port: n8nPort },
		onProgress,
	});
	const pollTimes = everySeconds(options.pollEveryS ?? POLL_EVERY_S);
	await copyRows(stack);
	const workflows = await saveWorkflows(stack.client, stack.n8n.userFolder, {
		placeholders: { ROWS_FOLDER: stack.filesFolder, REVIEW_POOL: reviewPoolId },
		complete: (node) => {
			if (!node.type.startsWith('n8n-nodes-toloka.')) return;
			node.credentials = credentialOf(stack.credential);
			if (node.parameters?.pollTimes) node.parameters.pollTimes = pollTimes;
		},
	});
	return { ...stack, workflows, reviewPoolId };
}

/** Copies the rows to where nodes may read them, with pictures that this local Toloka draws. */
async function copyRows({ filesFolder, emulator }: Stack): Promise<void> {
	await mkdir(filesFolder, { recursive: true });
	for (const name of await readdir(ROWS_FOLDER)) {
		const rows = await readFile(join(ROWS_FOLDER, name), 'utf8');
		await writeFile(join(filesFolder, name), rows.replaceAll(USUAL_ADDRESS, emulator.url));
	}
}
