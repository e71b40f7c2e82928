import { mkdir } from 'node:fs/promises';
import axios from 'axios';
import { freePort, requireFree } from './freePort.mts';
import type { N8nHost } from './install.mts';
import { startProcess, type ManagedProcess } from './managedProcess.mts';
import { n8nEnvironment } from './n8nEnvironment.mts';
import { GiveUp, waitUntil } from './waitUntil.mts';

export interface N8nOptions {
	host: N8nHost;
	/** Contains everything that n8n keeps: `.n8n` with database, settings and nodes. */
	userFolder: string;
	/** `start` is the main process with editor and API; the others belong to queue mode. */
	command?: 'start' | 'worker' | 'webhook';
	/** Further arguments, for example `['--concurrency=5']` for a worker. */
	args?: string[];
	/** Default: a free one. */
	port?: number;
	/** Keeps poll cursors in the database (2.x); see n8n's `N8N_POLLER_DURABLE_CURSORS_ENABLED`. */
	durableCursors?: boolean;
	/** Overrides variables of n8n's environment. */
	env?: NodeJS.ProcessEnv;
	/** Called with every line that n8n prints. */
	onLine?: (line: string) => void;
	readyTimeoutMs?: number;
}

export interface N8nProcess extends ManagedProcess {
	readonly url: string;
	readonly port: number;
	readonly userFolder: string;
	/** Starts n8n again with the same options, on the same port. */
	startAgain(changes?: Partial<N8nOptions>): Promise<N8nProcess>;
}

const READY_TIMEOUT_MS = 180_000;

/** Starts n8n and returns when it is ready to serve. */
export async function startN8n(options: N8nOptions): Promise<N8nProcess> {
	const { host, userFolder, command = 'start', args = [] } = options;
	const port = options.port ?? (await freePort());
	await requireFree(port);
	await mkdir(userFolder, { recursive: true });
	const managed = await startProcess({
		name: `n8n ${command}`,
		command: host.nodeBinary,
		args: [host.n8nBin, command, ...args],
		cwd: userFolder,
		env: n8nEnvironment({ ...options, port, brokerPort: await freePort() }),
		onLine: options.onLine,
	});
	const url = `http://127.0.0.1:${port}`;
	// n8n 1.x reports that it is ready before its REST API is.
	const signs =
		command === 'start' ? ['/healthz/readiness', '/rest/settings'] : ['/healthz/readiness'];
	const addresses = signs.map((sign) => `${url}${sign}`);
	await ready(managed, addresses, options.readyTimeoutMs ?? READY_TIMEOUT_MS);
	const startAgain = async (changes: Partial<N8nOptions> = {}) =>
		await startN8n({ ...options, port, ...changes });
	return { ...managed, url, port, userFolder, startAgain };
}

async function ready(
	managed: ManagedProcess,
	addresses: string[],
	timeoutMs: number,
): Promise<void> {
	let end: string | undefined;
	void managed.exited.then((reason) => {
		end = reason;
	});
	const probe = async () => {
		if (end !== undefined) throw new GiveUp(`${managed.name} ended with ${end}`);
		for (const address of addresses) await axios.get(address, { timeout: 5_000 });
		return true;
	};
	try {
		await waitUntil(`${managed.name} to be ready`, probe, timeoutMs);
	} catch (error) {
		await managed.kill();
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`${reason}. Its last lines:\n${managed.logTail()}`, { cause: error });
	}
}
