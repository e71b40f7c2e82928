import axios from 'axios';
import type { Credential } from '../../../../demo/n8n/client/credentials.mts';
import { residentSize, resetPeak } from '../children/residentSize.mts';
import { credentialsFor } from '../nodeParameters.mts';
import type { Failed, Measurement, Task } from '../task.mts';
import type { BenchHost, BenchN8n } from './benchHost.mts';
import { httpWorkflow, ownWorkflow, type BenchWorkflow } from './workflows.mts';

/** Longer runs are aborted. */
const TIMEOUT_MS = 20 * 60_000;

/** Runs our node in n8n. */
export async function runOwnNode(host: BenchHost, task: Task): Promise<Measurement | Failed> {
	return await inFreshN8n(host, async (n8n) => {
		const data = credentialsFor(task) as Record<string, string>;
		const credential = await n8n.client.credentials.create('Toloka', 'tolokaApi', data);
		return await runWorkflow(n8n, ownWorkflow(task, credential), task);
	});
}

/** Runs n8n's own nodes around HTTP Request. */
export async function runHttpRequest(
	host: BenchHost,
	task: Task,
	batchSize: number,
): Promise<Measurement | Failed> {
	return await inFreshN8n(host, async (n8n) => {
		const credential = await headerCredential(n8n, task);
		return await runWorkflow(n8n, httpWorkflow(task, credential, batchSize), task);
	});
}

async function headerCredential({ client }: BenchN8n, { token }: Task): Promise<Credential> {
	const header = { name: 'Authorization', value: `ApiKey ${token}` };
	return await client.credentials.create('Toloka by header', 'httpHeaderAuth', header);
}

/** Starts n8n for every run, because memory left by one run would distort the next one's peak. */
export async function inFreshN8n(
	host: BenchHost,
	work: (n8n: BenchN8n) => Promise<Measurement>,
): Promise<Measurement | Failed> {
	const n8n = await host.start();
	try {
		return await work(n8n);
	} catch (error) {
		const tail = n8n.process.logTail(400);
		const isOutOfMemory = tail.includes('heap out of memory');
		const reason = error instanceof Error ? error.message : String(error);
		return { failed: isOutOfMemory ? 'out of memory' : reason };
	} finally {
		await n8n.process.stop();
	}
}

async function runWorkflow(n8n: BenchN8n, bench: BenchWorkflow, task: Task): Promise<Measurement> {
	const { client, log, process: running } = n8n;
	const { id } = await client.workflows.create(bench.workflow);
	await client.workflows.activate(id);
	const idleMb = residentSize(running.pid).nowMb;
	await n8n.probe();
	resetPeak(running.pid);
	await axios.get(`${running.url}/webhook/${bench.path}`);
	const seconds = await log.secondsAfter(bench.after, TIMEOUT_MS, () => !running.isRunning());
	const { peakMb } = residentSize(running.pid);
	const { longestBlockMs } = await n8n.probe();
	await client.workflows.deactivate(id);
	return { seconds, rows: task.rows, idleMb, peakMb, longestBlockMs };
}
