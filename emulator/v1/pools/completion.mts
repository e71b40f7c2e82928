import { US_PER_MS, type Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { isAllDone } from '../assignments/work.mts';
import type { Pool } from '../entities.mts';
import { closePool } from './closing.mts';

const US_PER_SECOND = 1_000_000;

/**
 * Closes a pool that is done, after its own delay and the time that the service takes to notice:
 * clients still find it open a minute later (toloka-api §P3.2, §P12.2). A training is never done (§P3.11).
 */
export function noticeCompletion(world: World, pool: Pool, atUs: Microseconds): void {
	const { crew, settings } = pool;
	const isOver = pool.type !== 'TRAINING' && isAllDone(pool);
	if (pool.status !== 'OPEN' || crew.doneSinceUs !== null || !isOver) {
		return;
	}
	crew.doneSinceUs = atUs;
	const lagUs = world.switches.get().autoCloseLagMs * US_PER_MS;
	world.timeline.at(atUs + settings.autoCloseDelayS * US_PER_SECOND + lagUs, (closedUs) => {
		if (pool.status === 'OPEN' && crew.doneSinceUs === atUs && isAllDone(pool)) {
			closePool(world, pool, 'COMPLETED', closedUs);
		}
	});
}
