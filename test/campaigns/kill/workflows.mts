import type { INodeParameters } from 'n8n-workflow';
import { credentialOf, type Credential } from '../../../demo/n8n/client/credentials.mts';
import type { NewNode, NewWorkflow } from '../../../demo/n8n/client/workflows.mts';
import { everySeconds } from '../../../demo/n8n/pollTimes.mts';

const PUSH = 'Toloka Push Items';
export const TRIGGER = 'Toloka Poll Finished Items Trigger';
export const ONCE = 'Remove Duplicates';
/** The path of the webhook that takes rows. */
export const WEBHOOK_PATH = 'rows';

export const POLL_EVERY_S = 2;
/** The node that takes what is sent. */
export const ROWS_ARRIVE = 'Rows arrive';

/** What the workflows of a campaign refer to. */
interface Place {
	projectId: string;
	credential: Credential;
}

function byId(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** A webhook takes rows, Push Items sends them. */
export function pushWorkflow({ projectId, credential }: Place): NewWorkflow {
	return rowsWorkflow('Push rows', WEBHOOK_PATH, {
		name: PUSH,
		type: 'n8n-nodes-toloka.tolokaPushItems',
		parameters: { project: byId(projectId) },
		credentials: credentialOf(credential),
	});
}

/** A webhook takes rows, and one node works on them. */
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

/** The trigger, then the recipe that lets each item through once. */
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

/** Lets each item through once, by its key. */
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
