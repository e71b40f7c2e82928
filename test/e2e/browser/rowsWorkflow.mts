import type { NewWorkflow } from '../../../demo/host/client/workflows.mts';

/** A workflow that puts out the given rows; the node under test is added to it by hand. */
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
