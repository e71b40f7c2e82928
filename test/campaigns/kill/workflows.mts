import type { INodeParameters } from 'n8n-workflow';
import { credentialOf, type Credential } from '../../../demo/n8n/client/credentials.mts';
import type { NewNode, NewWorkflow } from '../../../demo/n8n/client/workflows.mts';
import { everySeconds } from '../../../demo/n8n/pollTimes.mts';

const PUSH = 'Toloka Push Items';
export const TRIGGER = 'Toloka Poll Finished Items Trigger';
export const ONCE = 'Remove Duplicates';
/** Path of the webhook that receives rows. */
export const WEBHOOK_PATH = 'rows';

export const POLL_EVERY_S = 2;
/** Name of the node that receives rows. */
export const ROWS_ARRIVE = 'Rows arrive';

/** What the workflows of a campaign refer to. */
interface Place {
	projectId: string;
	credential: Credential;
}

function byId(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** Builds a workflow that pushes the rows of a webhook. */
export function pushWorkflow({ projectId, credential }: Place): NewWorkflow {
	return rowsWorkflow('Push rows', WEBHOOK_PATH, {
		name: PUSH,
		type: 'n8n-nodes-toloka.tolokaPushItems',
		parameters: { project: byId(projectId) },
		credentials: credentialOf(credential),
	});
}

/** Builds a workflow in which one node works on rows from a webhook. */
export function rowsWorkflow(name: string, path: string, work: NewNode): NewWorkflow {
	return {
		name,
		nodes: [
			{
				name: ROWS_ARRIVE,
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: crypto.randomUUID(),
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
			},
			{
				name: 'Single rows',
				type: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'body.rows' },
			},
			work,
		],
		connections: {
			[ROWS_ARRIVE]: { main: [[{ node: 'Single rows', type: 'main', index: 0 }]] },
			'Single rows': { main: [[{ node: work.name, type: 'main', index: 0 }]] },
		},
	};
}

/** Builds a workflow of the trigger, and the recipe that lets each item through once. */
export function receiveWorkflow({ projectId, credential }: Place, delivery: string): NewWorkflow {
	return {
		name: 'Receive answers',
		nodes: [
			{
				name: TRIGGER,
				type: 'n8n-nodes-toloka.tolokaPollFinishedItemsTrigger',
				parameters: {
					pollTimes: everySeconds(POLL_EVERY_S),
					project: byId(projectId),
					options: { delivery },
				} as never,
				credentials: credentialOf(credential),
			},
			onceNode(),
		],
		connections: { [TRIGGER]: { main: [[{ node: ONCE, type: 'main', index: 0 }]] } },
	};
}

/** Builds a node that lets each item through once, by its key. */
export function onceNode(): NewNode {
	return {
		name: ONCE,
		type: 'n8n-nodes-base.removeDuplicates',
		typeVersion: 2,
		parameters: {
			operation: 'removeItemsSeenInPreviousExecutions',
			logic: 'removeItemsWithAlreadySeenKeyValues',
			dedupeValue: '={{ $json.dedupeKey }}',
			options: { historySize: 100_000 },
		},
	};
}
