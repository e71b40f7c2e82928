import type { NewWorkflow } from '../../../demo/n8n/client/workflows.mts';
import type { Stack } from '../../../demo/stack.mts';
import type { Editor } from './editor.mts';

/** Builds a workflow that outputs the given rows; the node under test is added by hand. */
export function rowsWorkflow(name: string, rows: object[]): NewWorkflow {
	const items = JSON.stringify(rows.map((json) => ({ json })));
	return {
		name,
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Rows',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: `return ${items};` },
			},
		],
		connections: { Start: { main: [[{ node: 'Rows', type: 'main', index: 0 }]] } },
	};
}

/** Saves such a workflow and opens it, ready for a node to be added after its rows. */
export async function openRows(
	{ client }: Pick<Stack, 'client'>,
	{ canvas }: Editor,
	name: string,
	rows: object[],
): Promise<void> {
	const { id } = await client.workflows.create(rowsWorkflow(name, rows));
	await canvas.open(id);
	await canvas.select('Rows');
}
