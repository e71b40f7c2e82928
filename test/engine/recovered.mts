import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import type { NodeResult } from './engine.mts';
import { workflowPackage } from './engine.mts';

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
