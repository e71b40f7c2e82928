import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stack } from '../../../demo/stack.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import { startJudgedStack } from '../judgedStack.mts';
import { openEditor, type Editor } from './editor.mts';
import { openRows } from './rowsWorkflow.mts';

const MINUTES = 60_000;
/** For things that take a moment to appear. */
const POLL = { timeout: 30_000 };
/** How long a click may take to have an effect. */
const CLICK_MS = 10_000;
const PUSH = 'Toloka Push Items';
const ITEMS_TRIGGER = 'Toloka Poll Finished Items Trigger';
const CREATE = 'Toloka Create Task Suites';
const WAIT = 'Toloka Wait for Operation';
const GET = 'Toloka Get Aggregated Solutions';
const POOL_TRIGGER = 'Toloka Pool Trigger';
const TOLOKA = 'Toloka';

/** Everything happens immediately, so the tests wait only for n8n. */
const AT_ONCE = {
	...{ labelDelayMs: 0, labelJitterMs: 0, operationPendingMs: 0, operationRunMs: 0 },
	...{ answerDelayMs: 0, autoCloseLagMs: 0, performersAtOnce: 40 },
};

const picture = (index: number) => `https://example.com/${index}.jpg`;

/**
 * Rows as in real spreadsheets: other columns, gaps, surrounding blanks, an empty row, a mistake.
 */
const DIRTY_ROWS = [
	{ row_number: 2, Photo: picture(1), Note: 'first' },
	{ row_number: 3, Photo: ` ${picture(2)} `, Note: '' },
	{ row_number: 4, Photo: picture(3), Note: null },
	{ row_number: 5, Photo: '', Note: '' },
	{ row_number: 6, Photo: 'no link', Note: 'a mistake' },
];
const CLEAN = [1, 2, 3].map(picture);

let stack: Stack;
let editor: Editor;

beforeAll(async () => {
	stack = await startJudgedStack({ emulator: { switches: AT_ONCE } });
	editor = await openEditor(stack);
}, 20 * MINUTES);
afterAll(async () => {
	await editor?.close();
	await stack?.stop();
}, MINUTES);

/**
 * Executes the step whose panel is open, and again once the service has received the first request.
 * A click has no effect while n8n is busy, so it is repeated.
 */
async function executeTwice(route: string): Promise<void> {
	const { log } = stack.emulator;
	for (const time of ['once', 'twice']) {
		const before = log.count(route);
		const isSeen = async () => {
			await editor.panel.execute();
			return await waitUntil(route, () => log.count(route) > before, CLICK_MS);
		};
		await waitUntil(`${route}, ${time}`, isSeen, POLL.timeout);
	}
}

describe('scenario A, built step by step', () => {
	const pushed = () => {
		const { truth, catalogue } = stack.emulator;
		return truth.items(catalogue.appProject().id).map(({ input }) => input.image_url);
	};

	it('pushes every good row once, however often its step is executed', async () => {
		const { canvas, panel } = editor;
		await openRows(stack, editor, 'Scenario A', DIRTY_ROWS);
		await canvas.addNode('labeling', PUSH, 'Push items');
		await panel.chooseCredential(stack.credential.name);
		await panel.pick('project', 'Image moderation');
		await panel.executePrevious();
		await panel.dragInput('Photo', 'image_url');
		await panel.dragInput('Note', 'caption');
		await panel.choose('invalidItems', 'Push Valid Items Only');
		await panel.execute();
		await panel.output.getByText('2 of 5 items were left out').waitFor();
		expect(pushed()).toEqual(CLEAN);

		await panel.execute();
		await panel.output.getByText('3 items exist already').waitFor();
		expect(pushed()).toEqual(CLEAN);
	});

	it('shows the finished items in every test of the trigger', async () => {
		const { canvas, panel } = editor;
		await panel.close();
		await canvas.addNode('labeling', ITEMS_TRIGGER);
		await panel.pick('project', 'Image moderation');
		await executeTwice('GET /app-projects/{id}/items');
		await panel.output.getByText('COMPLETED').first().waitFor();
		expect(await panel.outputRows()).toHaveLength(CLEAN.length);
		expect(pushed()).toEqual(CLEAN);
	});
});

describe('scenario B, built step by step', () => {
	const POOL = 'Photos of the week · Cats and dogs (closed)';
	let poolId: string;

	const created = () => {
		const suites = stack.emulator.truth.taskSuites(poolId);
		return suites.flatMap(({ tasks }) => tasks.map(({ input }) => input.image));
	};
	const poolStatus = () => stack.emulator.catalogue.pools().find(({ id }) => id === poolId)?.status;
	/** Counts the answers that were paid for. */
	const paid = () => stack.emulator.truth.assignments(poolId).length;

	it('creates every good row once, waits for people, and shows their answers next to the rows', async () => {
		const { canvas, panel } = editor;
		const wish = { name: 'Photos of the week', performers: true, defaultOverlap: 2 };
		poolId = stack.emulator.seedData.addPool(wish).id;
		await openRows(stack, editor, 'Scenario B', DIRTY_ROWS);
		await canvas.addNode('crowdsourcing', CREATE, 'Create task suites');
		await panel.pick('pool', POOL);
		await panel.executePrevious();
		await panel.chooseMapping('Map Each Column Manually');
		await panel.dragInput('Photo', 'image');
		await panel.toggle('openPool');
		await panel.choose('invalidItems', 'Create Valid Items Only');
		await panel.execute();
		await panel.output.getByText('2 of 5 items were left out').waitFor();
		expect(created()).toEqual(CLEAN);
		await panel.execute();
		await panel.output.getByText('3 tasks exist from the manual run').waitFor();
		expect(created()).toEqual(CLEAN);

		await expect.poll(poolStatus, POLL).toBe('CLOSED');
		await panel.close();
		await canvas.select(CREATE);
		await canvas.addNode('annotation', WAIT, 'Wait until finished');
		await panel.choose('waitFor', 'Pool');
		await panel.pick('pool', POOL);
		await panel.execute();
		await panel.output.getByText('COMPLETED').first().waitFor();
		await panel.close();

		await canvas.select(WAIT);
		await canvas.addNode('moderation', GET, 'Aggregate pool');
		await panel.pick('pool', POOL);
		await panel.choose('outputField', 'result');
		await panel.addOption('Add Input Values');
		await panel.execute();
		await panel.output.getByText(picture(3)).first().waitFor();
		expect(await panel.outputRows()).toHaveLength(CLEAN.length);
		await panel.close();
	});

	it('creates and pays nothing more when everything is executed again', async () => {
		const { canvas } = editor;
		const before = paid();
		await canvas.execute();
		await canvas.executed.waitFor();
		expect(created()).toEqual(CLEAN);
		expect(paid()).toBe(before);
	});
});

describe('scenario C, built step by step', () => {
	const POOL = 'Answers to check · Cats and dogs (open)';

	it('accepts every submitted answer once', async () => {
		const { canvas, panel } = editor;
		const { seedData, truth } = stack.emulator;
		const wish = { name: 'Answers to check', autoAccept: false, autoCloseDelaySeconds: 3_600 };
		const { id } = seedData.addPool({ ...wish, status: 'OPEN' });
		seedData.addAssignments(id, { count: 3, tasksPerSuite: 2, status: 'SUBMITTED' });
		const workflow = await stack.client.workflows.create({
			name: 'Scenario C',
			nodes: [{ name: 'End', type: 'n8n-nodes-base.noOp' }],
			connections: {},
		});
		await canvas.open(workflow.id);
		// n8n omits the word “trigger” in a workflow that has no trigger yet.
		await canvas.addNode('assignment', 'Toloka Pool', 'On Assignment Submitted');
		await panel.pick('pool', POOL);
		await executeTwice('GET /assignments');
		await panel.output.getByText('SUBMITTED').first().waitFor();
		await panel.close();

		await canvas.select(POOL_TRIGGER);
		await canvas.addNode('accept', TOLOKA, 'Accept assignment');
		await panel.execute();
		await panel.output.getByText('ACCEPTED').first().waitFor();
		const accepted = () => truth.assignments(id).map(({ times }) => times.accepted);
		const before = accepted();
		expect(before.every((time) => time !== undefined)).toBe(true);
		await panel.execute();
		await panel.output.getByText('true', { exact: true }).first().waitFor();
		expect(accepted()).toEqual(before);
	});
});
