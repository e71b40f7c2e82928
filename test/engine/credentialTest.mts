import type { IDataObject, INode, INodeType } from 'n8n-workflow';
import { additionalData, core, credentialType, nodeTypes, workflowPackage } from './engine.mts';

interface Rule {
	type: string;
	properties: { key?: string; value: unknown; message: string };
}

interface RequestError extends Error {
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

/** Tests the credential as n8n's button does, with its declared request and rules. */
export async function testCredential(data: IDataObject): Promise<{ ok: boolean; message: string }> {
	const { request, rules } = credentialType().test as unknown as { request: object; rules: Rule[] };
	const failed = (message: string) => ({ ok: false, message });
	try {
		const items = await answerOf(data, request);
		const body = items[0][0].json;
		const wrong = rules.find(
			({ type, properties }) =>
				type === 'responseSuccessBody' && body[properties.key ?? ''] === properties.value,
		);
		return wrong ? failed(wrong.properties.message) : { ok: true, message: '' };
	} catch (error) {
		const { cause, message } = error as RequestError;
		const status = cause?.response?.status;
		const rule = rules.find(
			({ type, properties }) => type === 'responseCode' && properties.value === status,
		);
		return failed(rule?.properties.message ?? cause?.code ?? message);
	}
}

async function answerOf(data: IDataObject, request: object) {
	const node: INode = {
		id: 't',
		name: 'Temp-Node',
		type: 'temp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { tolokaApi: { id: '1', name: 'Toloka' } },
	};
	const nodeType: INodeType = {
		description: {
			displayName: 'Temp',
			name: 'temp',
			group: [],
			version: 1,
			description: '',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'tolokaApi', required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	};
	const workflow = new workflowPackage.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: { ...nodeTypes, getByNameAndVersion: () => nodeType },
	});
	const context = new core.ExecuteContext(
		workflow,
		node,
		additionalData(data, { mode: 'internal' }),
		'internal',
		workflowPackage.createRunExecutionData({}),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null } as never,
		[],
	);
	const decrypted = { id: '1', name: 'Toloka', type: 'tolokaApi', data: data as never };
	const items = await new core.RoutingNode(context, nodeType, decrypted).runNode();
	if (!Array.isArray(items)) throw new Error('items were expected');
	return items;
}
