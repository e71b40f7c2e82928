import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { earlierRuns, isToolCall } from '../shared/n8n/execution';
import { keptIds } from './progress';

/**
 * Ids of what other runs of this node, and other nodes like it, have pushed in this execution,
 * or in the one that it retries. They push in quick succession, and the look-up of a retry goes back
 * to when the execution began: an item of another run is none of this one's, also where it is equal.
 * Read when asked for.
 */
export function otherRuns(context: IExecuteFunctions): () => ReadonlySet<string> {
	let ids: Set<string> | undefined;
	return () => (ids ??= new Set([...keptIds(context), ...outputIds(context)]));
}

/** What calls of a tool have pushed is kept; n8n stores their output as text. */
function outputIds(context: IExecuteFunctions): string[] {
	if (isToolCall(context)) return [];
	const own = earlierRuns(context).map((run): Run => [context.getNode().name, run]);
	const others = nodesAlike(context).flatMap((node) => runsOf(context, node));
	const items = [...own, ...others].flatMap((run) => outputOf(context, run));
	return items.flatMap(({ json: { id } }) => (typeof id === 'string' ? [id] : []));
}

/** Names of the nodes like this one before it, and in other branches. */
function nodesAlike(context: IExecuteFunctions): string[] {
	const { name, type } = context.getNode();
	const before = context.getParentNodes(name);
	const behind = before.flatMap((node) => context.getChildNodes(node.name));
	const alike = [...before, ...behind].filter((node) => node.type === type && node.name !== name);
	return [...new Set(alike.map((node) => node.name))];
}

type Run = [node: string, run: number];

function runsOf(context: IExecuteFunctions, node: string): Run[] {
	const { $node } = context.getWorkflowDataProxy(0);
	const last = ($node as Record<string, { runIndex: number }>)[node].runIndex;
	return [...Array(last + 1).keys()].map((run) => [node, run]);
}

/** What a run has put out; n8n throws where it knows of none. */
function outputOf(context: IExecuteFunctions, [node, run]: Run): INodeExecutionData[] {
	const { $items } = context.getWorkflowDataProxy(0);
	try {
		return ($items as ReadItems)(node, 0, run);
	} catch {
		return [];
	}
}

type ReadItems = (node: string, output: number, run: number) => INodeExecutionData[];
