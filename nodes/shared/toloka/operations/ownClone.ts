import { isFailure, mayBeCarriedOut, outcomeOf } from '../service/failures';
import type { Send } from '../service/requests';
import { markOf, markedBy } from '../pools/marks';
import type { Pool } from '../pools/pools';
import { getPool, hasAny, putPool, wasNeverOpened } from '../pools/pools';
import { textOf } from '../values/foreign';
import type { Operation } from './operation';
import { finish } from './poolActions';
import type { ActionWait } from './wait';

/** Tells a run's own clone from those of others: two runs in one pool would pay for each other. */

/** How long a run may take to mark its clone, unless it was killed. */
const MARKED_WITHIN_MS = 20_000;

/**
 * Finds the operation that made the clone with this mark. If none did, the process may have been
 * killed before it could mark its clone: then finds one whose clone is unmarked and untouched.
 */
export async function findOwnClone(
	send: Send,
	operations: readonly Operation[],
	{ poolId, mark }: { poolId: string; mark: string },
	wait: ActionWait,
): Promise<Operation | undefined> {
	if (operations.length === 0) return undefined;
	const source = await getPool(send, poolId);
	const unmarked: Operation[] = [];
	for (const operation of operations) {
		const clone = await readClone(send, operation, wait);
		if (clone !== undefined && markOf(clone) === mark) return operation;
		if (clone !== undefined && isAsCloned(clone, source)) unmarked.push(operation);
	}
	if (unmarked.length > 0) await wait.clock.sleep(MARKED_WITHIN_MS, wait.signal);
	for (const operation of unmarked) {
		const clone = await readClone(send, operation, wait);
		const isStill = clone !== undefined && isAsCloned(clone, source);
		if (isStill && (await isEmpty(send, clone.id))) return operation;
	}
	return undefined;
}

/** Waits for an operation and returns its clone; undefined if there is none. */
async function readClone(
	send: Send,
	operation: Operation,
	wait: ActionWait,
): Promise<Pool | undefined> {
	const made = async () => {
		const id = cloneIdOf(await finish(send, operation, wait));
		return id === '' ? undefined : await getPool(send, id);
	};
	const clone = await outcomeOf(made());
	if (!isFailure(clone)) return clone;
	if (['operation-failed', 'not-found'].includes(clone.kind)) return undefined;
	throw clone;
}

/** The id of the new pool; empty if the operation does not contain it. */
export function cloneIdOf({ details }: Operation): string {
	return textOf(details?.pool_id);
}

/** Whether the clone was neither marked nor renamed nor opened since it was made. */
function isAsCloned(clone: Pool, source: Pool): boolean {
	const isNamedAlike = clone.private_name === source.private_name;
	const isUntouched = clone.status === 'CLOSED' && wasNeverOpened(clone);
	return isUntouched && isNamedAlike && markOf(clone) === undefined;
}

async function isEmpty(send: Send, poolId: string): Promise<boolean> {
	return !(await hasAny(send, poolId, '/tasks')) && !(await hasAny(send, poolId, '/task-suites'));
}

/** Waits before each try to mark a clone; in total less than other runs wait for the mark. */
const MARK_AFTER_MS = [0, 1_000, 4_000, 10_000];

/**
 * Puts the mark and the changes on a clone, in one request. Each try reads the clone first: another
 * run that lost track of its own clone may have taken this one. If there are no changes and the
 * service refuses the mark, for example because the template has expired, the clone is used without
 * it.
 *
 * @returns the clone; undefined if another run has marked it.
 */
export async function claimClone(
	send: Send,
	cloneId: string,
	mark: string,
	changes: object,
	{ clock, signal }: ActionWait,
): Promise<Pool | undefined> {
	for (const [index, waitMs] of MARK_AFTER_MS.entries()) {
		await clock.sleep(waitMs, signal);
		const clone = await getPool(send, cloneId);
		const owner = markOf(clone);
		if (owner !== undefined) return owner === mark ? clone : undefined;
		const put = await outcomeOf(putPool(send, clone, { ...changes, ...markedBy(mark, clone) }));
		if (!isFailure(put)) return put;
		if (put.kind === 'invalid' && Object.keys(changes).length === 0) return clone;
		if (!mayBeCarriedOut(put) || index === MARK_AFTER_MS.length - 1) throw put;
	}
	return undefined;
}
