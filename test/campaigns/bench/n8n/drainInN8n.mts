import { setTimeout as sleep } from 'node:timers/promises';
import { credentialOf, type Credential } from '../../../../demo/n8n/client/credentials.mts';
import { outputOf } from '../../../../demo/n8n/client/executions.mts';
import type { NewWorkflow } from '../../../../demo/n8n/client/workflows.mts';
import { everySeconds } from '../../../../demo/n8n/pollTimes.mts';
import { residentSize, resetPeak } from '../children/residentSize.mts';
import { credentialsFor, nodeFor } from '../nodeParameters.mts';
import type { Failed, Measurement, Task } from '../task.mts';
import type { BenchHost, BenchN8n } from './benchHost.mts';
import { inFreshN8n } from './runInN8n.mts';

const TRIGGER = 'Trigger';
const POLL_EVERY_S = 2;
/** The backlog counts as drained if nothing new arrives for this long. */
const QUIET_MS = 10_000;

/**
 * Runs the trigger on n8n's schedule, polling every two seconds, until nothing more arrives. The
 * schedule determines the time, so what counts are requests, doubled items and memory.
 */
export async function drainInN8n(host: BenchHost, task: Task): Promise<Measurement | Failed> {
	return await inFreshN8n(host, async (n8n) => {
		const data = credentialsFor(task) as Record<string, string>;
		const credential = await n8n.client.credentials.create('Toloka', 'tolokaApi', data);
		const { id } = await n8n.client.workflows.create(pollingWorkflow(task, credential));
		const idleMb = residentSize(n8n.process.pid).nowMb;
		await n8n.probe();
		resetPeak(n8n.process.pid);
		const start = Date.now();
		await n8n.client.workflows.activate(id);
		const end = await quietSince(n8n, id);
		const { peakMb } = residentSize(n8n.process.pid);
		const { longestBlockMs } = await n8n.probe();
		await n8n.client.workflows.deactivate(id);
		const ids = await receivedIds(n8n, id);
		const distinct = new Set(ids).size;
		const figures = { doubled: ids.length - distinct, pollEverySeconds: POLL_EVERY_S };
		const seconds = (end - start) / 1000;
		return { seconds, rows: distinct, idleMb, peakMb, longestBlockMs, figures };
	});
}

function pollingWorkflow(task: Task, credential: Credential): NewWorkflow {
	const { type, parameters } = nodeFor(task);
	return {
		name: 'Benchmark W5',
		nodes: [
			{
				name: TRIGGER,
				type: `n8n-nodes-toloka.${type}`,
				parameters: { ...parameters, pollTimes: everySeconds(POLL_EVERY_S) } as never,
				credentials: credentialOf(credential),
			},
			{ name: 'Received', type: 'n8n-nodes-base.noOp' },
		],
		connections: { [TRIGGER]: { main: [[{ node: 'Received', type: 'main', index: 0 }]] } },
	};
}

/** Waits until executions stop; returns when the last one ended. */
async function quietSince({ client }: BenchN8n, workflowId: string): Promise<number> {
	for (let count = 0, last = Date.now(); ;) {
		await sleep(1_000);
		const list = await client.executions.list({ workflowId, status: ['success'] });
		const now = Date.now();
		if (list.length > count) [count, last] = [list.length, now];
		if (count > 0 && now - last > QUIET_MS) {
			return Math.max(...list.map(({ stoppedAt }) => Date.parse(stoppedAt ?? '')));
		}
	}
}

async function receivedIds({ client }: BenchN8n, workflowId: string): Promise<unknown[]> {
	const list = await client.executions.list({ workflowId, status: ['success'] });
	const ids: unknown[] = [];
	for (const { id } of list) {
		const execution = await client.executions.get(id);
		ids.push(...outputOf(execution, TRIGGER).map(({ json }) => json.id));
	}
	return ids;
}
