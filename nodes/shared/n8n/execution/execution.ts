import type { IExecuteFunctions, INode, IRunExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { memoryOf, recall, remember } from './nodeMemory';
import { inTurn } from './turns';
import { isRecord } from '../../toloka/values/foreign';

/** The parts of n8n's contexts, in 1.123 and 2.41, that are not in their types. */
interface Internals {
	additionalData?: { rootExecutionMode?: unknown; currentNodeExecutionIndex?: unknown };
	/** These two are set in calls through LangChain. */
	connectionType?: unknown;
	parentNode?: INode;
	runExecutionData?: IRunExecutionData;
	/**
	 * The data of expressions has it, too, but creating it makes a new process read all time zones
	 * (35 ms).
	 */
	runIndex?: number;
}

export function internalsOf(context: IExecuteFunctions): Internals {
	return context as Internals;
}

/**
 * Returns when this execution began, in epoch milliseconds of n8n's clock. n8n 2.x stores the time
 * with the execution before the first node runs and passes it on to a retry, so it stays the same
 * when a killed worker's execution is retried. 1.x does not: there it is unknown in such a retry.
 */
export function executionStartedAt(context: IExecuteFunctions): number | undefined {
	const began = runtimeOf(context)?.establishedAt;
	if (typeof began !== 'number') return undefined;
	const killed = killedRunBegan(context);
	const isHandedOn = killed === undefined || began < killed + MARK_STEP_MS;
	return isHandedOn ? began : undefined;
}

/** How far back a manual run looks for what an earlier one created. */
export const MANUAL_LOOK_BACK_MS = 24 * 3_600_000;

/**
 * True in an execution that somebody started by hand, in a sub-workflow that it calls, and in a
 * retry of either: n8n offers one for manual executions, too. n8n 2.x tells which mode a retried
 * execution had, and the modes of those that called a sub-workflow; in 1.x the node must have begun
 * in it.
 */
export function isManualRun(context: IExecuteFunctions): boolean {
	const modes = [context.getMode(), ...callersModes(context)];
	if (modes.includes('manual')) return true;
	if (!isRetry(context)) return false;
	const isKnown = recall<LatestRun>(context, 'tolokaTry')?.isManual === true;
	return isKnown || runtimeOf(context)?.source === 'manual';
}

/**
 * The modes of the execution that called this one through others, and of the one that called it
 * directly. A sub-workflow that has waited or is retried knows only the latter (n8n §2).
 */
function callersModes(context: IExecuteFunctions): unknown[] {
	const first = internalsOf(context).additionalData?.rootExecutionMode;
	return [first, runDataOf(context).parentExecution?.executionContext?.source];
}

/** Whether another workflow called this one; a retry of the sub-workflow alone remembers it. */
export function isSubWorkflow(context: IExecuteFunctions): boolean {
	return context.getMode() === 'integrated' || runDataOf(context).parentExecution !== undefined;
}

function runDataOf(context: IExecuteFunctions): IRunExecutionData {
	return internalsOf(context).runExecutionData as IRunExecutionData;
}

/** The execution that called this one as a sub-workflow, if n8n tells it (2.x). */
export function callingExecution(context: IExecuteFunctions): string | undefined {
	const id = runtimeOf(context)?.parentExecutionId;
	return typeof id === 'string' ? id : undefined;
}

function runtimeOf(context: IExecuteFunctions): Record<string, unknown> | undefined {
	const runtime: unknown =
		'getExecutionContext' in context ? context.getExecutionContext() : undefined;
	return isRecord(runtime) ? runtime : undefined;
}

/** True in a retry, by a user or by n8n, of an execution that failed or was cut off. */
export function isRetry(context: IExecuteFunctions): boolean {
	return context.getMode() === 'retry';
}

/** The node that the input comes from. A tool that a trigger calls has none (n8n §10). */
export function previousNode(context: IExecuteFunctions): string | undefined {
	const [source] = context.getExecuteData().source?.main ?? [];
	return source?.previousNode;
}

/** n8n's marks of what ran in a killed execution have times in whole seconds. */
const MARK_STEP_MS = 1_000;

/**
 * If this is a retry of an execution that was killed with n8n, and this node may have run in it,
 * returns when the node before it ran, in epoch milliseconds. n8n finds the nodes that had run in
 * its event log and marks them in the run data; the node's own mark may be gone by now. If it saves
 * the progress of executions, it keeps what they returned and marks nothing (n8n §2).
 */
export function killedRunBegan(context: IExecuteFunctions): number | undefined {
	if (!isRetry(context)) return undefined;
	const before = runBefore(context);
	return before?.isMark || wasCutOff(context) ? before?.began : undefined;
}

/** The first run of the node before this one. */
function runBefore(context: IExecuteFunctions): { began: number; isMark: boolean } | undefined {
	const { resultData } = runDataOf(context);
	const [first] = resultData.runData[previousNode(context) ?? ''] ?? [];
	if (first === undefined) return undefined;
	const isMark = first.data?.main?.[0]?.[0]?.json.isArtificialRecoveredEventItem === true;
	return { began: isMark ? first.startTime * MARK_STEP_MS : first.startTime, isMark };
}

/**
 * In a retry, our time since which another try of the execution may have run this node: one that was
 * killed with n8n, or other retries, which start from the same state and know nothing of each other.
 * 1.x tells it only by the node before, which has run once if the retry starts at this node.
 */
export function earlierTryBegan(context: IExecuteFunctions): number | undefined {
	if (!isRetry(context)) return undefined;
	return executionStartedAt(context) ?? runBefore(context)?.began;
}

/** What a node remembers of its latest run. */
interface LatestRun {
	index: number;
	/** The latest run of which an earlier try was cut off. */
	cutOff?: number;
	isManual?: boolean;
}

/**
 * Remembers that a run of the node has begun; called before anything else. A retry that starts at
 * this node although the node does not remember the run follows a kill: a run that ends by itself
 * is saved with what the node remembers.
 */
function noteRun(context: IExecuteFunctions): void {
	if (isToolCall(context)) return;
	const index = ownRunIndex(context);
	const latest = recall<LatestRun>(context, 'tolokaTry');
	// Versions without this record remembered only the node's first run.
	const isKnown = latest ? latest.index >= index : recall(context, 'tolokaFirstRun') !== undefined;
	const cutOff = !isKnown && isStartOfRetry(context) ? index : latest?.cutOff;
	const isManual = isManualRun(context);
	remember<LatestRun>(context, 'tolokaTry', {
		...{ index, ...(cutOff !== undefined && { cutOff }), ...(isManual && { isManual }) },
	});
}

function wasCutOff(context: IExecuteFunctions): boolean {
	const latest = recall<LatestRun>(context, 'tolokaTry');
	return latest?.cutOff !== undefined && latest.cutOff === ownRunIndex(context);
}

/** Whether this node is the first that runs in a retry; n8n counts the nodes as it starts them. */
function isStartOfRetry(context: IExecuteFunctions): boolean {
	return isRetry(context) && internalsOf(context).additionalData?.currentNodeExecutionIndex === 1;
}

/**
 * True if an AI agent, or another client of tools, calls the node. Agents up to version 2 call it
 * in a context of its own; agents of version 3 let the engine run it, which then marks the node
 * (n8n §10).
 */
export function isToolCall(context: IExecuteFunctions): boolean {
	const node = context.getNode();
	const marks = [internalsOf(context).connectionType, node.rewireOutputLogTo];
	return marks.includes(NodeConnectionTypes.AiTool) || isTool(node);
}

/** Whether a node is the variant that n8n makes of it for agents. */
export function isTool({ type }: INode): boolean {
	return type.endsWith('Tool');
}

/**
 * Runs the node, which then remembers that the run has begun. Calls of a tool within an execution
 * run one after the other, and so do the manual runs of a node: models make several calls at once,
 * a workflow may be open in two tabs, and each must find what an earlier one created.
 */
export async function oneAtATime<Result>(
	context: IExecuteFunctions,
	run: () => Promise<Result>,
): Promise<Result> {
	noteRun(context);
	const queue = queueOf(context);
	if (queue === undefined) return await run();
	return await inTurn(queue, context.getExecutionCancelSignal(), run);
}

/** Calls of an MCP server have no execution ID (n8n §10): the node's context stands for one. */
function queueOf(context: IExecuteFunctions): unknown {
	if (isManualRun(context)) return `manual ${context.getWorkflow().id} ${context.getNode().id}`;
	return isToolCall(context) ? memoryOf(context) : undefined;
}

/**
 * Names a run of the node within its execution, for everything that must happen once per run. A
 * loop runs a node many times, each under its own name. Calls of a tool share one name, because n8n
 * numbers every try of a call as a run (n8n §10); calls with equal arguments thus count as one.
 */
export function runName(context: IExecuteFunctions): string {
	return isToolCall(context) ? 'tool' : String(runIndex(context));
}

/**
 * Returns the index of this run of the node within its execution, from 0: a loop runs a node many
 * times. After a kill, n8n adds the nodes that had run to the run data and a retry starts over, so
 * the first run of a retry may be n8n's second; the index counts from the first run in the node's
 * context.
 */
export function runIndex(context: IExecuteFunctions): number {
	const index = ownRunIndex(context);
	const first =
		recall<number>(context, 'tolokaFirstRun') ?? remember(context, 'tolokaFirstRun', index);
	return index - first;
}

/** Returns n8n's own indexes of the node's runs before this one. */
export function earlierRuns(context: IExecuteFunctions): number[] {
	const count = runIndex(context);
	const first = ownRunIndex(context) - count;
	return [...Array(count).keys()].map((run) => first + run);
}

function ownRunIndex(context: IExecuteFunctions): number {
	return internalsOf(context).runIndex ?? (context.getWorkflowDataProxy(0).$runIndex as number);
}
