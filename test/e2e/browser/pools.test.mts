import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stack } from '../../../demo/stack.mts';
import { startJudgedStack } from '../judgedStack.mts';
import { openEditor, type Editor } from './editor.mts';
import { openRows } from './rowsWorkflow.mts';

const MINUTES = 60_000;
/** For things that take a moment to appear. */
const POLL = { timeout: 30_000 };
const CREATE = 'Toloka Create Task Suites';
const WAIT = 'Toloka Wait for Operation';
const GET = 'Toloka Get Aggregated Solutions';
const PICTURE = { image: 'https://example.com/1.jpg' };

let stack: Stack;
let editor: Editor;

beforeAll(async () => {
	stack = await startJudgedStack();
	editor = await openEditor(stack);
}, 20 * MINUTES);
afterAll(async () => {
	await editor?.close();
	await stack?.stop();
}, MINUTES);

describe('Create Task Suites', () => {
	it('picks the pool from a list that shows its status, and creates a suite', async () => {
		const { canvas, panel } = editor;
		const before = stack.emulator.truth.taskSuites(stack.emulator.catalogue.pool('CLOSED').id);
		await openRows(stack, editor, 'Create', [PICTURE]);
		await canvas.addNode('crowdsourcing', CREATE, 'Create task suites');
		await panel.searchList('pool', 'week');
		await expect
			.poll(async () => await panel.listed(), POLL)
			.toEqual([
				'Animals, week 2 · Cats and dogs (closed)',
				'Animals, week 1 · Cats and dogs (open)',
			]);
		await panel.pickListed('Animals, week 2 · Cats and dogs (closed)');
		await panel.chooseMapping('Map Automatically');
		await panel.self.getByText('Required: image (url). Optional: note (string).').waitFor();
		await panel.execute();

		const [[suiteId]] = await panel.outputRows();
		const after = stack.emulator.truth.taskSuites(stack.emulator.catalogue.pool('CLOSED').id);
		expect(after).toHaveLength(before.length + 1);
		expect(suiteId).toBe(after.at(-1)?.id);
	});
});

describe('Wait for Operation', () => {
	it('suspends if its Pending output is wired to its own input, and says so if it is not', async () => {
		const { canvas, panel } = editor;
		await openRows(stack, editor, 'Suspend', [
			{ id: stack.emulator.seedData.addOperations({ count: 1, overMs: 1_000 })[0] },
		]);
		await canvas.addNode('annotation', WAIT, 'Wait until finished');
		await panel.choose('mode', 'Suspend the Execution');
		await panel.execute();
		expect(await panel.errorMessage.textContent()).toBe(
			'The output Pending is not connected to the input of this same node',
		);
		await panel.close();

		await canvas.connect(WAIT, 0, WAIT);
		expect(await canvas.connections()).toContain(`${WAIT} → ${WAIT}`);
		await canvas.execute();
		await canvas.success(WAIT).waitFor();
		await canvas.openNode(WAIT);
		await panel.output.getByText('SUCCESS').first().waitFor();
	});
});

describe('Get Aggregated Solutions', () => {
	it('aggregates a pool: pool and output field from lists, one row per task', async () => {
		const { canvas, panel } = editor;
		await openRows(stack, editor, 'Aggregate', [{}]);
		await canvas.addNode('moderation', GET, 'Aggregate pool');
		await panel.pick('pool', 'Animals, week 1 · Cats and dogs (open)');
		await panel.choose('outputField', 'result');
		await panel.execute();
		const rows = await panel.outputRows();
		expect(rows.length).toBeGreaterThan(10);
	});
});
