import { SHOWN_WITHIN_MS, lookUntilSettled } from '../flow/settling';
import type { TolokaFailure } from '../service/failures';
import { afterWrite, isFailure, mayBeCarriedOut, outcomeOf } from '../service/failures';
import type { Send } from '../service/requests';
import { pathOf } from '../service/requests';
import type { Pool } from '../pools/pools';
import { getPool, getUnlockedPool, isClosedForUpdate, refuseTraining } from '../pools/pools';
import { openingBlockers } from '../pools/blockers';
import { secondOf } from '../values/times';
import { explainFailure } from './log';
import type { Operation } from './operation';
import { asOperation, isAbout, isFinished } from './operation';
import type { PoolAction } from './poolWords';
import {
	DONE,
	aboutPool,
	isLocked,
	isReason,
	notAsConfirmed,
	notDone,
	reasonAgainst,
} from './poolWords';
import { findStarted } from './startOnce';
import type { ActionWait } from './wait';
import { waitForEnd } from './wait';

/** Opening and closing pools (toloka-api §P3.1, §P3.7). */

interface ChangedPool {
	pool: Pool;
	/** False if the pool was open or closed already, unless by a try whose response was lost. */
	changed: boolean;
}

interface Order extends ActionWait {
	send: Send;
	poolId: string;
	action: PoolAction;
	/** Local time, epoch milliseconds, before which nothing was sent. */
	since: number;
	/** Whether it was refused before, because another operation held the pool. */
	isRepeated?: boolean;
}

const WANTED = { open: 'OPEN', close: 'CLOSED' } as const;
const DOING = { open: 'opening', close: 'closing' } as const;

/** Opens or closes a pool and waits until that is done. Safe to repeat: 204 means already done. */
export async function changePool(
	send: Send,
	poolId: string,
	action: PoolAction,
	wait: ActionWait,
): Promise<ChangedPool> {
	return await changeOnce({ ...wait, send, poolId, action, since: wait.clock.now() });
}

async function changeOnce(order: Order): Promise<ChangedPool> {
	const { send, poolId, action } = order;
	const doing = `${DOING[action]} pool ${poolId}`;
	const path = pathOf`/pools/${poolId}/${action}`;
	const sent = await outcomeOf(send({ method: 'POST', api: 'v1', path, repeatable: true, doing }));
	if (isFailure(sent)) return await afterRefusal(order, sent);
	if (sent.body !== undefined) return await finishChange(order, asOperation(sent.body, doing));
	// An empty response with another status does not prove that there was nothing to do.
	const isInDoubt = sent.isInDoubt === true || sent.status !== 204;
	const own = isInDoubt ? await findOperation(order, order.since) : undefined;
	if (own !== undefined) return await finishChange(order, own);
	return { pool: await confirmed(order), changed: false };
}

async function finishChange(order: Order, operation: Operation): Promise<ChangedPool> {
	const { send, poolId, action } = order;
	const ended = await outcomeOf(finish(send, operation, order));
	if (isFailure(ended)) {
		const failure = aboutPool(ended, notDone(poolId, action), WAITS_AGAIN);
		const isRefused = action === 'open' && failure.kind === 'operation-failed';
		throw isRefused ? await withBlockers(order, failure) : failure;
	}
	return { pool: await afterWrite(confirmed(order, ended)), changed: true };
}

const WAITS_AGAIN = 'Run the node again: it waits for the same operation.';

/**
 * Returns the pool once it has the wanted status. It may stay locked for a while (toloka-api
 * §P3.5), and be shown as it was before (toloka-api §P12.2).
 *
 * @param operation the operation that succeeded; undefined if the service had nothing to do.
 */
async function confirmed(order: Order, operation?: Operation): Promise<Pool> {
	const { send, poolId, action, clock, signal, waitMs } = order;
	const isSo = (pool: Pool) => isAsWanted(pool, action) || isDoneAlready(pool, action, operation);
	const patienceMs = (pool: Pool) => {
		if (pool.status === 'LOCKED') return waitMs;
		return isSo(pool) || wasClosedSince(pool, operation) ? 0 : SHOWN_WITHIN_MS;
	};
	const doing = operation && `reading pool ${poolId}, which was ${DONE[action]}`;
	const look = async () => await getPool(send, poolId, doing);
	const pool = await lookUntilSettled(look, patienceMs, clock, signal);
	if (isSo(pool)) return pool;
	throw notAsConfirmed(pool, action);
}

function isAsWanted(pool: Pool, action: PoolAction): boolean {
	return pool.status === WANTED[action] && !isClosedForUpdate(pool);
}

/** A pool whose tasks are all done closes as soon as it is opened. */
function isDoneAlready(pool: Pool, action: PoolAction, operation?: Operation): boolean {
	const isCompleted = pool.last_close_reason === 'COMPLETED';
	return action === 'open' && isCompleted && wasClosedSince(pool, operation);
}

function wasClosedSince({ status, last_stopped: stopped }: Pool, operation?: Operation): boolean {
	const submitted = secondOf(operation?.submitted);
	const stoppedAt = secondOf(stopped);
	if (status !== 'CLOSED' || submitted === undefined || stoppedAt === undefined) return false;
	return stoppedAt >= submitted;
}

/** Waits for an operation about a pool; throws if it ends with FAIL. */
export async function finish(
	send: Send,
	operation: Operation,
	wait: ActionWait,
): Promise<Operation> {
	const ended = await waitForEnd(send, operation, wait);
	if (ended.status === 'FAIL') throw await explainFailure(send, ended);
	return ended;
}

/** Reads the pool after a refusal, which may be that of a repeat whose first response was lost. */
async function afterRefusal(order: Order, failure: TolokaFailure): Promise<ChangedPool> {
	const { send, poolId, action, since } = order;
	const isUnclear = mayBeCarriedOut(failure);
	const own = isUnclear ? await findOperation(order, since) : undefined;
	if (own !== undefined) return await finishChange(order, own);
	if (failure.kind !== 'conflict') throw await unlessTraining(send, poolId, failure);
	const { code } = failure.details;
	const pool = await outcomeOf(getPool(send, poolId));
	if (isFailure(pool)) throw failure;
	if (isUnclear && isAsWanted(pool, action)) return { pool, changed: true };
	// An earlier try may have stopped waiting for that operation.
	const running = isLocked(pool, code) ? await findOperation(order) : undefined;
	if (running !== undefined) return await finishChange(order, running);
	if (await isUnlocked(order, pool, code)) return await changeOnce({ ...order, isRepeated: true });
	const [headline, advice] = reasonAgainst(pool, action, code);
	const inOwnWords = failure.with({ headline, advice });
	const isExplained = action === 'close' || pool.status !== 'CLOSED' || isReason(code);
	throw isExplained ? inOwnWords : await withBlockers(order, inOwnWords);
}

/**
 * Whether the operation that held the pool has ended meanwhile, such as that of another execution
 * for the same pool.
 */
async function isUnlocked(order: Order, pool: Pool, code?: string): Promise<boolean> {
	if (order.isRepeated === true || !isLocked(pool, code)) return false;
	const now = await outcomeOf(getUnlockedPool(order.send, order.poolId, order));
	return !isFailure(now) && now.status !== 'LOCKED';
}

/**
 * Finds the operation of a request like this; undefined if there is none.
 *
 * @param since local time since which it was started; by default, any running one is found.
 */
async function findOperation(
	{ send, poolId, action, clock, signal }: Order,
	since?: number,
): Promise<Operation | undefined> {
	const isSame = (operation: Operation) =>
		isAbout(operation, poolId) && (since !== undefined || !isFinished(operation));
	const wanted = { type: `POOL.${action.toUpperCase()}`, isSame };
	const found = await outcomeOf(findStarted(send, wanted, since ?? 0, clock, signal));
	return isFailure(found) ? undefined : found;
}

/** Returns the failure; throws a refusal if the pool was not found because it is a training. */
export async function unlessTraining(
	send: Send,
	poolId: string,
	failure: TolokaFailure,
): Promise<TolokaFailure> {
	if (failure.kind === 'not-found') refuseTraining(await getPool(send, poolId));
	return failure;
}

/** Adds what keeps the pool closed to the failure, if the service says so (toloka-api §P3.10). */
async function withBlockers(
	{ send, poolId }: Order,
	failure: TolokaFailure,
): Promise<TolokaFailure> {
	const blockers = await openingBlockers(send, poolId);
	if (blockers === undefined) return failure;
	return failure.with({
		headline: `${notDone(poolId, 'open')}: ${blockers}`,
		advice: 'Fix this on the Yandex Tasks website, then run the node again.',
	});
}
