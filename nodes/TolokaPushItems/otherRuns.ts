import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { earlierRuns, isToolCall } from '../shared/n8n/execution';
import { keptIds } from './progress';

/**
 * Ids of what other runs of the node have pushed in this execution, or in the one that it retries.
 * A loop pushes in quick succession, and the look-up of a retry goes back to when the execution
 * began: an item of another run is none of this one's, also where it is equal. Read when asked for.
 */
export function otherRuns(context: IExecuteFunctions): () => ReadonlySet<string> {
	let ids: Set<string> | undefined;
	return () => (ids ??= new Set([...keptIds(context), ...outputIds(context)]));
}

/** What calls of a tool have pushed is kept; n8n stores their output as text. */
function outputIds(context: IExecuteFunctions): string[] {
	if (isToolCall(context)) return [];
	const items = earlierRuns(context).flatMap((run) => outputOf(context, run));
	return items.flatMap(({ json: { id } }) => (typeof id === 'string' ? [id] : []));
}

/** What a run has put out; n8n throws where it knows of none. */
function outputOf(context: IExecuteFunctions, run: number): INodeExecutionData[] {
	const { $items } = context.getWorkflowDataProxy(0);
	try {
		return ($items as ReadItems)(context.getNode().name, 0, run);
	} catch {
		return [];
	}
}

type ReadItems = (node: string, output: number, run: number) => INodeExecutionData[];
