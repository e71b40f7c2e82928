import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialOf } from '../../../demo/n8n/client/credentials.mts';
import { outputOf } from '../../../demo/n8n/client/executions.mts';
import { everySeconds } from '../../../demo/n8n/pollTimes.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import type { Stack } from '../../../demo/stack.mts';
import { startJudgedStack } from '../judgedStack.mts';
import { launchBrowser } from '../../support/browser.mts';
import { rowsWorkflow } from './rowsWorkflow.mts';

const MINUTES = 60_000;
const PUSH = 'Toloka Push Items';
const TRIGGER = 'Toloka Poll Finished Items Trigger';
const CAPTION = 'A dog that somebody looks at';

let stack: Stack;
let page: Page;

beforeAll(async () => {
	stack = await startJudgedStack({ emulator: { switches: { manualLabeling: true } } });
	page = await (await launchBrowser()).newPage();
}, 20 * MINUTES);
afterAll(async () => {
	await page?.context().browser()?.close();
	await stack?.stop();
}, MINUTES);

const toloka = (name: string, type: string, parameters: object = {}) => ({
	name,
	type: `n8n-nodes-toloka.${type}`,
	credentials: credentialOf(stack.credential),
	parameters: {
		project: { __rl: true, mode: 'id', value: stack.emulator.catalogue.appProject().id },
		...parameters,
	},
});

async function publishReceiver(): Promise<string> {
	const { id } = await stack.client.workflows.create({
		name: 'Receive',
		nodes: [
			toloka(TRIGGER, 'tolokaPollFinishedItemsTrigger', { pollTimes: everySeconds(3) }),
			{ name: 'End', type: 'n8n-nodes-base.noOp' },
		],
		connections: { [TRIGGER]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	});
	await stack.client.workflows.activate(id);
	return id;
}

async function push(row: object): Promise<unknown> {
	const { client } = stack;
	const rows = rowsWorkflow('Push', [row]);
	const { id } = await client.workflows.create({
		...rows,
		nodes: [...rows.nodes, toloka(PUSH, 'tolokaPushItems')],
		connections: {
			...rows.connections,
			Rows: { main: [[{ node: PUSH, type: 'main', index: 0 }]] },
		},
	});
	const execution = await client.executions.wait(
		await client.workflows.run(id, { trigger: 'Start' }),
	);
	return outputOf(execution, PUSH)[0]?.json.id;
}

describe('the emulator’s page', () => {
	it('labels a pushed item with one click, and the trigger starts its workflow', async () => {
		const receiver = await publishReceiver();
		const itemId = await push({ image_url: 'https://example.com/1.jpg', caption: CAPTION });
		await page.goto(stack.emulator.url);
		await page.locator('#item').getByText(CAPTION).waitFor();
		expect(await stack.client.executions.list({ workflowId: receiver })).toEqual([]);

		await page.getByRole('button', { name: 'VIOLENCE' }).click();
		const execution = await waitUntil(
			'the answer to start the workflow',
			async () => {
				const [latest] = await stack.client.executions.list({ workflowId: receiver });
				return latest && (await stack.client.executions.wait(latest.id));
			},
			MINUTES,
		);
		const [received, ...others] = outputOf(execution, 'End');
		expect(others).toEqual([]);
		expect(received?.json).toMatchObject({ id: itemId, output_data: { result: ['VIOLENCE'] } });
	});
});
