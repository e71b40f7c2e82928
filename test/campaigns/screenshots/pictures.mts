import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import type { WorkflowName } from '../../../demo/workflowFiles.mts';
import { openRows } from '../../e2e/browser/rowsWorkflow.mts';
import {
	PICTURE_SIZE,
	passingMessages,
	showPanel,
	showRun,
	type Picture,
	type Studio,
} from './studio.mts';
import { showSuspendedWait } from './suspendedWait.mts';

const PUSH = 'Toloka Push Items';
const TRIGGER = 'Toloka Poll Finished Items Trigger';
const CREATE = 'Toloka Create Task Suites';
const LAST_OF_B = 'Confident answers';
const LAST_OF_C = 'Keep the verdict';
const ENOUGH = 5;
const PATIENCE_MS = 60_000;

/** In the order in which they are taken: a panel shows the run of the previous picture. */
export const PICTURES: Picture[] = [
	light('scenario-a-push', async (studio) => await showRun(studio, 'push', PUSH)),
	panel('push-items', PUSH),
	light('scenario-a-receive', async (studio) => {
		await pollEveryMinute(studio, 'receive');
		await someFinished(studio);
		await showRun(studio, 'receive', 'Keep the answer');
	}),
	panel('poll-finished-items-trigger', TRIGGER),
	light('scenario-b', async (studio) => await showRun(studio, 'pool', LAST_OF_B)),
	panel('create-task-suites', CREATE),
	panel('wait-for-operation', 'Wait until people are done'),
	panel('get-aggregated-solutions', 'Toloka Get Aggregated Solutions'),
	light('scenario-c-create', async (studio) => await showRun(studio, 'send', CREATE)),
	light('scenario-c-review', async (studio) => {
		await pollEveryMinute(studio, 'review');
		await someAnswered(studio);
		await showRun(studio, 'review', LAST_OF_C, PICTURE_SIZE);
	}),
	panel('pool-trigger', 'Toloka Pool Trigger'),
	panel('toloka', 'Accept'),
	light('suspended-wait', showSuspendedWait),
	light('error', showError),
	light('credential', async ({ demo, editor: { page, credentials } }) => {
		await page.goto(`/home/credentials/${demo.credential.id}`);
		await credentials.success.waitFor();
	}),
	light('labeling-page', showLabeling),
	{
		name: 'scenario-b-dark',
		theme: 'dark',
		pose: async (studio) => {
			studio.demo.emulator.reset();
			await showRun(studio, 'pool', LAST_OF_B);
		},
	},
];

function light(name: string, pose: Picture['pose']): Picture {
	return { name, theme: 'light', pose };
}

function panel(name: string, node: string): Picture {
	return light(name, async (studio) => await showPanel(studio, node));
}

/** Sets an interval that a user can choose: the demo polls more often. */
async function pollEveryMinute(
	{ demo: { client, workflows } }: Studio,
	which: WorkflowName,
): Promise<void> {
	const { id, nodes } = workflows[which];
	for (const { parameters } of nodes) {
		if (parameters.pollTimes) parameters.pollTimes = { item: [{ mode: 'everyMinute' }] };
	}
	await client.workflows.update(id, { nodes });
	await client.workflows.activate(id);
}

async function someFinished({ demo: { emulator } }: Studio): Promise<void> {
	const { id } = emulator.catalogue.appProject();
	const finished = () => emulator.truth.items(id).filter((item) => item.finished).length;
	await waitUntil('some items to be labeled', () => finished() >= ENOUGH, PATIENCE_MS);
}

async function someAnswered({ demo: { emulator, reviewPoolId } }: Studio): Promise<void> {
	const answered = () =>
		emulator.truth.assignments(reviewPoolId).filter(({ answers }) => answers !== null).length;
	await waitUntil('some answers to be submitted', () => answered() >= ENOUGH, PATIENCE_MS);
}

async function showError({ demo, editor }: Studio): Promise<void> {
	const { page, canvas, panel: ndv } = editor;
	await openRows(demo, editor, 'Rows', [{ id: '1', caption: 'A dog without a picture' }]);
	await canvas.addNode('labeling', PUSH, 'Push items');
	await ndv.pick('project', 'Image moderation');
	await ndv.chooseMapping('Map Automatically');
	await ndv.execute();
	await ndv.errorDescription.waitFor();
	await passingMessages(page).first().waitFor();
}

async function showLabeling({ demo: { emulator }, editor: { page } }: Studio): Promise<void> {
	await page.goto(emulator.url);
	await page.getByLabel('Label by hand').check();
	await page.getByRole('button', { name: 'Add 5 sample items' }).click();
	await page.locator('#item img').waitFor();
}
