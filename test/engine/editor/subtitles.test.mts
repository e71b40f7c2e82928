import type { INodeParameters } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { PACKAGE, nodeTypes, workflowPackage } from '../engine.mts';

/** Returns the subtitle of a node on the canvas, as the editor evaluates it. */
function subtitleOf(name: string, parameters: INodeParameters): unknown {
	const type = `${PACKAGE}.${name}`;
	const node = { id: '1', name: 'Node', type, typeVersion: 1, parameters };
	const workflow = new workflowPackage.Workflow({
		active: false,
		nodes: [{ ...node, position: [0, 0] }],
		connections: {},
		nodeTypes,
	});
	return workflow.expression.getSimpleParameterValue(
		workflow.getNode('Node')!,
		nodeTypes.getByNameAndVersion(type).description.subtitle,
		'internal',
		{},
	);
}

const chosen = { __rl: true, mode: 'list', value: '36502087', cachedResultName: 'Animals' };
const byId = { __rl: true, mode: 'id', value: '36502087' };
const suspended = { waitFor: 'pool', mode: 'suspend', pool: chosen };

it.each<[string, INodeParameters, string]>([
	['tolokaPushItems', { project: chosen }, 'push: Animals'],
	['tolokaPushItems', { project: byId, destination: 'newBatch' }, 'push: new batch'],
	['tolokaPollFinishedItemsTrigger', { project: chosen }, 'finished: Animals'],
	['tolokaPollFinishedItemsTrigger', {}, 'finished: items'],
	['tolokaCreateTaskSuites', { pool: chosen }, 'create: Animals'],
	['tolokaCreateTaskSuites', { pool: '={{ $json.pool }}' }, 'create: each item is a task'],
	['tolokaGetAggregatedSolutions', { pool: chosen }, 'aggregate: Animals'],
	['tolokaGetAggregatedSolutions', { operation: 'getMany' }, 'get many: operation'],
	['tolokaWaitForOperation', {}, 'wait: operation'],
	['tolokaWaitForOperation', suspended, 'wait, suspended: Animals'],
	['tolokaWaitForOperation', { operation: 'check', waitFor: 'batch' }, 'check once: batch'],
	['toloka', { operation: 'open', pool: chosen }, 'open: Animals'],
	['toloka', { resource: 'assignment', operation: 'downloadFiles' }, 'download files: assignment'],
	['tolokaPoolTrigger', { pools: { values: [{ pool: chosen }] } }, 'assignment submitted: Animals'],
])('the subtitle of %s with %j says what it works on', (name, parameters, subtitle) => {
	expect(subtitleOf(name, parameters)).toBe(subtitle);
});
