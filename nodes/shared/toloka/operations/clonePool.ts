import type { TolokaFailure } from '../service/failures';
import { isFailure, outcomeOf, refusal } from '../service/failures';
import { afterPartialWork } from '../service/sentences';
import type { Send } from '../service/requests';
import { pathOf } from '../service/requests';
import type { Pool } from '../pools/pools';
import type { Operation } from './operation';
import { asOperation, isAbout } from './operation';
import { claimClone, cloneIdOf, findOwnClone } from './ownClone';
import { finish, unlessTraining } from './poolActions';
import { aboutPool } from './poolWords';
import type { StartProgress } from './startOnce';
import { startOnce } from './startOnce';
import type { ActionWait } from './wait';

/** Cloning pools: the new pool is closed and empty (toloka-api §P3.9). */

/** Values of the new pool that replace copied ones. */
export interface CloneChanges {
	name?: string;
	/** UTC, ISO 8601. */
	willExpire?: string;
}

interface CloneOrder {
	changes: CloneChanges;
	/** What is known about this clone from earlier tries. */
	progress: StartProgress;
	/** Whether an operation is known to have made a different clone of the pool. */
	isOthers: (operationId: string) => boolean;
	/** Identifies the run and the item; stored in the clone (pools/marks). */
	mark: string;
}

/**
 * Clones a pool and waits for the clone. If the response is lost, the clone is looked up among the
 * operations, because another request would make another pool.
 */
export async function clonePool(
	send: Send,
	poolId: string,
	order: CloneOrder,
	wait: ActionWait,
): Promise<Pool> {
	const clone = await outcomeOf(cloneOnce(send, poolId, order, wait));
	if (!isFailure(clone)) return clone;
	const { operationId, isUnclear } = order.progress;
	const isSent = operationId !== undefined || isUnclear === true;
	if (clone.kind !== 'canceled' || !isSent) throw clone;
	// n8n does not retry a canceled execution, and a new execution would clone again.
	const advice = `Pool ${poolId} may have been cloned: look for the clone on the Toloka website before you clone it again.`;
	throw clone.with({ advice, isInDoubt: true });
}

async function cloneOnce(
	send: Send,
	poolId: string,
	order: CloneOrder,
	wait: ActionWait,
): Promise<Pool> {
	const make = async () => await makeClone(send, poolId, order, wait);
	const clone = (await make()) ?? (await make());
	if (clone === undefined) throw takenByOthers(poolId);
	return clone;
}

/** Returns a clone with the mark of this run; undefined if another run took the clone meanwhile. */
async function makeClone(
	send: Send,
	poolId: string,
	{ changes, progress, isOthers, mark }: CloneOrder,
	wait: ActionWait,
): Promise<Pool | undefined> {
	const startable = {
		type: 'POOL.CLONE',
		start: async () => await startClone(send, poolId),
		isSame: (operation: Operation) => isAbout(operation, poolId) && !isOthers(operation.id),
		choose: async (operations: readonly Operation[]) =>
			await findOwnClone(send, operations, { poolId, mark }, wait),
		unclear: `It is unclear whether pool ${poolId} was cloned. Look for the clone on the Toloka website. If there is none, retry this execution: it looks for the clone first.`,
	};
	const id = await startOnce(send, startable, progress, wait.clock, wait.signal);
	const pending = { id, type: startable.type, status: 'RUNNING' };
	const ended = await outcomeOf(finish(send, pending, wait));
	if (isFailure(ended)) {
		// The next try starts anew.
		if (ended.kind === 'operation-failed') Object.assign(progress, NOTHING_STARTED);
		throw notMade(ended, poolId, id);
	}
	const cloneId = cloneIdOf(ended);
	if (cloneId === '') throw noClone(poolId, id);
	const clone = await outcomeOf(claimClone(send, cloneId, mark, fieldsOf(changes), wait));
	if (isFailure(clone)) throw afterPartialWork(clone, existsText(cloneId), { ids: [cloneId] });
	if (clone === undefined) Object.assign(progress, NOTHING_STARTED);
	return clone;
}

const WAITS_AGAIN = 'Retry this execution: it waits for the same clone.';

/** Advises a retry whatever interrupted the wait: a new execution would make another clone. */
function notMade(ended: TolokaFailure, poolId: string, operationId: string): TolokaFailure {
	const failure = aboutPool(ended, `Pool ${poolId} was not cloned`, WAITS_AGAIN);
	if (failure !== ended) return failure;
	const started = `The operation ${operationId}, which clones pool ${poolId}, was started. ${WAITS_AGAIN}`;
	return afterPartialWork(failure, started, { ids: [operationId] });
}

const NOTHING_STARTED = { operationId: undefined, isUnclear: undefined };

async function startClone(send: Send, poolId: string): Promise<Operation> {
	const doing = `cloning pool ${poolId}`;
	const path = pathOf`/pools/${poolId}/clone`;
	const sent = await outcomeOf(send({ method: 'POST', api: 'v1', path, doing }));
	if (isFailure(sent)) throw await unlessTraining(send, poolId, sent);
	return asOperation(sent.body, doing);
}

function fieldsOf({ name, willExpire }: CloneChanges): object {
	return {
		...(name !== undefined && { private_name: name }),
		...(willExpire !== undefined && { will_expire: willExpire }),
	};
}

function existsText(cloneId: string): string {
	return `The clone exists: pool ${cloneId}. A retry of this execution changes that clone and creates no other.`;
}

function takenByOthers(poolId: string) {
	return refusal(
		`Two clones of pool ${poolId} in a row were taken by other executions`,
		'Run the node again when they have finished: it makes another clone.',
	);
}

function noClone(poolId: string, operationId: string) {
	return refusal(
		`Operation ${operationId} that cloned pool ${poolId} does not say which pool is the clone`,
		'Look for the newest pool of the project with Pool: Get Many.',
	);
}
