import type { Clock } from '../flow/clock';
import { TolokaFailure, outcomeOf, isFailure } from '../service/failures';
import type { Send } from '../service/requests';
import { pathOf } from '../service/requests';
import type { Pool } from '../pools/pools';
import { getPool, refuseTraining } from '../pools/pools';
import { openingBlockers } from '../pools/blockers';
import { clean, isRecord, textOf } from '../values/foreign';
import { explainFailure } from './log';
import type { Operation } from './operation';
import { asOperation, isFinished, notFinished } from './operation';
import { findStarted } from './startOnce';
import { waitForOperations } from './wait';

/** Opening and closing pools (toloka-api §P3.1, §P3.7). */

export type PoolAction = 'open' | 'close';

export interface ActionWait {
	clock: Clock;
	signal?: AbortSignal;
	/** Milliseconds to wait for the operation. */
	waitMs: number;
}

export interface ChangedPool {
	pool: Pool;
	/** False where the pool was open, or closed, already, and not by a try that got no answer. */
	changed: boolean;
}

const WANTED = { open: 'OPEN', close: 'CLOSED' } as const;
const DOING = { open: 'opening', close: 'closing' } as const;

/** Opens or closes a pool and waits until that is done. Harmless to repeat: 204 means done already. */
export async function changePool(
	send: Send,
	poolId: string,
	action: PoolAction,
	wait: ActionWait,
): Promise<ChangedPool> {
	const doing = `${DOING[action]} pool ${poolId}`;
	const path = pathOf`/pools/${poolId}/${action}`;
	const since = wait.clock.now();
	const sent = await outcomeOf(send({ method: 'POST', api: 'v1', path, repeatable: true, doing }));
	if (isFailure(sent)) return await afterRefusal(send, poolId, action, sent, wait, since);
	if (sent.body === undefined) {
		return { pool: await getPool(send, poolId), changed: sent.isInDoubt === true };
	}
	return await finishChange(send, poolId, action, asOperation(sent.body, doing), wait);
}

async function finishChange(
	send: Send,
	poolId: string,
	action: PoolAction,
	operation: Operation,
	wait: ActionWait,
): Promise<ChangedPool> {
	const ended = await outcomeOf(finish(send, operation, wait));
	if (isFailure(ended)) {
		const failure = aboutPool(ended, notDone(poolId, action));
		const isRefused = action === 'open' && failure.kind === 'operation-failed';
		throw isRefused ? await withBlockers(send, poolId, failure) : failure;
	}
	return { pool: await getPool(send, poolId), changed: true };
}

/** The failure of an operation about a pool, with what did not happen in front. */
export function aboutPool(failure: TolokaFailure, notDone: string): TolokaFailure {
	if (failure.kind !== 'operation-failed') return failure;
	return new TolokaFailure(failure.kind, {
		...failure.details,
		text: `${notDone}: the operation failed`,
		advice:
			failure.details.advice && 'See the pool on the Toloka website, then run the node again.',
	});
}

/** Waits for an operation about a pool; FAIL and a late end are failures. */
export async function finish(
	send: Send,
	operation: Operation,
	{ clock, signal, waitMs }: ActionWait,
): Promise<Operation> {
	const options = { deadline: clock.now() + waitMs, signal };
	const ended = isFinished(operation)
		? operation
		: (await waitForOperations(send, [operation.id], options, clock)).get(operation.id);
	if (ended === undefined || !isFinished(ended)) throw notFinished(operation.id, ended, waitMs);
	if (ended.status === 'FAIL') throw await explainFailure(send, ended);
	return ended;
}

/** A refused repeat of an action whose first response was lost: the pool itself tells. */
async function afterRefusal(
	send: Send,
	poolId: string,
	action: PoolAction,
	failure: TolokaFailure,
	wait: ActionWait,
	since: number,
): Promise<ChangedPool> {
	if (failure.kind !== 'conflict') throw await unlessTraining(send, poolId, failure);
	if (failure.details.isInDoubt === true) {
		const type = `POOL.${action.toUpperCase()}`;
		const wanted = { type, isSame: (operation: Operation) => isAbout(operation, poolId) };
		const own = await outcomeOf(findStarted(send, wanted, since, wait.clock, wait.signal));
		if (own !== undefined && !isFailure(own)) {
			return await finishChange(send, poolId, action, own, wait);
		}
	}
	const pool = await outcomeOf(getPool(send, poolId));
	if (isFailure(pool)) throw failure;
	if (failure.details.isInDoubt === true && pool.status === WANTED[action]) {
		return { pool, changed: true };
	}
	const inOwnWords = inWords(pool, action, failure);
	const isExplained = action === 'close' || pool.status !== 'CLOSED' || hasReason(failure);
	throw isExplained ? inOwnWords : await withBlockers(send, poolId, inOwnWords);
}

/** The failure of an action on a pool; where no such pool can be changed it may be a training. */
export async function unlessTraining(
	send: Send,
	poolId: string,
	failure: TolokaFailure,
): Promise<TolokaFailure> {
	if (failure.kind === 'not-found') refuseTraining(await getPool(send, poolId));
	return failure;
}

/** Whether an operation is about this pool. */
export function isAbout({ parameters }: Operation, poolId: string): boolean {
	return isRecord(parameters) && textOf(parameters.pool_id) === poolId;
}

const hasReason = ({ details: { code } }: TolokaFailure) => REASONS.has(code);

/** The failure with what keeps the pool closed, where the service tells (§P3.10). */
async function withBlockers(
	send: Send,
	poolId: string,
	failure: TolokaFailure,
): Promise<TolokaFailure> {
	const blockers = await openingBlockers(send, poolId);
	if (blockers === undefined) return failure;
	return new TolokaFailure(failure.kind, {
		...failure.details,
		headline: `${notDone(poolId, 'open')}: ${blockers}`,
		advice: 'Solve this on the website, then run the node again.',
	});
}

function inWords(pool: Pool, action: PoolAction, failure: TolokaFailure): TolokaFailure {
	const [headline, advice] = reasonAgainst(pool, action, failure.details.code);
	return new TolokaFailure(failure.kind, { ...failure.details, headline, advice });
}

const REASONS = new Map<string | undefined, [string, string]>([
	['EMPTY_POOL', ['has no tasks', 'Add tasks with Toloka Create Task Suites, then open it again.']],
	[
		'NOT_ENOUGH_BALANCE',
		[
			'cannot be paid for: the balance of the account is too low',
			'Top up the account on the Toloka website, then open the pool again.',
		],
	],
	[
		'POOL_LOCKED_BY_ANOTHER_OPERATION',
		['is locked by another operation', 'Run the node again when that operation has finished.'],
	],
]);

function reasonAgainst(pool: Pool, action: PoolAction, code?: string): [string, string] {
	const not = notDone(pool.id, action);
	if (pool.status === 'ARCHIVED') {
		return [`${not}: it is archived`, 'Clone the pool (operation Clone), and use the clone.'];
	}
	const [reason, advice] =
		REASONS.get(pool.status === 'LOCKED' ? 'POOL_LOCKED_BY_ANOTHER_OPERATION' : code) ?? [];
	return [
		reason === undefined
			? `${not}: it is ${clean(pool.status).toLowerCase()}`
			: `${not}: it ${reason}`,
		advice ?? 'See the pool on the Toloka website for what keeps it from changing.',
	];
}

function notDone(poolId: string, action: PoolAction): string {
	return `Pool ${poolId} was not ${action === 'open' ? 'opened' : 'closed'}`;
}
