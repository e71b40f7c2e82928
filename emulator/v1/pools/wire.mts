import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import { OWNER } from '../account/wire.mts';
import type { Pool, PoolSettings } from '../entities.mts';
import { REST } from './body.mts';
import { poolStatus } from './status.mts';

const DIGITS = 3;

/** A pool with its server-set fields (toloka-api §P3.2). */
export function formatPool(world: World, pool: Pool): JsonObject {
	const { settings } = pool;
	const wire: JsonObject = {
		project_id: pool.project.id,
		private_name: settings.privateName,
		...ofPools(settings.rest),
		will_expire: world.wireDate(settings.willExpireUs, DIGITS),
		reward_per_assignment: settings.reward,
		may_contain_adult_content: settings.hasAdultContent,
		assignment_max_duration_seconds: settings.maxDurationS,
		auto_accept_solutions: settings.autoAccept,
		auto_close_after_complete_delay_seconds: settings.autoCloseDelayS,
		priority: settings.priority,
		type: pool.type,
		...formatOptional(settings),
	};
	return { ...wire, ...formatServerSet(world, pool) };
}

/** Leaves out fields that only trainings have. */
function ofPools(rest: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(rest).filter(([name]) => REST.includes(name)));
}

/**
 * Set by the service; some are absent, or null, if the pool was never opened (toloka-api §P3.5).
 */
export function formatServerSet(world: World, pool: Pool): JsonObject {
	const { lastStartedInOpenPool, neverOpenedKeys } = world.switches.get();
	const { createdUs, lastCloseReason, lastStartedUs, lastStoppedUs } = pool;
	const isHidden = pool.status === 'OPEN' && !lastStartedInOpenPool;
	const time = (atUs: number | null): string | null =>
		atUs === null ? null : world.wireDate(atUs, DIGITS);
	const last: JsonObject = {
		last_close_reason: lastCloseReason,
		last_started: isHidden ? null : time(lastStartedUs),
		last_stopped: time(lastStoppedUs),
	};
	const isShown = ([, value]: [string, unknown]): boolean =>
		value !== null || neverOpenedKeys === 'null';
	return {
		id: pool.id,
		status: poolStatus(world, pool),
		created: time(createdUs),
		owner: OWNER,
		...Object.fromEntries(Object.entries(last).filter(isShown)),
	};
}

/** Fields that are absent if not set. */
function formatOptional(settings: PoolSettings): JsonObject {
	const { defaultOverlap, defaultTaskOverlap, autoAcceptPeriodDays, mixer } = settings;
	const defaults: JsonObject = {
		...(defaultOverlap === null ? {} : { default_overlap_for_new_task_suites: defaultOverlap }),
		...(defaultTaskOverlap === null ? {} : { default_overlap_for_new_tasks: defaultTaskOverlap }),
	};
	return {
		defaults,
		...(autoAcceptPeriodDays === null ? {} : { auto_accept_period_day: autoAcceptPeriodDays }),
		...(mixer === null ? {} : { mixer_config: mixer.sent }),
	};
}
