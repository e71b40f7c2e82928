import { TolokaFailure } from '../service/failures';
import type { Pool } from '../pools/pools';
import { isClosedForUpdate, whyClosed } from '../pools/pools';
import { clean } from '../values/foreign';

/** Why a pool was not opened, closed or cloned, and what to do. */

export type PoolAction = 'open' | 'close';

/** Past participles, to complete "was" and "was not". */
export const DONE = { open: 'opened', close: 'closed' } as const;

/** What did not happen: `Pool 4102 was not opened`. */
export function notDone(poolId: string, action: PoolAction): string {
	return `Pool ${poolId} was not ${DONE[action]}`;
}

/**
 * Begins the failure of an operation with what did not happen; other failures are returned
 * unchanged.
 *
 * @param later what to do if the operation takes longer than the wait.
 */
export function aboutPool(failure: TolokaFailure, what: string, later: string): TolokaFailure {
	const { kind, details } = failure;
	if (kind === 'not-finished') {
		return failure.with({
			text: `${what} yet. ${details.text}`,
			advice: `The operation continues on Toloka's side. ${later}`,
		});
	}
	if (kind !== 'operation-failed') return failure;
	return failure.with({
		text: `${what}: the operation failed`,
		advice: details.advice && 'Check the pool on the Toloka website, then run the node again.',
	});
}

const LOCKED = 'POOL_LOCKED_BY_ANOTHER_OPERATION';
const TOP_UP = 'Top up the account on the Toloka website, then open the pool again.';

const REASONS = new Map<string | undefined, [string, string]>([
	['EMPTY_POOL', ['has no tasks', 'Add tasks with Toloka Create Task Suites, then open it again.']],
	['NOT_ENOUGH_BALANCE', ['cannot be paid for: the balance of the account is too low', TOP_UP]],
	[
		LOCKED,
		['is locked by another operation', 'Run the node again when that operation has finished.'],
	],
]);

/** Whether the service's code alone explains a refusal. */
export const isReason = (code: string | undefined) => REASONS.has(code);

/** Whether another operation holds the pool, by its status or by the code of a refusal. */
export function isLocked(pool: Pool, code?: string): boolean {
	return pool.status === 'LOCKED' || code === LOCKED;
}

const ARCHIVED = {
	open: 'Clone the pool (operation Clone), and use the clone.',
	close: 'An archived pool issues no tasks: leave this pool out.',
} as const;

/** Headline and advice for an action that was refused. */
export function reasonAgainst(pool: Pool, action: PoolAction, code?: string): [string, string] {
	const not = notDone(pool.id, action);
	if (pool.status === 'ARCHIVED') return [`${not}: it is archived`, ARCHIVED[action]];
	const [reason, advice] = REASONS.get(pool.status === 'LOCKED' ? LOCKED : code) ?? [];
	return [
		reason === undefined
			? `${not}: it is ${clean(pool.status).toLowerCase()}`
			: `${not}: it ${reason}`,
		advice ?? 'Check on the Toloka website what keeps the pool from changing.',
	];
}

const CLOSED_ADVICE = new Map<unknown, string>([
	['EXPIRED', 'Set a later expiry on the Toloka website, or clone the pool with a later Expires.'],
	['NOT_ENOUGH_BALANCE', TOP_UP],
	['BLOCKED', 'Ask Toloka support to unblock the account.'],
]);

/** The failure to report for a pool that is not as the service confirmed. */
export function notAsConfirmed(pool: Pool, action: PoolAction): TolokaFailure {
	const [headline, advice] = reasonDespite(pool, action);
	return new TolokaFailure('contradiction', { headline, advice, ids: [pool.id] });
}

function reasonDespite(pool: Pool, action: PoolAction): [string, string] {
	const not = notDone(pool.id, action);
	if (['ARCHIVED', 'LOCKED'].includes(pool.status)) return reasonAgainst(pool, action);
	if (action === 'close' && isClosedForUpdate(pool)) {
		return [
			`${not}: it is closed for an update, and opens again by itself within 15 minutes`,
			'Run the node again when it is open.',
		];
	}
	return [
		`${not}: ${action === 'open' ? whyClosed(pool) : `its status is ${clean(pool.status)}`}`,
		(action === 'open' ? CLOSED_ADVICE.get(pool.last_close_reason) : undefined) ??
			'Run the node again: an action that has been done is not repeated.',
	];
}
