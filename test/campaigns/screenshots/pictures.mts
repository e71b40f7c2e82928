import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import { openRows } from '../../e2e/browser/rowsWorkflow.mts';
import { passingMessages, showPanel, showRun, type Picture, type Studio } from './studio.mts';

const PUSH = 'Toloka Push Items';
const TRIGGER = 'Toloka Poll Finished Items Trigger';

/** In the order in which they are taken: a panel shows the run of the picture before. */
export const PICTURES: Picture[] = [
	light('scenario-a-push', async (studio) => await showRun(studio, 'push', PUSH)),
	light('push-items', async (studio) => await showPanel(studio, PUSH)),
	light('scenario-a-receive', async (studio) => {
		await pollEveryMinute(studio);
		await someFinished(studio);
		await showRun(studio, 'receive', 'Keep the answer');
	}),
	light('poll-finished-items-trigger', async (studio) => await showPanel(studio, TRIGGER)),
	light('scenario-b', async (studio) => await showRun(studio, 'pool', 'Confident answers')),
	panel('create-task-suites', 'Toloka Create Task Suites'),
	panel('wait-for-operation', 'Toloka Wait for Operation'),
	panel('get-aggregated-solutions', 'Toloka Get Aggregated Solutions'),
	light('error', showError),
	light('credential', async ({ demo, editor: { page, credentials } }) => {
		await page.goto(`/home/credentials/${demo.credential.id}`);
		await credentials.success.waitFor();
	}),
	light('labelling-page', showLabelling),
	{
		name: 'scenario-b-dark',
		theme: 'dark',
		pose: async (studio) => {
			studio.demo.emulator.reset();
			await showRun(studio, 'pool', 'Confident answers');
		},
	},
];

function light(name: string, pose: Picture['pose']): Picture {
	return { name, theme: 'light', pose };
}

function panel(name: string, node: string): Picture {
	return light(name, async (studio) => await showPanel(studio, node));
}

/** The demo polls more often than one can choose in the panel. */
async function pollEveryMinute({ demo: { client, workflows } }: Studio): Promise<void> {
	const { id, nodes } = workflows.receive;
	for (const { parameters } of nodes) {
		if (parameters.pollTimes) parameters.pollTimes = { item: [{ mode: 'everyMinute' }] };
	}
	await client.workflows.update(id, { nodes });
	await client.workflows.activate(id);
}

async function someFinished({ demo: { emulator } }: Studio): Promise<void> {
	const { id } = emulator.catalogue.appProject();
	const finished = () => emulator.truth.items(id).filter((item) => item.finished).length;
	await waitUntil('some items to be labelled', () => finished() >= 5, 60_000);
}

async function showError({ demo, editor }: Studio): Promise<void> {
	const { page, canvas, panel: ndv } = editor;
	await openRows(demo, editor, 'Rows', [{ id: '1', caption: 'A dog without a picture' }]);
	await canvas.addNode('labeling', PUSH, 'Push items');
	await ndv.pick('project', 'Image moderation');
	await ndv.execute();
	await ndv.errorDescription.waitFor();
	await passingMessages(page).first().waitFor();
}

async function showLabelling({ demo: { emulator }, editor: { page } }: Studio): Promise<void> {
	await page.goto(emulator.url);
	await page.getByLabel('Label by hand').check();
	await page.getByRole('button', { name: 'Add 5 sample items' }).click();
	await page.locator('#item img').waitFor();
}
