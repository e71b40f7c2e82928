import { isJsonObject, type Json } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { skillOf } from '../users/admission.mts';

/** A performer's reward for a suite: by skill, or the pool's own (toloka-api §P3.2). */
export function rewardFor(world: World, { settings }: Pool, userId: string): number {
	const config = settings.rest.dynamic_pricing_config;
	if (!isJsonObject(config)) return settings.reward;
	const { value } = skillOf(world, String(config.skill_id), userId) ?? {};
	const intervals = Array.isArray(config.intervals) ? config.intervals : [];
	const own = intervals.find((one) => value !== undefined && holds(one, value));
	const reward = isJsonObject(own) ? own.reward_per_assignment : undefined;
	return typeof reward === 'number' ? reward : settings.reward;
}

/** Both ends belong to an interval; without an end it is unbounded. */
function holds(interval: Json, value: number): boolean {
	if (!isJsonObject(interval)) return false;
	return value >= Number(interval.from ?? -Infinity) && value <= Number(interval.to ?? Infinity);
}
