import { randomBytes } from 'node:crypto';
import { N8nClient } from '../../demo/n8n/client/n8nClient.mts';
import type { N8nHost } from '../../demo/n8n/install.mts';
import { startN8n, type N8nOptions, type N8nProcess } from '../../demo/n8n/n8n.mts';
import { installPackage } from '../../demo/n8n/nodePackage.mts';
import { startPostgres, type Postgres } from './postgres.mts';
import { startRedis, type Redis } from './redis.mts';
import { tempFolder } from './tempFolder.mts';

/** Settings of a queue mode setup. */
interface QueueModeOptions {
	host: N8nHost;
	workers?: number;
	/** A package to install in every process's `.n8n/nodes`. */
	tarball?: string;
	durableCursors?: boolean;
	/** Environment variables for all n8n processes. */
	env?: NodeJS.ProcessEnv;
}

/** n8n's main process and its workers on one Redis and one PostgreSQL. */
export interface QueueMode {
	redis: Redis;
	postgres: Postgres;
	readonly client: N8nClient;
	main: N8nProcess;
	workers: N8nProcess[];
	/** Starts Redis and PostgreSQL again with the same data, after they were stopped or killed. */
	restartDatabases(): Promise<void>;
	/** Starts the main process again, after it was stopped or killed. */
	restartMain(): Promise<void>;
	/** Starts a worker again, after it was stopped or killed. */
	restartWorker(index: number): Promise<void>;
	stop(): Promise<void>;
}

const DATABASE = 'n8n';

/** Starts everything that queue mode needs; the workers run manual executions, too. */
export async function startQueueMode(options: QueueModeOptions): Promise<QueueMode> {
	const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
	await postgres.createDatabase(DATABASE);
	const shared = {
		host: options.host,
		durableCursors: options.durableCursors,
		env: { ...environment(redis, postgres), ...options.env },
	};
	const start = async (command: 'start' | 'worker', purpose: string) =>
		await startOne({ ...shared, command, userFolder: await tempFolder(purpose) }, options.tarball);
	// The main process starts first because it prepares the database.
	const main = await start('start', 'main');
	const names = Array.from({ length: options.workers ?? 2 }, (_, index) => `worker${index}`);
	const workers = await Promise.all(names.map(async (name) => await start('worker', name)));
	return assemble(redis, postgres, main, workers, await N8nClient.connect(main.url));
}

async function startOne(options: N8nOptions, tarball?: string): Promise<N8nProcess> {
	if (tarball !== undefined) await installPackage(options.userFolder, tarball);
	return await startN8n(options);
}

function assemble(
	redis: Redis,
	postgres: Postgres,
	main: N8nProcess,
	workers: N8nProcess[],
	client: N8nClient,
): QueueMode {
	const queueMode: QueueMode = {
		redis,
		postgres,
		client,
		main,
		workers,
		restartDatabases: async () => {
			queueMode.redis = await queueMode.redis.startAgain();
			queueMode.postgres = await queueMode.postgres.startAgain();
		},
		restartMain: async () => {
			queueMode.main = await queueMode.main.startAgain();
		},
		restartWorker: async (index) => {
			const worker = workers[index];
			if (worker !== undefined) workers[index] = await worker.startAgain();
		},
		stop: async () => {
			await Promise.all([queueMode.main, ...workers].map(async (process) => await process.stop()));
			await Promise.all([queueMode.redis.stop(), queueMode.postgres.stop()]);
		},
	};
	return queueMode;
}

function environment(redis: Redis, postgres: Postgres): NodeJS.ProcessEnv {
	return {
		DB_POSTGRESDB_DATABASE: DATABASE,
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		DB_POSTGRESDB_USER: postgres.user,
		DB_TYPE: 'postgresdb',
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
	};
}
