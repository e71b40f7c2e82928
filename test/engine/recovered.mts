import type { IDataObject, INode, IRunExecutionData } from 'n8n-workflow';
import type { NodeResult } from './engine.mts';
import { NODE, PACKAGE, describeNode, workflowPackage } from './engine.mts';

/**
 * Returns what n8n makes of an execution that died with the process: the run data marks the nodes
 * that had run, in whole seconds, their output is lost, and a retry starts from the beginning.
 *
 * @param ranAt when it ran, in epoch milliseconds.
 * @param began the start time that the retry receives: in n8n 2.x, that of the first try.
 */
export function recovered(
	{ data }: NodeResult,
	rows: IDataObject[],
	ranAt: number,
	began = ranAt,
): IRunExecutionData {
	const isLost = [[{ json: { isArtificialRecoveredEventItem: true } }]];
	const startTime = Math.floor(ranAt / 1_000);
	const runData = Object.fromEntries(
		Object.entries(data.resultData.runData).map(([name, [run]]) => [
			name,
			[{ ...run, startTime, data: { main: isLost } }],
		]),
	);
	const start = { name: 'Start', type: 'start', typeVersion: 1, id: 'Start', parameters: {} };
	const node = { ...start, position: [0, 0] as [number, number] };
	const input = rows.map((json) => ({ json }));
	return workflowPackage.createRunExecutionData({
		resultData: { runData },
		executionData: {
			nodeExecutionStack: [{ node, data: { main: [input] }, source: null }],
			runtimeData: { version: 1, establishedAt: began, source: 'trigger' },
		},
	});
}

/** What a killed node was. */
interface Killed {
	type: string;
	parameters: IDataObject;
	rows: IDataObject[];
	/** What the node remembers of its earlier runs. */
	memory?: IDataObject;
	/** n8n's index of the run. */
	run?: number;
}

/**
 * Returns what n8n has saved of an execution that died with the process, with Save Execution
 * Progress: the run before the node, with its output, and the node on the stack.
 *
 * @param ranAt when the run before the node took place, in epoch milliseconds.
 * @param began the start time that the retry receives: in n8n 2.x, that of the first try.
 */
export function savedProgress(
	{ type, parameters, rows, memory, run = 0 }: Killed,
	ranAt: number,
	began = ranAt,
): IRunExecutionData {
	const node: INode = {
		...{ id: 'node-1', name: NODE, type: `${PACKAGE}.${type}`, typeVersion: 1 },
		position: [0, 0],
		parameters: {},
		credentials: { tolokaApi: { id: '1', name: 'Toloka' } },
	};
	const { description } = describeNode(type);
	const { getNodeParameters } = workflowPackage.NodeHelpers;
	const given = parameters as INode['parameters'];
	// n8n saves the node with its defaults.
	node.parameters =
		getNodeParameters(description.properties, given, true, false, node, description) ?? given;
	const main = [rows.map((json) => ({ json }))];
	const ran = { startTime: ranAt, executionIndex: 0, executionTime: 1, source: [] };
	const earlier = Array.from({ length: run }, () => ({ ...ran, data: { main: [[]] } }));
	return workflowPackage.createRunExecutionData({
		resultData: { runData: { Start: [{ ...ran, data: { main } }], [NODE]: earlier } },
		executionData: {
			contextData: { ...(memory && { [`node:${NODE}`]: { ...memory } }) },
			nodeExecutionStack: [{ node, data: { main }, source: { main: [{ previousNode: 'Start' }] } }],
			runtimeData: { version: 1, establishedAt: began, source: 'trigger' },
		},
	});
}
