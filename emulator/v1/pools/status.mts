import type { World } from '../../world.mts';
import type { Pool, PoolStatus } from '../entities.mts';

/** While an action runs, nothing is possible in a pool: it is LOCKED (toloka-api §P3.5). */
export function poolStatus(world: World, pool: Pool): PoolStatus {
	const locks = world.switches.get().lockedWhileActing;
	return locks && world.operations.isPoolLocked(pool.id) ? 'LOCKED' : pool.status;
}
