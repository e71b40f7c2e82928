import { join } from 'node:path';
import axios from 'axios';
import { freePort } from '../../../demo/n8n/freePort.mts';
import { startProcess } from '../../../demo/n8n/managedProcess.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import type { Switches } from '../../../emulator/steering/switches.mts';
import { repositoryDir } from '../../support/build.mts';
import { nodeArguments } from './children/process.mts';
import { startFarService, type FarService } from './farService.mts';

/** Enough for a million items in memory. */
const HEAP = '--max-old-space-size=8192';

interface ServiceStatus {
	tokens: { apiKey: string };
	projects: Array<{ id: string; status: string; name: string }>;
	pools: Array<{ id: string; status: string; type: string; project: string }>;
}

/** The emulator in its own process, with its quotas off. */
export interface Service {
	baseUrl: string;
	token: string;
	/** The same service, made distant. */
	far: Pick<FarService, 'baseUrl' | 'certificate'>;
	/** Resets everything except the clock, then applies the given switches. */
	reset(switches?: Partial<Switches>): Promise<void>;
	status(): Promise<ServiceStatus>;
	/** Calls `POST /_emulator/seed`; returns IDs by kind of data. */
	seed(wanted: object): Promise<Record<string, string | string[]>>;
	/** Counts the requests by endpoint since the last call. */
	takeRequests(): Promise<Record<string, number>>;
	stop(): Promise<void>;
}

export async function startService(nodeBinary: string): Promise<Service> {
	const port = await freePort();
	const program = join(repositoryDir, 'emulator', 'cli.mts');
	const running = await startProcess({
		name: 'the emulator',
		command: nodeBinary,
		args: [...nodeArguments(nodeBinary), HEAP, program, '--port', String(port), '--no-quotas'],
		cwd: repositoryDir,
	});
	const baseUrl = `http://127.0.0.1:${port}`;
	const http = axios.create({ baseURL: `${baseUrl}/_emulator`, maxContentLength: Infinity });
	const status = async () => (await http.get<ServiceStatus>('/status')).data;
	const first = await waitUntil('the emulator', status, 60_000);
	const far = await startFarService(port);
	return {
		baseUrl,
		far: { baseUrl: far.baseUrl, certificate: far.certificate },
		token: first.tokens.apiKey,
		reset: async (switches) => {
			await http.post('/reset');
			if (switches !== undefined) await http.post('/switches', switches);
		},
		status,
		seed: async (wanted) =>
			(await http.post<Record<string, string | string[]>>('/seed', wanted)).data,
		takeRequests: async () => {
			const { data } = await http.get<{ counts: Record<string, number> }>('/log?limit=1');
			await http.delete('/log');
			return data.counts;
		},
		stop: async () => {
			await far.stop();
			await running.stop();
		},
	};
}
