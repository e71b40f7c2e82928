import { isFailure, outcomeOf } from '../../service/failures';
import type { Send } from '../../service/requests';
import { sentences } from '../../service/sentences';
import { getOperation } from '../../operations/operation';
import { changePool } from '../../operations/poolActions';
import { openingBlockers } from '../../pools/blockers';
import { getPool, whyClosed } from '../../pools/pools';
import { secondOf } from '../../values/times';
import type { Facts, Fate, Fates } from '../run/fates';
import { NO_FACTS } from '../run/fates';
import type { PlannedRequest } from '../run/requests';
import type { CreationRun } from '../run/run';

/**
 * Finds out why the request that should open the pool did not. The log of a new operation says so;
 * a synchronous response does not, nor does an operation of an earlier try or run, which may not
 * have been asked to open the pool: then the pool is opened now.
 */
export async function openingFacts(
	run: CreationRun,
	opening: PlannedRequest,
	fates: Fates,
): Promise<Facts> {
	const { send, drafts, isAsync, found } = run;
	const { positions, sentAs } = opening;
	const poolId = String(drafts[positions[0]].json.pool_id);
	if (positions.every((position) => fates.get(position)?.id === undefined)) {
		return ofCreated(fates, notOpened(poolId, 'all of the last request is invalid'));
	}
	const all = positions.flatMap((position) => fates.get(position) ?? []);
	const known = all.filter(({ id }) => id !== undefined);
	const isEarlier =
		sentAs !== undefined ||
		found.some(({ request }) => isWithin(request, opening)) ||
		// What a manual run had to add was refused, and opened nothing.
		known.every(({ existed }) => existed === true);
	if (isAsync && isEarlier) return ofCreated(fates, await openLater(run, poolId, known));
	const problem = isAsync
		? known.find(({ poolProblem }) => poolProblem)?.poolProblem
		: await outcomeOf(whyNotOpen(send, poolId));
	if (isFailure(problem) || problem === undefined) return NO_FACTS;
	return ofCreated(fates, await withBlockers(send, poolId, problem));
}

/** Why the pool is not open; undefined if it is. */
async function whyNotOpen(send: Send, poolId: string): Promise<string | undefined> {
	const pool = await getPool(send, poolId);
	return pool.status === 'OPEN' ? undefined : notOpened(poolId, whyClosed(pool));
}

/** Whether a request is `whole` or a part of it. */
function isWithin({ path }: PlannedRequest, whole: PlannedRequest): boolean {
	return path === whole.path || path.startsWith(`${whole.path}.`);
}

async function withBlockers(send: Send, poolId: string, problem: string): Promise<string> {
	const blockers = await openingBlockers(send, poolId);
	return blockers === undefined ? problem : `${problem}: ${blockers}`;
}

const OPENING_WAIT_MS = 10 * 60_000;

/**
 * Opens the pool of an operation that was started earlier and not asked to open it. A pool that was
 * opened or closed since then is left as it is: somebody may have closed it by hand.
 *
 * @returns why the pool is not open; undefined if it was open since then.
 */
async function openLater(
	{ send, clock, signal }: CreationRun,
	poolId: string,
	known: readonly Fate[],
): Promise<string | undefined> {
	const [{ operationId }] = known;
	const read = Promise.all([getPool(send, poolId), getOperation(send, operationId as string)]);
	const states = await outcomeOf(read);
	if (isFailure(states)) return undefined;
	const [pool, operation] = states;
	const began = secondOf(operation.submitted);
	const isSince = (time: unknown) => began !== undefined && (secondOf(time) ?? '') >= began;
	if (pool.status === 'OPEN' || isSince(pool.last_started)) return undefined;
	const isAsked = operation.parameters?.open_pool !== false;
	if (isAsked || isSince(pool.last_stopped)) {
		return await withBlockers(send, poolId, notOpened(poolId, whyClosed(pool)));
	}
	const wait = { clock, signal, waitMs: OPENING_WAIT_MS };
	const opened = await outcomeOf(changePool(send, poolId, 'open', wait));
	if (!isFailure(opened)) return undefined;
	if (opened.kind === 'canceled') throw opened;
	return sentences(opened).message;
}

/** Adds what keeps the pool closed to everything that was created in it. */
export function ofCreated(fates: Fates, poolProblem: string | undefined): Facts {
	const facts = new Map<number, Fate>();
	for (const [position, { id }] of fates)
		if (id !== undefined) facts.set(position, { poolProblem });
	return facts;
}

export function notOpened(poolId: string, why: string): string {
	return `The pool ${poolId} was not opened: ${why}`;
}
