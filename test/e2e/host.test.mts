import { afterAll, describe, expect, it } from 'vitest';
import { N8nClient } from '../../demo/host/client/n8nClient.mts';
import { outputOf } from '../../demo/host/client/executions.mts';
import type { NewWorkflow } from '../../demo/host/client/workflows.mts';
import { ensureHost } from '../../demo/host/install.mts';
import { startN8n, type N8nProcess } from '../../demo/host/n8n.mts';
import { startQueueMode, type QueueMode } from '../support/queueMode.mts';
import { launchBrowser } from '../support/browser.mts';
import { tempFolder } from '../support/tempFolder.mts';

const MINUTES = 60_000;

const trivial: NewWorkflow = {
	name: 'Trivial',
	nodes: [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{
			name: 'Edit',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				assignments: {
					assignments: [{ id: '1', name: 'greeting', type: 'string', value: '={{ "hello" }}' }],
				},
			},
		},
	],
	connections: { Start: { main: [[{ node: 'Edit', type: 'main', index: 0 }]] } },
};

async function runTrivial(client: N8nClient, workflowId: string): Promise<unknown> {
	const id = await client.workflows.run(workflowId, { trigger: 'Start' });
	const execution = await client.executions.wait(id);
	expect(execution.status).toBe('success');
	return outputOf(execution, 'Edit').map((item) => item.json);
}

describe('the pinned n8n', () => {
	let n8n: N8nProcess | undefined;

	afterAll(async () => await n8n?.stop());

	it(
		'runs a workflow, and still knows it after a restart',
		async () => {
			const host = await ensureHost();
			n8n = await startN8n({ host, userFolder: await tempFolder('host') });
			const client = await N8nClient.connect(n8n.url);
			const { id } = await client.workflows.create(trivial);
			expect(await runTrivial(client, id)).toEqual([{ greeting: 'hello' }]);

			await n8n.kill();
			n8n = await n8n.startAgain();
			expect((await client.workflows.list()).map((workflow) => workflow.name)).toEqual(['Trivial']);
			expect(await client.executions.list({ workflowId: id })).toHaveLength(1);
		},
		20 * MINUTES,
	);

	it('says why it does not start', { timeout: 2 * MINUTES }, async () => {
		const start = startN8n({
			host: await ensureHost(),
			userFolder: await tempFolder('host'),
			env: { DB_TYPE: 'postgresdb', DB_POSTGRESDB_PORT: '1', DB_STARTUP_CONNECT_MAX_RETRIES: '0' },
		});
		await expect(start).rejects.toThrow(/n8n start ended with .*\. Its last lines:\n.*/s);
	});

	it('shows its editor in a browser', { timeout: 10 * MINUTES }, async () => {
		const browser = await launchBrowser();
		try {
			const page = await browser.newPage();
			await page.goto(n8n?.url ?? '');
			await page.getByRole('button', { name: 'Sign in' }).waitFor();
		} finally {
			await browser.close();
		}
	});
});

describe('queue mode', () => {
	let queueMode: QueueMode | undefined;

	afterAll(async () => await queueMode?.stop());

	it(
		'runs a workflow on a worker, also after every process was killed',
		async () => {
			queueMode = await startQueueMode({ host: await ensureHost(), workers: 2 });
			const { main, workers, client } = queueMode;
			const { id } = await client.workflows.create(trivial);
			expect(await runTrivial(client, id)).toEqual([{ greeting: 'hello' }]);
			expect(workers.some((worker) => worker.logTail().includes('finished execution'))).toBe(true);

			await Promise.all([main, ...workers].map(async (process) => await process.kill()));
			await queueMode.restartMain();
			await queueMode.restartWorker(0);
			expect(await runTrivial(client, id)).toEqual([{ greeting: 'hello' }]);
		},
		20 * MINUTES,
	);
});
