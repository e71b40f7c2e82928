import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { emptyCrew } from '../assignments/crew.mts';
import { withCollectorIds } from '../collectorIds.mts';
import type { Pool, PoolProject, PoolSettings } from '../entities.mts';
import { trainingMixer } from './settings.mts';

const FIRST_POOL_ID = 36_502_086;

interface PoolToAdd {
	project: PoolProject;
	type: Pool['type'];
	settings: PoolSettings;
	createdUs: Microseconds;
	/** Whether simulated performers come; null = as the switch says. */
	performers: boolean | null;
}

/** Adds a pool: closed, empty and never opened (toloka-api §P3.5). */
export function addPool(world: World, wanted: PoolToAdd): Pool {
	const { project, type, settings, createdUs } = wanted;
	const pool: Pool = {
		id: String(FIRST_POOL_ID + world.pools.size),
		project,
		settings: completed(world, type, settings),
		status: 'CLOSED',
		type,
		lastCloseReason: null,
		createdUs,
		lastStartedUs: null,
		lastStoppedUs: null,
		suites: [],
		tasks: [],
		assignments: [],
		crew: emptyCrew(wanted.performers),
		moderation: { isNeeded: null, passedUs: null },
		bulk: { tasks: null, assignments: null },
	};
	world.pools.set(pool.id, pool);
	return pool;
}

/** Adds what the service sets: ids of rules, and the mixer of a training. */
export function completed(world: World, type: Pool['type'], settings: PoolSettings): PoolSettings {
	const { mixer } = settings;
	const rest = withCollectorIds(world, settings.rest);
	return { ...settings, rest, mixer: type === 'TRAINING' ? trainingMixer(rest) : mixer };
}
