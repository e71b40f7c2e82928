import { parse, stringify } from 'flatted';
import type { IDataObject, INode, IRunExecutionData, ITaskData } from 'n8n-workflow';
import type { NodeResult, NodeRun } from '../../engine/engine.mts';
import { NODE, runNode, workflowPackage } from '../../engine/engine.mts';
import { checkError, checkItem, checkLog, checkSecret } from './checks.mts';
import type { Cut, Incident, Limits } from './simulatedProcess.mts';
import type { Stage } from './stage.mts';

export type Outcome = NodeResult | { cut: Cut };

export type Work = Omit<NodeRun, 'credentials'>;

/** Runs a node in the stage's process, and checks the invariants of every run. */
export async function execute(
	stage: Stage,
	run: Work,
	limits: Limits,
	incidents: readonly Incident[] = [],
): Promise<Outcome> {
	const begin = stage.time.now();
	const outcome = await stage.process.run(
		async () => await runNode({ ...run, credentials: stage.credentials }),
		limits,
		incidents,
	);
	const cost = `${stage.process.requests} requests, ${(stage.time.now() - begin) / 1000} s`;
	checkLog(stage);
	if ('cut' in outcome) {
		stage.tell(`execution ${run.executionId}: ${outcome.cut} (${cost})`);
		if (outcome.cut !== 'killed') stage.violated('work is bounded', `${outcome.cut}: ${cost}`);
		return outcome;
	}
	const { value } = outcome;
	stage.tell(`execution ${run.executionId}: ${value.status} (${cost})`);
	if (value.error !== undefined && value.status !== 'canceled') checkError(stage, value.error);
	for (const item of value.allOutputs.flat()) checkItem(stage, item);
	checkSecret(stage, 'the execution', stringify(value.data));
	return value;
}

/**
 * Returns what n8n makes of an execution that died with it: the run data marks the nodes that had
 * started, in whole seconds, and a retry starts from the beginning.
 */
export function recovered(input: IDataObject[], began: number): IRunExecutionData {
	const lost: ITaskData = {
		startTime: Math.floor(began / 1_000),
		executionTime: 0,
		executionIndex: 0,
		source: [],
		data: { main: [[{ json: { isArtificialRecoveredEventItem: true } }]] },
	};
	const start = { id: 'Start', name: 'Start', type: 'start', typeVersion: 1, parameters: {} };
	const node: INode = { ...start, position: [0, 0] };
	return workflowPackage.createRunExecutionData({
		resultData: { runData: { [NODE]: [lost], Start: [lost] } },
		executionData: {
			nodeExecutionStack: [
				{ node, data: { main: [input.map((json) => ({ json }))] }, source: null },
			],
			runtimeData: { version: 1, establishedAt: began, source: 'trigger' },
		},
	});
}

/** Returns the execution as n8n saves it while it waits. */
export function savedWhileWaiting(data: IRunExecutionData): IRunExecutionData {
	const saved = parse(stringify(data)) as IRunExecutionData;
	return { ...saved, waitTill: new Date(saved.waitTill as unknown as string) };
}

/** Returns the settings of a node that stops at an error, with or without Retry On Fail. */
export function retryOnFail(maxTries: number): IDataObject {
	return maxTries < 2 ? {} : { retryOnFail: true, maxTries, waitBetweenTries: 1 };
}
