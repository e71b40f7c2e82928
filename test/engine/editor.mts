import type { IDataObject, ILoadOptionsFunctions, INode } from 'n8n-workflow';
import { PACKAGE, additionalData, core, nodeTypes, workflowPackage } from './engine.mts';

/** Creates the context in which the editor requests a node's choices. */
export function editorOf(
	type: string,
	credentials: IDataObject,
	parameters: IDataObject = {},
): ILoadOptionsFunctions {
	const node: INode = {
		id: 'node-1',
		name: 'Node',
		type: `${PACKAGE}.${type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: parameters as never,
		credentials: { tolokaApi: { id: '1', name: 'Toloka' } },
	};
	const settings = { id: 'w', active: false, nodes: [node], connections: {}, nodeTypes };
	const workflow = new workflowPackage.Workflow(settings);
	const created = workflow.getNode(node.name)!;
	const extra = { ...additionalData(credentials), currentNodeParameters: created.parameters };
	return new core.LoadOptionsContext(workflow, created, extra, '') as ILoadOptionsFunctions;
}
