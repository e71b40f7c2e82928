import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { earlierRuns, isToolCall } from './execution';

/**
 * Returns what other runs of this node, and other nodes of its type, have output in this execution
 * or in the one it retries. Tool calls are omitted: n8n stores their output as text.
 */
export function outputsOfOtherRuns(context: IExecuteFunctions): IDataObject[] {
	if (isToolCall(context)) return [];
	const own = earlierRuns(context).map((run): Run => [context.getNode().name, run]);
	const others = nodesAlike(context).flatMap((node) => runsOf(context, node));
	const items = [...own, ...others].flatMap((run) => outputOf(context, run));
	return items.map(({ json }) => json);
}

/** Returns the names of nodes of the same type, before this one and in other branches. */
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

/** Returns the output items of a run; none if n8n throws because it does not know the run. */
function outputOf(context: IExecuteFunctions, [node, run]: Run): INodeExecutionData[] {
	const { $items } = context.getWorkflowDataProxy(0);
	try {
		return ($items as ReadItems)(node, 0, run);
	} catch {
		return [];
	}
}

type ReadItems = (node: string, output: number, run: number) => INodeExecutionData[];
