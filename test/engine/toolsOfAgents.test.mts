import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from './creating.mts';
import { byId } from './emulated.mts';
import { PACKAGE, additionalData, core, nodeTypes, workflowPackage } from './engine.mts';
import { Operating } from './operating.mts';
import { Pushing } from './pushing.mts';

/** Runs a node as the tools of n8n's Agents do: by itself, outside any execution (n8n §10). */
async function runAlone(
	credentials: IDataObject,
	type: string,
	parameters: IDataObject,
	json: IDataObject = {},
): Promise<INodeExecutionData[]> {
	const node = {
		id: crypto.randomUUID(),
		name: 'Target Node',
		type: `${PACKAGE}.${type}`,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: parameters as never,
		credentials: { tolokaApi: { id: '1', name: 'Toloka' } },
	};
	const workflow = new workflowPackage.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
	});
	const data = { main: [[{ json }]] };
	const context = new core.ExecuteContext(
		workflow,
		node,
		{ ...additionalData(credentials, { mode: 'internal' }), executionId: undefined },
		'internal',
		workflowPackage.createEmptyRunExecutionData(),
		0,
		data.main[0],
		data,
		{ node, data, source: null },
		[],
	);
	const { execute } = nodeTypes.getByNameAndVersion(node.type);
	const [items] = (await execute!.call(context as IExecuteFunctions)) as INodeExecutionData[][];
	return items;
}

const fromAI = (name: string): string => `={{ $fromAI('${name}', '', 'string') }}`;

function mapped(name: string): IDataObject {
	return { mappingMode: 'defineBelow', schema: [], value: { [name]: fromAI(name) } };
}

describe('tools of n8n’s Agents', () => {
	const pushing = new Pushing();

	it('push', async () => {
		const input = { image_url: 'https://example.com/1.jpg' };
		const parameters = { project: byId(pushing.projectId), fields: mapped('image_url') };
		const { credentials } = pushing.emulated;
		const [{ json }] = await runAlone(credentials, 'tolokaPushItems', parameters, input);
		expect(json.input_data).toEqual(input);
		expect(pushing.created()).toHaveLength(1);
	});
});

describe('tools of n8n’s Agents for pools', () => {
	const creating = new Creating();

	it('create task suites', async () => {
		const input = { image: 'https://example.com/1.jpg' };
		const parameters = { pool: byId(creating.pool.id), fields: mapped('image') };
		const { credentials } = creating.emulated;
		const [{ json }] = await runAlone(credentials, 'tolokaCreateTaskSuites', parameters, input);
		expect(json.input_values).toEqual(input);
		expect(creating.suites()).toHaveLength(1);
	});
});

describe('tools of n8n’s Agents for operations', () => {
	const operating = new Operating();

	it('wait for an operation', async () => {
		const [id] = operating.emulator.seedData.addOperations({ count: 1, overMs: 0 });
		const parameters = { operationId: fromAI('operation') };
		const { credentials } = operating.emulated;
		const input = { operation: id };
		const [{ json }] = await runAlone(credentials, 'tolokaWaitForOperation', parameters, input);
		expect(json).toMatchObject({ id, status: 'SUCCESS' });
	});

	it('clone a pool, and read what was aggregated', async () => {
		const { credentials } = operating.emulated;
		const source = operating.emulator.seedData.addPool({ status: 'CLOSED' }).id;
		const parameters = { resource: 'pool', operation: 'clone', pool: byId(fromAI('pool')) };
		const [{ json }] = await runAlone(credentials, 'toloka', parameters, { pool: source });
		expect(json).toMatchObject({ source_pool_id: source });
		const operationId = operating.emulator.seedData.addAggregation({ rows: 2 });
		const many = { operation: 'getMany', operationId: fromAI('operation') };
		const type = 'tolokaGetAggregatedSolutions';
		const solutions = await runAlone(credentials, type, many, { operation: operationId });
		expect(solutions).toHaveLength(2);
	});
});
