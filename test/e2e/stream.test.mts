import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialOf } from '../../demo/n8n/client/credentials.mts';
import { failureOf, outputOf } from '../../demo/n8n/client/executions.mts';
import { everySeconds } from '../../demo/n8n/pollTimes.mts';
import { waitUntil } from '../../demo/n8n/waitUntil.mts';
import type { Stack } from '../../demo/stack.mts';
import { startJudgedStack } from './judgedStack.mts';

const MINUTES = 60_000;
const PUSH = 'Toloka Push Items';
const TRIGGER = 'Toloka Poll Finished Items Trigger';

let stack: Stack;
let projectId: string;

beforeAll(async () => {
	stack = await startJudgedStack({
		emulator: { switches: { labelDelayMs: 500, labelJitterMs: 4_000 } },
	});
	projectId = stack.emulator.catalogue.appProject().id;
}, 20 * MINUTES);
afterAll(async () => await stack?.stop(), MINUTES);

const project = () => ({ __rl: true, mode: 'id', value: projectId });

async function createReceiver(name: string, parameters: IDataObject = {}) {
	return await stack.client.workflows.create({
		name,
		nodes: [
			{
				name: TRIGGER,
				type: 'n8n-nodes-toloka.tolokaPollFinishedItemsTrigger',
				parameters: { pollTimes: everySeconds(3), project: project(), ...parameters } as never,
				credentials: credentialOf(stack.credential),
			},
			{ name: 'Received', type: 'n8n-nodes-base.noOp' },
		],
		connections: { [TRIGGER]: { main: [[{ node: 'Received', type: 'main', index: 0 }]] } },
	});
}

async function push(count: number, prefix: string): Promise<string[]> {
	const { id } = await stack.client.workflows.create({
		name: `Push ${prefix}`,
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Rows',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: {
					jsCode: `return Array.from({length: ${count}}, (_, i) => ({json: {id: '${prefix}-' + i, image_url: 'https://example.com/' + i}}))`,
				},
			},
			{
				name: PUSH,
				type: 'n8n-nodes-toloka.tolokaPushItems',
				parameters: { project: project() },
				credentials: credentialOf(stack.credential),
			},
		],
		connections: {
			Start: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] },
			Rows: { main: [[{ node: PUSH, type: 'main', index: 0 }]] },
		},
	});
	const execution = await stack.client.executions.wait(
		await stack.client.workflows.run(id, { trigger: 'Start' }),
	);
	expect(failureOf(execution)).toBeUndefined();
	return outputOf(execution, PUSH).map(({ json }) => json.id as string);
}

async function received(workflowId: string): Promise<string[]> {
	const list = await stack.client.executions.list({ workflowId, status: ['success'] });
	const ids: string[] = [];
	for (const { id } of list) {
		const execution = await stack.client.executions.get(id);
		ids.push(...outputOf(execution, TRIGGER).map(({ json }) => json.id as string));
	}
	return ids;
}

describe('the streaming pipeline in the pinned n8n', () => {
	it('serves the icons of nodes and credential', async () => {
		for (const icon of ['shared/toloka.svg', 'TolokaPushItems/pushItems.dark.svg']) {
			const path = `/icons/n8n-nodes-toloka/dist/nodes/${icon}`;
			const { status, contentType } = await stack.client.session.file(path);
			expect([status, contentType]).toEqual([200, 'image/svg+xml']);
		}
	});

	it('tests a good and a bad credential', async () => {
		const { credentials } = stack.client;
		expect(await credentials.test(stack.credential)).toMatchObject({ status: 'OK' });
		const bad = await credentials.test(stack.credential, { token: 'wrong' });
		expect(bad.status).toBe('Error');
	});

	it(
		'delivers every item once, even if n8n is restarted between polls',
		async () => {
			const workflow = await createReceiver('Receive');
			await stack.client.workflows.activate(workflow.id);
			const first = await push(300, 'before');
			await waitUntil(
				'the first answers',
				async () => (await received(workflow.id)).length > 0,
				MINUTES,
			);
			await stack.n8n.stop();
			stack.n8n = await stack.n8n.startAgain();
			const second = await push(200, 'after');
			const all = [...first, ...second].sort();
			await waitUntil(
				'every answer',
				async () => (await received(workflow.id)).length >= all.length,
				2 * MINUTES,
				1_000,
			);
			const { log } = stack.emulator;
			const polls = log.count('GET /app-projects/{id}/items');
			await waitUntil(
				'two more polls',
				async () => log.count('GET /app-projects/{id}/items') >= polls + 2,
				MINUTES,
			);
			expect((await received(workflow.id)).sort()).toEqual(all);
			await stack.client.workflows.deactivate(workflow.id);
		},
		6 * MINUTES,
	);

	it(
		'stays published if the service is unavailable while n8n starts',
		async () => {
			const workflow = await createReceiver('Receive after an outage');
			await stack.client.workflows.activate(workflow.id);
			await stack.n8n.stop();
			const outage = stack.emulator.faults.add({
				kind: 'reset-before',
				match: { route: 'GET /app-projects/{id}/items' },
				times: 'always',
			});
			stack.n8n = await stack.n8n.startAgain();
			await waitUntil(
				'a poll during the outage',
				async () => stack.emulator.faults.list().some(({ struck }) => struck > 0),
				MINUTES,
			);
			stack.emulator.faults.remove(outage);
			const ids = await push(20, 'outage');
			await waitUntil(
				'the answers after the outage',
				async () => (await received(workflow.id)).length >= ids.length,
				2 * MINUTES,
				1_000,
			);
			expect((await received(workflow.id)).sort()).toEqual([...ids].sort());
			await stack.client.workflows.deactivate(workflow.id);
		},
		6 * MINUTES,
	);

	it(
		'shows our message when publication is refused',
		async () => {
			projectId = 'doesNotExist12345678';
			const workflow = await createReceiver('Unknown project');
			await expect(stack.client.workflows.activate(workflow.id, 2 * MINUTES)).rejects.toThrow(
				'Nothing was found while listing the items of the project doesNotExist12345678',
			);
		},
		3 * MINUTES,
	);
});
