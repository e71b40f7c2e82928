import type { IExecuteFunctions } from 'n8n-workflow';
import { outputsOfOtherRuns } from '../shared/n8n/execution/otherRuns';
import { keptIds } from './progress';

/**
 * Returns a function that reads, on first use, the ids of items that other runs of this node and
 * other nodes like it have pushed in this execution or in the one it retries. The look-up of a
 * retry goes back to when the execution began, so it would mistake equal items of other runs for
 * its own.
 */
export function otherRuns(context: IExecuteFunctions): () => ReadonlySet<string> {
	let ids: Set<string> | undefined;
	return () => (ids ??= new Set([...keptIds(context), ...outputIds(context)]));
}

/** Of tool calls, whose outputs cannot be read, the ids of the items that they pushed are kept. */
function outputIds(context: IExecuteFunctions): string[] {
	return outputsOfOtherRuns(context).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}
