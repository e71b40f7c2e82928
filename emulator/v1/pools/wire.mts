import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import { OWNER } from '../account/wire.mts';
import type { Pool, PoolSettings } from '../entities.mts';

const DIGITS = 3;

/** A pool with its server-set fields (toloka-api §P3.2). */
export function formatPool(world: World, pool: Pool): JsonObject {
	const { settings } = pool;
	const wire: JsonObject = {
		id: pool.id,
		project_id: pool.project.id,
		private_name: settings.privateName,
		...settings.rest,
		status: pool.status,
		created: world.wireDate(pool.createdUs, DIGITS),
		will_expire: world.wireDate(settings.willExpireUs, DIGITS),
		reward_per_assignment: settings.reward,
		may_contain_adult_content: settings.hasAdultContent,
		assignment_max_duration_seconds: settings.maxDurationS,
		auto_accept_solutions: settings.autoAccept,
		auto_close_after_complete_delay_seconds: settings.autoCloseDelayS,
		priority: settings.priority,
		owner: OWNER,
		type: pool.type,
		...formatOptional(settings),
	};
	if (pool.lastCloseReason !== null) {
		wire.last_close_reason = pool.lastCloseReason;
	}
	if (pool.lastStartedUs !== null) {
		wire.last_started = world.wireDate(pool.lastStartedUs, DIGITS);
	}
	if (pool.lastStoppedUs !== null) {
		wire.last_stopped = world.wireDate(pool.lastStoppedUs, DIGITS);
	}
	return wire;
}

/** Absent where not set. */
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
