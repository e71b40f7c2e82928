import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { addPool } from './adding.mts';

/**
 * A closed pool without tasks, with its source's settings, name and expiry too (toloka-api §P3.9).
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
