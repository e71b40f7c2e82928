import { isFailure, outcomeOf } from '../service/failures';
import { openingBlockers } from '../pools/blockers';
import { whyNotOpen } from '../pools/pools';
import type { Facts, Fate, Fates } from './fates';
import { NO_FACTS } from './fates';
import type { PlannedRequest } from './requests';
import type { CreationRun } from './run';

/**
 * Why the pool was not opened by the request that was to open it. The log of a new operation tells
 * that by itself; a synchronous answer does not, nor does the operation of an earlier try, which
 * may not have been asked to open it.
 */
export async function openingFacts(
	{ send, drafts, isAsync }: CreationRun,
	{ positions, sentAs, existing }: PlannedRequest,
	fates: Fates,
): Promise<Facts> {
	const poolId = String(drafts[positions[0]].json.pool_id);
	if (positions.every((position) => fates.get(position)?.id === undefined)) {
		return ofCreated(fates, notOpened(poolId, 'all of the last request is invalid'));
	}
	const isTold = isAsync && sentAs === undefined && existing === undefined;
	const told = positions.map((position) => fates.get(position)?.poolProblem).find(Boolean);
	const problem = isTold ? told : await outcomeOf(whyNotOpen(send, poolId));
	if (isFailure(problem) || problem === undefined) return NO_FACTS;
	const blockers = await openingBlockers(send, poolId);
	return ofCreated(fates, blockers === undefined ? problem : `${problem}: ${blockers}`);
}

/** What keeps a pool closed is told with everything that was created in it. */
export function ofCreated(fates: Fates, poolProblem: string): Facts {
	const facts = new Map<number, Fate>();
	for (const [position, { id }] of fates)
		if (id !== undefined) facts.set(position, { poolProblem });
	return facts;
}

export function notOpened(poolId: string, why: string): string {
	return `The pool ${poolId} was not opened: ${why}`;
}
