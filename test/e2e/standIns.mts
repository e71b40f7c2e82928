import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from '../../demo/n8n/client/executions.mts';
import { failureOf } from '../../demo/n8n/client/executions.mts';
import { waitUntil } from '../../demo/n8n/waitUntil.mts';
import type { NewNode, NewWorkflow } from '../../demo/n8n/client/workflows.mts';
import type { Stack } from '../../demo/stack.mts';

/**
 * Production ignores pinned data. Instead, nodes with the same names stand in for outside services
 * and output what the webhook call contains for them.
 */

const CALL = 'Call';

/** Output by node name, for one call. */
export type Rows = Record<string, object[]>;

export interface Stage {
	/** Name of the trigger that a call replaces. */
	trigger: string;
	/** Names of nodes that would need an account. */
	outside: string[];
}

/** Replaces a workflow's trigger with a webhook and its outside nodes with stand-ins. */
export function staged(workflow: NewWorkflow, path: string, stage: Stage): NewWorkflow {
	const nodes = workflow.nodes.map((node) => actor(node, stage));
	const webhook: NewNode = {
		name: CALL,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { path, httpMethod: 'POST' },
	};
	const first = { main: [[{ node: stage.trigger, type: 'main' as const, index: 0 }]] };
	return {
		...workflow,
		pinData: {},
		nodes: [...nodes, webhook],
		connections: { ...workflow.connections, [CALL]: first },
	};
}

function actor(node: NewNode, { trigger, outside }: Stage): NewNode {
	const { name, position, executeOnce, parameters = {} } = node;
	const isOther = node.type.endsWith('Trigger') || node.type.endsWith('.webhook');
	if (name !== trigger && !outside.includes(name)) return { ...node, disabled: isOther };
	return { name, position, executeOnce, ...(writing(parameters) ?? reading(name)) };
}

function reading(name: string): Pick<NewNode, 'type' | 'typeVersion' | 'parameters'> {
	const rows = `$('${CALL}').first().json.body[${JSON.stringify(name)}] ?? [{}]`;
	return {
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: `return (${rows}).map((json) => ({ json }));` },
	};
}

/** Outputs what a spreadsheet node would write: the values of its columns. */
function writing({ columns }: INodeParameters) {
	const { mappingMode, value } = (columns ?? {}) as INodeParameters;
	if (mappingMode !== 'defineBelow') return undefined;
	const assignments = Object.entries(value as INodeParameters).map(([name, text], index) => ({
		...{ id: String(index), name, type: 'string', value: text as string },
	}));
	return {
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments }, options: {} },
	};
}

/** Calls a published workflow and waits for the execution to succeed. */
export async function call(
	{ n8n, client }: Stack,
	workflowId: string,
	path: string,
	rows: Rows,
): Promise<Execution> {
	const known = (await client.executions.list({ workflowId })).length;
	await axios.post(`${n8n.url}/webhook/${path}`, rows);
	const id = await waitUntil(
		'the execution to begin',
		async () => {
			const all = await client.executions.list({ workflowId });
			return all.length > known ? all[0]?.id : undefined;
		},
		60_000,
	);
	const execution = await client.executions.wait(id);
	const failure = failureOf(execution);
	if (failure !== undefined) throw new Error(failure);
	return execution;
}
