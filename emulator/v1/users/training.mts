import { isJsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { requiredTraining } from '../pools/body.mts';

/** Whether a performer reached the passing score of the pool's training; true if it has none. */
export function hasPassed(world: World, pool: Pool, userId: string): boolean {
	if (requiredTraining(pool.settings) === null) return true;
	const share = trainingOf(world, pool)?.crew.trained.get(userId);
	return share !== undefined && share >= passingShare(pool);
}

/** The training that a pool requires. */
export function trainingOf(world: World, { settings }: Pool): Pool | undefined {
	return world.pools.get(requiredTraining(settings) ?? '');
}

function passingShare({ settings }: Pool): number {
	const control = settings.rest.quality_control;
	const wanted = isJsonObject(control) ? control.training_requirement : undefined;
	return isJsonObject(wanted) ? Number(wanted.training_passing_skill_value) : 0;
}
