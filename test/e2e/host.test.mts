import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { cachedFolder } from '../../demo/n8n/cacheFolder.mts';
import { N8nClient } from '../../demo/n8n/client/n8nClient.mts';
import { outputOf } from '../../demo/n8n/client/executions.mts';
import type { NewWorkflow } from '../../demo/n8n/client/workflows.mts';
import { ensureHost } from '../../demo/n8n/install.mts';
import { isAlive } from '../../demo/n8n/installLock.mts';
import { startN8n, type N8nProcess } from '../../demo/n8n/n8n.mts';
import { waitUntil } from '../../demo/n8n/waitUntil.mts';
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

describe('the cache', () => {
	const silent = () => undefined;

	afterEach(() => vi.unstubAllEnvs());

	it('fills a folder once, completely or not at all, even if another owner died', async () => {
		const root = await tempFolder('cache');
		vi.stubEnv('N8N_NODES_TOLOKA_CACHE', root);
		const interrupted = cachedFolder('thing', silent, async (folder) => {
			await writeFile(join(folder, 'half'), '');
			throw new Error('interrupted');
		});
		await expect(interrupted).rejects.toThrow('interrupted');
		expect(existsSync(join(root, 'thing'))).toBe(false);

		const noSuchProcess = 2 ** 22 + 1;
		await writeFile(join(root, 'thing.lock'), `${hostname()} ${noSuchProcess}`);
		const fill = vi.fn(async (folder: string) => await writeFile(join(folder, 'whole'), ''));
		const calls = [1, 2, 3].map(async () => await cachedFolder('thing', silent, fill));
		expect(await Promise.all(calls)).toEqual(Array(3).fill(join(root, 'thing')));
		expect(fill).toHaveBeenCalledTimes(1);
		expect(existsSync(join(root, 'thing', 'half'))).toBe(false);
	});
});

describe('a process started by the tests', () => {
	it('does not outlive a killed parent', { timeout: MINUTES }, async () => {
		const module = new URL('../../demo/n8n/managedProcess.mts', import.meta.url);
		const script = `
			import { startProcess } from '${module.href}';
			const child = await startProcess({ name: 'sleep', command: 'sleep', args: ['600'] });
			console.log(child.pid);
			setInterval(() => {}, 1000);
		`;
		const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
		const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
		const pid = await new Promise<number>((resolve) => {
			parent.stdout.once('data', (data) => resolve(Number(String(data))));
		});
		expect(isAlive(pid)).toBe(true);
		parent.kill('SIGKILL');
		await waitUntil('the child to end', () => !isAlive(pid), 10_000);
	});
});

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

	it('explains why it does not start', { timeout: 2 * MINUTES }, async () => {
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
		'runs a workflow on a worker, even after every process was killed',
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
