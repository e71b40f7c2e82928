import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputOf } from '../../../demo/n8n/client/executions.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import type { Stack } from '../../../demo/stack.mts';
import { startJudgedStack } from '../judgedStack.mts';
import { openEditor, type Editor } from './editor.mts';
import { openRows } from './rowsWorkflow.mts';

const MINUTES = 60_000;
const PUSH = 'Toloka Push Items';
const TRIGGER = 'Toloka Poll Finished Items Trigger';
/** For things that take a moment to appear. */
const POLL = { timeout: 30_000 };
const NODES = [
	PUSH,
	TRIGGER,
	'Toloka Create Task Suites',
	'Toloka Get Aggregated Solutions',
	'Toloka Wait for Operation',
];

let stack: Stack;
let editor: Editor;
let projectId: string;

beforeAll(async () => {
	stack = await startJudgedStack({ emulator: { switches: { labelDelayMs: 0, labelJitterMs: 0 } } });
	projectId = stack.emulator.catalogue.appProject().id;
	editor = await openEditor(stack);
}, 20 * MINUTES);
afterAll(async () => {
	await editor?.close();
	await stack?.stop();
}, MINUTES);

describe('the credential', () => {
	it('reports that a wrong token is not accepted, and that the right one is', async () => {
		const { credentials } = editor;
		await credentials.create('Toloka API');
		await credentials.choose('environment', 'Custom');
		await credentials.fill('baseUrl', stack.emulator.url);
		await credentials.fill('token', 'wrong');
		await credentials.save();
		await credentials.failure.waitFor();
		await credentials.showDetails();
		await credentials.dialog.getByText('The token was not accepted.').waitFor();

		await credentials.fill('token', stack.emulator.apiKey);
		await credentials.save();
		await credentials.success.waitFor();
	});
});

describe('the nodes panel', () => {
	it('finds all five nodes by their purpose', async () => {
		const purposes = ['labeling', 'annotation', 'crowdsourcing', 'human in the loop', 'moderation'];
		const words = [...purposes, 'labels', 'human-in-the-loop', 'label images', 'Toloka API'];
		await openRows(stack, editor, 'Search', []);
		for (const searched of words) {
			await editor.canvas.search(searched);
			await expect
				.poll(async () => await editor.canvas.found(), { ...POLL, message: searched })
				.toEqual(expect.arrayContaining(NODES));
		}
	});
});

describe('Push Items', () => {
	it('is found by a search, pushes mapped fields and shows what it created', async () => {
		const { canvas, panel } = editor;
		await openRows(stack, editor, 'Push', [
			{ link: 'https://example.com/1' },
			{ link: 'https://example.com/2' },
		]);
		await canvas.addNode('labeling', PUSH, 'Push items');
		await panel.chooseCredential(stack.credential.name);
		await panel.searchList('project', 'moder');
		await expect.poll(async () => await panel.listed(), POLL).toEqual(['Image moderation']);
		await panel.pickListed('Image moderation');
		await panel.chooseMapping('Map Each Column Manually');
		await panel.executePrevious();
		await panel.dragInput('link', 'image_url');
		await panel.execute();

		const rows = await panel.outputRows();
		const items = stack.emulator.truth.items(projectId);
		expect(items.map(({ input }) => input.image_url)).toEqual([
			'https://example.com/1',
			'https://example.com/2',
		]);
		expect(rows.map(([id]) => id)).toEqual(items.map(({ id }) => id));
	});

	it('names the fields of the project when it maps automatically', async () => {
		const { canvas, panel } = editor;
		await openRows(stack, editor, 'Fields', [{ caption: 'No picture' }]);
		await canvas.addNode('labeling', PUSH, 'Push items');
		await panel.chooseCredential(stack.credential.name);
		await panel.pick('project', 'Image moderation');
		await panel.chooseMapping('Map Automatically');
		await panel.self
			.getByText(
				'Required: image_url (url). Optional: id (string), caption (string), source (string).',
			)
			.waitFor();
	});

	it('says what is wrong with an item, and what to do', async () => {
		const { panel } = editor;
		await panel.execute();
		expect(await panel.errorMessage.textContent()).toContain(
			'Item 0: field “image_url” is required',
		);
		expect(await panel.errorDescription.textContent()).toContain('Correct the data');
	});
});

describe('the trigger', () => {
	it('is published from the editor and starts the workflow', async () => {
		const { canvas, panel } = editor;
		const finished = stack.emulator.seedData.addItems(projectId, { count: 3 });
		const workflow = await stack.client.workflows.create({
			name: 'Receive',
			nodes: [{ name: 'End', type: 'n8n-nodes-base.noOp' }],
			connections: {},
		});
		await canvas.open(workflow.id);
		await canvas.addNode('human in the loop', TRIGGER);
		await panel.chooseCredential(stack.credential.name);
		await panel.pick('project', 'Image moderation');
		await panel.choose('startFrom', 'All Existing Items');
		await panel.close();
		await canvas.publish();

		const execution = await waitUntil(
			'the first poll to start an execution',
			async () => {
				const [latest] = await stack.client.executions.list({ workflowId: workflow.id });
				return latest && (await stack.client.executions.wait(latest.id));
			},
			MINUTES,
		);
		const delivered = outputOf(execution, TRIGGER).map(({ json }) => json.id);
		expect(delivered).toEqual(expect.arrayContaining(finished));
	});
});
