import { inParallel } from '../shared/toloka/flow/parallel';
import { getBatch } from '../shared/toloka/items/batches';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import type { Send } from '../shared/toloka/service/requests';
import type { TargetGroup } from './targets';

type Target = TargetGroup['target'];

/**
 * Reads the existing batches before anything is pushed to one of them. A single group needs no
 * check: if its batch does not exist, nothing was pushed.
 *
 * @returns why a target's batch cannot be read; undefined if it can, or if it has none.
 */
export async function batchChecker(
	send: Send,
	groups: readonly TargetGroup[],
): Promise<(target: Target) => TolokaFailure | undefined> {
	const failures = new Map<string, TolokaFailure>();
	const targets = new Map(groups.map(({ target }) => [keyOf(target), target]));
	await inParallel(groups.length > 1 ? [...targets] : [], async ([key, target]) => {
		const { projectId, batchId } = target;
		if (batchId === undefined) return;
		const outcome = await outcomeOf(getBatch(send, projectId, batchId));
		if (isFailure(outcome)) failures.set(key, outcome);
	});
	return (target) => failures.get(keyOf(target));
}

function keyOf({ projectId, batchId }: Target): string {
	return JSON.stringify([projectId, batchId]);
}
