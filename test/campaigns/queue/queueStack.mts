import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import axios from 'axios';
import type { Credential } from '../../../demo/n8n/client/credentials.mts';
import type { Execution } from '../../../demo/n8n/client/executions.mts';
import type { N8nClient } from '../../../demo/n8n/client/n8nClient.mts';
import type { NewWorkflow } from '../../../demo/n8n/client/workflows.mts';
import { runCommand } from '../../../demo/n8n/command.mts';
import { ensureHost } from '../../../demo/n8n/install.mts';
import type { N8nProcess } from '../../../demo/n8n/n8n.mts';
import { packPackage } from '../../../demo/n8n/nodePackage.mts';
import { printProgress, withProgress, type OnProgress } from '../../../demo/n8n/progress.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import { createEmulator, type Emulator } from '../../../emulator/createEmulator.mts';
import { repositoryDir } from '../../support/build.mts';
import { startQueueMode, type QueueMode } from '../../support/queueMode.mts';
import { tempFolder } from '../../support/tempFolder.mts';
import { ROWS_ARRIVE, type RowsMessage } from './workflows.mts';

/** Makes n8n detect a dead worker sooner than in a minute or two; changes nothing else. */
const QUICK_STALLS = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '3000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '30',
};

const STARTED_MS = 60_000;

/** n8n in queue mode, with the package in every process, and the emulator. */
export class QueueStack {
	private constructor(
		readonly queueMode: QueueMode,
		readonly emulator: Emulator,
		readonly credential: Credential,
	) {}

	static async start(seed: number, onProgress: OnProgress = printProgress): Promise<QueueStack> {
		const host = await ensureHost({ onProgress });
		const tarball = await withProgress('Building and packing the package', onProgress, async () => {
			await runCommand('npm', ['run', '--silent', 'build'], { cwd: repositoryDir });
			return await packPackage(await tempFolder('package'));
		});
		const emulator = await createEmulator({
			seed,
			switches: { labelDelayMs: 500, labelJitterMs: 4_000, operationRunMs: 1_000 },
		});
		emulator.switches.set({ answerDelayMs: 100 });
		const queueMode = await withProgress(
			'Starting PostgreSQL, Redis, n8n and two workers',
			onProgress,
			async () =>
				await startQueueMode({
					...{ host, tarball, workers: 2, durableCursors: true },
					env: QUICK_STALLS,
				}),
		);
		const credential = await queueMode.client.credentials.create('Toloka emulator', 'tolokaApi', {
			environment: 'custom',
			baseUrl: emulator.url,
			token: emulator.apiKey,
			authorization: 'automatic',
		});
		return new QueueStack(queueMode, emulator, credential);
	}

	get client(): N8nClient {
		return this.queueMode.client;
	}

	/** Saves and activates a workflow; returns its ID. */
	async publish(workflow: NewWorkflow): Promise<string> {
		const { id } = await this.client.workflows.create(workflow);
		await this.client.workflows.activate(id);
		return id;
	}

	/** Sends rows to a workflow's webhook; returns the ID of the execution that this starts. */
	async send(workflowId: string, message: RowsMessage): Promise<string> {
		const { nodes } = await this.client.workflows.get(workflowId);
		const webhook = nodes.find(({ name }) => name === ROWS_ARRIVE);
		const known = new Set(await this.executionIds(workflowId));
		const path = String(webhook?.parameters.path);
		await axios.post(`${this.queueMode.main.url}/webhook/${path}`, message, { timeout: 60_000 });
		return await waitUntil(
			`the execution for ${message.name}`,
			async () => (await this.executionIds(workflowId)).find((id) => !known.has(id)),
			STARTED_MS,
		);
	}

	private async executionIds(workflowId: string): Promise<string[]> {
		return (await this.client.executions.list({ workflowId })).map(({ id }) => id);
	}

	async ends(ids: string[]): Promise<Execution[]> {
		return await Promise.all(ids.map(async (id) => await this.client.executions.wait(id)));
	}

	/** Lists the indexes of the workers that started these executions. */
	workersOf(executionIds: string[]): number[] {
		const began = (worker: N8nProcess, id: string) =>
			worker.logTail(Infinity).includes(`Worker started execution ${id} `);
		return [...this.queueMode.workers.keys()].filter((index) => {
			const worker = this.queueMode.workers[index];
			return worker !== undefined && executionIds.some((id) => began(worker, id));
		});
	}

	/** Kills workers (SIGKILL) and starts them again. */
	async replaceWorkers(indexes: number[]): Promise<void> {
		await Promise.all(indexes.map(async (index) => await this.queueMode.workers[index]?.kill()));
		this.emulator.faults.clear();
		await this.startWorkers(indexes);
	}

	/**
	 * Starts workers as containers do, without their previous event log. From that log a worker would
	 * conclude that executions which were suspended and resumed elsewhere have crashed.
	 */
	async startWorkers(indexes: number[]): Promise<void> {
		const { queueMode } = this;
		const start = async (index: number) => {
			const folder = join(queueMode.workers[index]?.userFolder ?? '', '.n8n');
			await rm(join(folder, 'n8nEventLog-worker.log'), { force: true });
			await queueMode.restartWorker(index);
		};
		await Promise.all(indexes.map(start));
	}

	/** Kills every process, including the databases, and starts them again. */
	async replaceEverything(): Promise<void> {
		const { queueMode } = this;
		const { main, workers, redis, postgres } = queueMode;
		await Promise.all([main, ...workers].map(async (process) => await process.kill()));
		await Promise.all([redis.kill(), postgres.kill()]);
		this.emulator.faults.clear();
		await queueMode.restartDatabases();
		await queueMode.restartMain();
		await this.startWorkers([...workers.keys()]);
	}

	async stop(): Promise<void> {
		await this.queueMode.stop();
		await this.emulator.close();
	}
}
