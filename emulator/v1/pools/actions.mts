import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import { inappropriateStatus, ServiceError } from '../../service/errors.mts';
import type { ServiceBase } from '../../service/auth.mts';
import type { Reply, ServiceRequest } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { OperationType, Pool, PoolStatus } from '../entities.mts';
import { formatOperation } from '../operations/operationRoutes.mts';
import { requireArchivable } from './archiving.mts';
import { clonePool } from './cloning.mts';
import { closePool, type CloseReason } from './closing.mts';
import { requireModerated } from './moderation.mts';
import { openPool, requireOpenable, startRunning } from './opening.mts';

/** After this time the service reopens a pool that was closed for an update (toloka-api §P3.8). */
const UPDATE_US = 15 * 60 * 1_000_000;

export type ActionName = 'open' | 'close' | 'close-for-update' | 'archive' | 'clone';

interface Action {
	operation: 'OPEN' | 'CLOSE' | 'ARCHIVE' | 'CLONE';
	/** Whether there is nothing to do; the response is then 204. */
	isDone(pool: Pool): boolean;
	require(world: World, pool: Pool, base: ServiceBase): void;
	/** The work at the end of the operation; returns its `details`. */
	work(world: World, pool: Pool, atUs: Microseconds): JsonObject;
	/** Whether other actions on the pool are refused meanwhile. */
	locks: boolean;
}

/** The actions on pools and trainings (toloka-api §P3.1, §P3.7 to §P3.9, §P3.11). */
const actions: Readonly<Record<ActionName, Action>> = {
	open: {
		operation: 'OPEN',
		isDone: ({ status }) => status === 'OPEN',
		require: (world, pool, base) => {
			requireOpenable(pool);
			requireModerated(world, pool, base);
		},
		work: (world, pool, atUs) => {
			openPool(world, pool, atUs);
			return {};
		},
		locks: true,
	},
	close: closing('MANUAL'),
	'close-for-update': closing('FOR_UPDATE'),
	archive: {
		operation: 'ARCHIVE',
		isDone: ({ status }) => status === 'ARCHIVED',
		require: requireArchivable,
		work: (_world, pool) => {
			pool.status = 'ARCHIVED';
			return {};
		},
		locks: true,
	},
	clone: {
		operation: 'CLONE',
		isDone: () => false,
		require: (world) => world.quotas.takeCreation('clones'),
		work: (world, pool, atUs) => ({ [idName(pool)]: clonePool(world, pool, atUs).id }),
		locks: false,
	},
};

/** Starts an action on a pool or a training, or responds that there is nothing to do. */
export function act(
	world: World,
	name: ActionName,
	pool: Pool,
	{ operationFault, base }: ServiceRequest,
): Reply {
	const action = actions[name];
	if (action.locks && world.operations.isPoolLocked(pool.id)) {
		throw new ServiceError(
			409,
			'POOL_LOCKED_BY_ANOTHER_OPERATION',
			'Pool is locked by another operation',
		);
	}
	if (action.isDone(pool)) {
		return { status: 204 };
	}
	action.require(world, pool, base);
	const operation = world.operations.start(world, {
		type: typeOf(pool, action),
		parameters: { [idName(pool)]: pool.id },
		...(action.locks && { locksPool: pool.id }),
		outcome: 'SUCCESS',
		fault: operationFault,
		work: (finishedUs) => ({ details: action.work(world, pool, finishedUs), log: [] }),
		undone: { details: {}, log: [] },
	});
	return { status: 202, body: formatOperation(world, operation) };
}

function closing(reason: CloseReason): Action {
	return {
		operation: 'CLOSE',
		isDone: ({ status }) => status === 'CLOSED',
		require: (_world, pool) => requireStatus(pool, ['OPEN', 'CLOSED']),
		work: (world, pool, atUs) => {
			if (pool.status !== 'OPEN') return {};
			closePool(world, pool, reason, atUs);
			if (reason === 'FOR_UPDATE') openAgain(world, pool, atUs);
			return {};
		},
		locks: true,
	};
}

function openAgain(world: World, pool: Pool, closedUs: Microseconds): void {
	world.timeline.at(closedUs + UPDATE_US, (atUs) => {
		const { status, lastCloseReason, lastStoppedUs } = pool;
		const isWaiting = lastCloseReason === 'FOR_UPDATE' && lastStoppedUs === closedUs;
		if (status === 'CLOSED' && isWaiting) startRunning(world, pool, atUs);
	});
}

function requireStatus(pool: Pool, appropriate: readonly PoolStatus[]): void {
	if (!appropriate.includes(pool.status)) {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', appropriate);
	}
}

function idName({ type }: Pool): 'pool_id' | 'training_id' {
	return type === 'TRAINING' ? 'training_id' : 'pool_id';
}

function typeOf({ type }: Pool, { operation }: Action): OperationType {
	return type === 'TRAINING' ? `TRAINING.${operation}` : `POOL.${operation}`;
}
