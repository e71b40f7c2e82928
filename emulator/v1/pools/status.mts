import type { World } from '../../world.mts';
import type { Pool, PoolStatus } from '../entities.mts';

export const POOL_STATUSES: readonly PoolStatus[] = ['OPEN', 'CLOSED', 'LOCKED', 'ARCHIVED'];

/** While an action runs, a pool is LOCKED and nothing else is possible (toloka-api §P3.5). */
export function poolStatus(world: World, pool: Pool): PoolStatus {
	const locks = world.switches.get().lockedWhileActing;
	return locks && world.operations.isPoolLocked(pool.id) ? 'LOCKED' : pool.status;
}
