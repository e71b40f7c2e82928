import type { IConnection } from 'n8n-workflow';
import type { NewWorkflow } from '../../../demo/n8n/client/workflows.mts';
import type { Demo } from '../../../demo/setUp.mts';
import type { Studio } from './studio.mts';

const WAIT = 'Wait for people';
const SIZE = { width: 1100, height: 460 };
const pool = { __rl: true, mode: 'id', value: '36502087' };
const wire = (node: string): IConnection[] => [{ node, type: 'main', index: 0 }];

/** Builds a suspended wait: Pending leads back into the node, Done to the next one. */
const suspended = (tolokaApi: Demo['credential']): NewWorkflow => ({
	name: 'A suspended wait',
	nodes: [
		{
			name: 'Every night',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1.2,
			position: [0, 0],
		},
		{
			name: 'Toloka Create Task Suites',
			type: 'n8n-nodes-toloka.tolokaCreateTaskSuites',
			position: [224, 0],
			parameters: { pool },
			credentials: { tolokaApi },
		},
		{
			name: WAIT,
			type: 'n8n-nodes-toloka.tolokaWaitForOperation',
			position: [448, 0],
			parameters: { waitFor: 'pool', mode: 'suspend', pool },
			credentials: { tolokaApi },
		},
		{
			name: 'Toloka Get Aggregated Solutions',
			type: 'n8n-nodes-toloka.tolokaGetAggregatedSolutions',
			position: [720, 96],
			parameters: { pool, outputField: 'result' },
			credentials: { tolokaApi },
		},
	],
	connections: {
		'Every night': { main: [wire('Toloka Create Task Suites')] },
		'Toloka Create Task Suites': { main: [wire(WAIT)] },
		[WAIT]: { main: [wire(WAIT), wire('Toloka Get Aggregated Solutions')] },
	},
});

export async function showSuspendedWait({ demo, editor }: Studio): Promise<void> {
	const { page, canvas } = editor;
	await page.setViewportSize(SIZE);
	const { id } = await demo.client.workflows.create(suspended(demo.credential));
	await canvas.open(id);
	await canvas.fit();
}
