import { parse, stringify } from 'flatted';
import type { IDataObject, INodeParameters, IRunExecutionData } from 'n8n-workflow';
import type { NodeResult } from '../../engine/engine.mts';
import { NODE } from '../../engine/engine.mts';
import type { Outcome, Work } from './execution.mts';
import { savedForRetry } from '../../engine/retries.mts';
import { execute, recovered, savedWhileWaiting } from './execution.mts';
import type { Incident, Limits } from './simulatedProcess.mts';
import type { Stage } from './stage.mts';

const MINUTE_MS = 60_000;
const MAX_EXECUTIONS = 8;
/** Number of executions after which the faults end. */
const TROUBLED_EXECUTIONS = 3;

/** An execution that is retried until it succeeds or cannot succeed. */
interface Retried {
	work: Omit<Work, 'executionId' | 'mode' | 'began' | 'resume' | 'cancelAfter'>;
	limits: Limits;
	/** Whether n8n may be killed during the execution. */
	mayDie: boolean;
	/** Called before each execution that runs the node; returns what else happens during it. */
	begin(): Incident[];
	/** Called when n8n was killed during an execution. */
	killed?(): void;
	/** Checks the state after each execution, however it ended. */
	inspect?(): void;
	/** Checks an execution that ended by itself; returns true if a retry is useless. */
	ended(result: NodeResult): boolean;
}

/**
 * Runs an execution and its retries as n8n does, with kills and restarts between and during them.
 */
export async function retryUntilDone(stage: Stage, retried: Retried): Promise<void> {
	const { draw, time } = stage;
	const began = time.now();
	let saved: IRunExecutionData | undefined;
	let isOver = false;
	for (let count = 1; count <= MAX_EXECUTIONS; count += 1) {
		if (count > TROUBLED_EXECUTIONS) stage.disarm();
		const { cancelAfter, incidents } = ends(stage, retried, count);
		const own = isOver ? [] : retried.begin();
		if (saved !== undefined) useSettings(saved, retried.work.parameters);
		const work: Work = {
			...retried.work,
			executionId: String(count),
			mode: count === 1 ? 'trigger' : 'retry',
			began,
			...(cancelAfter && { cancelAfter }),
			...(saved && { resume: copyOf(saved) }),
		};
		const all = [...incidents, ...own];
		const outcome = await executeToTheEnd(stage, work, retried.limits, all);
		retried.inspect?.();
		if ('cut' in outcome) {
			if (outcome.cut !== 'killed') return;
			retried.killed?.();
			isOver = false;
			// n8n may also be told to retry the previous execution again.
			saved = draw.pick([recovered(retried.work.input ?? [], began), undefined, saved]);
			await stage.restart();
		} else {
			if (retried.ended(outcome)) return;
			saved = savedForRetry(outcome.data);
			isOver = hasRun(saved);
			if (draw.chance(0.4)) await stage.restart();
		}
		const isTroubled = count < TROUBLED_EXECUTIONS;
		time.pass(draw.pick(isTroubled ? [500, 3_000, MINUTE_MS, 20 * MINUTE_MS] : [20 * MINUTE_MS]));
	}
	stage.violated('a retry succeeds in the end', `${MAX_EXECUTIONS} executions failed`);
}

/** Whether the node had ended before the execution was canceled: a retry does not run it. */
function hasRun({ executionData }: IRunExecutionData): boolean {
	return executionData?.nodeExecutionStack.every(({ node }) => node.name !== NODE) === true;
}

/** Copies the execution, because n8n reads it from its database for every retry. */
function copyOf(saved: IRunExecutionData): IRunExecutionData {
	return parse(stringify(saved)) as IRunExecutionData;
}

/** Retries with the currently saved workflow, whose settings may differ from the previous try. */
function useSettings({ executionData }: IRunExecutionData, parameters: IDataObject): void {
	for (const entry of executionData?.nodeExecutionStack ?? []) {
		if (entry.node.name !== NODE) continue;
		const changed = { ...entry.node.parameters, ...parameters } as INodeParameters;
		entry.node = { ...entry.node, parameters: changed };
	}
}

/** Runs an execution through all its suspensions; n8n resumes it up to a minute late. */
async function executeToTheEnd(
	stage: Stage,
	work: Work,
	limits: Limits,
	incidents: readonly Incident[],
): Promise<Outcome> {
	const { draw, time } = stage;
	for (let resume = work.resume; ;) {
		const outcome = await execute(stage, { ...work, ...(resume && { resume }) }, limits, incidents);
		if ('cut' in outcome || outcome.waitTill === undefined) return outcome;
		resume = savedWhileWaiting(outcome.data);
		time.moveTo(outcome.waitTill.getTime() + draw.between(0, MINUTE_MS));
		if (draw.chance(0.3)) await stage.restart();
	}
}

/** Draws how an execution may end early: killed with n8n, or canceled by a user. */
function ends(
	{ draw }: Stage,
	{ mayDie }: Retried,
	count: number,
): { incidents: Incident[]; cancelAfter?: Promise<void> } {
	if (count > TROUBLED_EXECUTIONS || !draw.chance(0.25)) return { incidents: [] };
	const place = { at: draw.between(1, 8), when: draw.pick(['before', 'after'] as const) };
	if (draw.chance(0.7)) {
		if (!mayDie) return { incidents: [] };
		return { incidents: [{ ...place, happen: (process) => process.kill() }] };
	}
	let cancel = () => {};
	const cancelAfter = new Promise<void>((resolve) => (cancel = resolve));
	return { incidents: [{ ...place, happen: cancel }], cancelAfter };
}
