import type { INodeParameters, IConnections } from 'n8n-workflow';
import { credentialOf, type Credential } from '../../../demo/n8n/client/credentials.mts';
import type { NewNode, NewWorkflow } from '../../../demo/n8n/client/workflows.mts';

/** What is sent to a workflow's webhook. */
export interface RowsMessage {
	/** Name of the rows: two messages with the same name contain the same rows. */
	name: string;
	rows: Array<Record<string, string>>;
}

export const ROWS_ARRIVE = 'Rows arrive';
const PUSH = 'Toloka Push Items';
const CREATE = 'Toloka Create Task Suites';
export const WAIT = 'Toloka Wait for Operation';
export const AGGREGATE = 'Toloka Get Aggregated Solutions';

const PACKAGE = 'n8n-nodes-toloka';
const DONE = 'Done';

function byId(value: string): INodeParameters {
	return { __rl: true, mode: 'id', value };
}

/** Builds a webhook that receives rows at a path and outputs one item per row. */
function rowsArrive(path: string): NewNode[] {
	const webhookId = crypto.randomUUID();
	const parameters = { httpMethod: 'POST', path, responseMode: 'onReceived' };
	return [
		{ name: ROWS_ARRIVE, type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId, parameters },
		{
			name: 'Single rows',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.rows' },
		},
	];
}

function toloka(name: string, parameters: INodeParameters, credential: Credential): NewNode {
	const type = name.replace(/ ([a-z])/g, (_, letter: string) => ` ${letter.toUpperCase()}`);
	const camel = type.replaceAll(' ', '').replace(/^T/, 't');
	return {
		name,
		type: `${PACKAGE}.${camel}`,
		parameters,
		credentials: credentialOf(credential),
	};
}

/** Connects each node to the next. */
function inARow(nodes: NewNode[]): IConnections {
	const pairs = nodes.slice(1).map((node, index): [string, string] => {
		return [nodes[index]?.name ?? '', node.name];
	});
	return Object.fromEntries(
		pairs.map(([from, to]) => [from, { main: [[{ node: to, type: 'main', index: 0 }]] }]),
	);
}

/**
 * Builds a workflow that pushes rows; a new run within an hour skips what an earlier one pushed.
 */
export function pushWorkflow(projectId: string, credential: Credential): NewWorkflow {
	const parameters = { project: byId(projectId), options: { lookBack: 60 } };
	const nodes = [...rowsArrive('push'), toloka(PUSH, parameters, credential)];
	return { name: 'Push rows', nodes, connections: inARow(nodes) };
}

/** Derives operation IDs from the name of the rows, so that a new run creates nothing twice. */
const OPERATION_ID = `={{ $('${ROWS_ARRIVE}').first().json.body.name }}`;

/** The same for tasks of pools with smart mixing. */
export const POOL_TASKS_ID = `={{ 'pool tasks ' + $('${ROWS_ARRIVE}').first().json.body.number }}`;

function createNode(poolId: string, credential: Credential): NewNode {
	const parameters = {
		pool: byId(poolId),
		delivery: 'operation',
		tasksPerSuite: 5,
		overlapMode: 'number',
		overlap: 3,
		openPool: true,
		options: { operationId: OPERATION_ID },
	};
	return toloka(CREATE, parameters, credential);
}

/** Builds a workflow that makes tasks of rows, waits for people and aggregates their answers. */
export function poolWorkflow(poolId: string, credential: Credential): NewWorkflow {
	const aggregation = {
		operation: 'aggregatePool',
		pool: byId(poolId),
		outputField: 'result',
		returnAll: true,
	};
	const nodes = [
		...rowsArrive('label'),
		createNode(poolId, credential),
		toloka(WAIT, {}, credential),
		{
			name: 'People label',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			webhookId: crypto.randomUUID(),
			parameters: { amount: 2 },
		},
		toloka(AGGREGATE, aggregation, credential),
	];
	return { name: 'Label rows', nodes, connections: inARow(nodes) };
}

/** Builds a workflow that makes tasks of rows and is suspended until they exist. */
export function suspendWorkflow(poolId: string, credential: Credential): NewWorkflow {
	const nodes = [
		...rowsArrive('suspend'),
		createNode(poolId, credential),
		toloka(WAIT, { mode: 'suspend', options: { addTaskSuiteIds: true } }, credential),
	];
	return suspended('Create and suspend', nodes);
}

/** Builds a workflow that is suspended until people are done with the pool. */
export function poolWaitWorkflow(poolId: string, credential: Credential): NewWorkflow {
	const parameters = { waitFor: 'pool', pool: byId(poolId), mode: 'suspend' };
	return suspended('Wait for people', [
		...rowsArrive('people'),
		toloka(WAIT, parameters, credential),
	]);
}

/** Connects the nodes in order; the last one's Pending output leads back into it, Done leads on. */
function suspended(name: string, nodes: NewNode[]): NewWorkflow {
	const loop = { node: WAIT, type: 'main' as const, index: 0 };
	const done = { node: DONE, type: 'main' as const, index: 0 };
	return {
		name,
		nodes: [...nodes, { name: DONE, type: 'n8n-nodes-base.noOp' }],
		connections: { ...inARow(nodes), [WAIT]: { main: [[loop], [done]] } },
	};
}
