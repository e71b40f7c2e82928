import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { addPool } from './adding.mts';

/**
 * Adds a closed pool without tasks, with all settings of its source, even name and expiry
 * (toloka-api §P3.9).
 */
export function clonePool(world: World, source: Pool, atUs: Microseconds): Pool {
	return addPool(world, {
		project: source.project,
		type: source.type,
		settings: structuredClone(source.settings),
		createdUs: atUs,
		performers: source.crew.wanted,
	});
}
