import axios from 'axios';
import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialOf } from '../../demo/n8n/client/credentials.mts';
import type { Execution } from '../../demo/n8n/client/executions.mts';
import { failureOf, outputOf } from '../../demo/n8n/client/executions.mts';
import { waitUntil } from '../../demo/n8n/waitUntil.mts';
import type { Stack } from '../../demo/stack.mts';
import { startJudgedStack } from './judgedStack.mts';

const MINUTES = 60_000;
const CREATE = 'Toloka Create Task Suites';
const WAIT = 'Toloka Wait for Operation';
const HOOK = 'start-labeling';

let stack: Stack;

beforeAll(async () => {
	stack = await startJudgedStack();
}, 20 * MINUTES);
afterAll(async () => await stack?.stop(), MINUTES);

const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];

/** Publishes a workflow that makes suites of rows from a webhook and waits for the operation. */
async function publishPipeline(wait: IDataObject): Promise<string> {
	const pool = stack.emulator.catalogue.pool('CLOSED');
	const credentials = credentialOf(stack.credential);
	const { id } = await stack.client.workflows.create({
		name: 'Rows to task suites',
		nodes: [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: HOOK,
				parameters: { path: HOOK, httpMethod: 'POST' },
			},
			{
				name: 'Rows',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: {
					jsCode: `return Array.from({length: 25}, (_, i) => ({json: {image: 'https://example.com/' + i}}))`,
				},
			},
			{
				name: CREATE,
				type: 'n8n-nodes-toloka.tolokaCreateTaskSuites',
				parameters: {
					pool: { __rl: true, mode: 'id', value: pool.id },
					overlapMode: 'number',
					delivery: 'operation',
				},
				credentials,
			},
			{
				name: WAIT,
				type: 'n8n-nodes-toloka.tolokaWaitForOperation',
				parameters: { ...wait, options: { addTaskSuiteIds: true } } as never,
				credentials,
			},
			{ name: 'Finished', type: 'n8n-nodes-base.noOp' },
		],
		connections: {
			Webhook: { main: [to('Rows')] },
			Rows: { main: [to(CREATE)] },
			[CREATE]: { main: [to(WAIT)] },
			[WAIT]: { main: [to(WAIT), to('Finished')] },
		},
	});
	await stack.client.workflows.activate(id);
	return id;
}

async function onlyExecution(workflowId: string): Promise<Execution> {
	const [summary] = await waitUntil(
		'the execution to begin',
		async () => {
			const list = await stack.client.executions.list({ workflowId });
			return list.length > 0 ? list : undefined;
		},
		MINUTES,
	);
	return await stack.client.executions.get(summary.id);
}

describe('the pool pipeline in the pinned n8n', () => {
	it(
		'continues after a restart of n8n while the operation was suspended',
		async () => {
			const pool = stack.emulator.catalogue.pool('CLOSED');
			stack.emulator.switches.set({ operationRunMs: 60 * MINUTES });
			const workflowId = await publishPipeline({ mode: 'suspend' });
			await axios.post(`${stack.n8n.url}/webhook/${HOOK}`);
			const { id } = await onlyExecution(workflowId);
			await stack.client.executions.wait(id, { until: ['waiting'] });

			await stack.n8n.stop();
			stack.n8n = await stack.n8n.startAgain();
			stack.emulator.clock.advance(61 * MINUTES);
			const execution = await stack.client.executions.wait(id, { timeoutMs: 5 * MINUTES });

			expect(failureOf(execution)).toBeUndefined();
			const [operation] = outputOf(execution, 'Finished').map(({ json }) => json);
			expect(operation.status).toBe('SUCCESS');
			const created = stack.emulator.truth.taskSuites(pool.id).map((suite) => suite.id);
			expect(created).toHaveLength(25);
			expect([...(operation.task_suite_ids as string[])].sort()).toEqual(created.sort());
			expect(stack.emulator.log.count('POST /task-suites')).toBe(1);
		},
		12 * MINUTES,
	);
});
