import type { JsonObject } from '../../emulator/json.mts';
import type { PoolInfo } from '../../emulator/inProcess/catalogue.mts';
import type { PoolWish } from '../../emulator/inProcess/seedData.mts';
import type { TruthAssignment } from '../../emulator/v1/truth.mts';
import type { Service } from './service.mts';

/** `mixer_config` with three general tasks and one control task in a suite. */
export const MIXER = { real_tasks_count: 3, golden_tasks_count: 1, training_tasks_count: 0 };

/** `mixer_config` with only general tasks, three in a suite. */
export const PLAIN_MIXER = { real_tasks_count: 3, golden_tasks_count: 0, training_tasks_count: 0 };

export const HOUR = 3_600_000;

/** Builds the body of a request that creates a pool. */
export function poolBody(extra: JsonObject = {}): JsonObject {
	return {
		project_id: '70001',
		private_name: 'n8n run 17',
		may_contain_adult_content: false,
		will_expire: '2024-12-31T00:00:00',
		reward_per_assignment: 0.02,
		assignment_max_duration_seconds: 600,
		defaults: { default_overlap_for_new_task_suites: 3, default_overlap_for_new_tasks: 3 },
		...extra,
	};
}

/** Adds an open pool with simulated performers. */
export function staffedPool({ emulator }: Service, wish: PoolWish = {}): PoolInfo {
	return emulator.seedData.addPool({ status: 'OPEN', performers: true, ...wish });
}

export function assignmentsOf({ emulator }: Service, pool: string): TruthAssignment[] {
	return emulator.truth.assignments(pool);
}

/** Counts the assignments of a pool by status. */
export function statusesOf(service: Service, pool: string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of assignmentsOf(service, pool)) {
		counts[status] = (counts[status] ?? 0) + 1;
	}
	return counts;
}

export async function poolOf({ v1 }: Service, pool: string): Promise<JsonObject> {
	return (await v1('GET', `/pools/${pool}`)).json as JsonObject;
}

/** The correct answer to a control task. */
export const known = (): JsonObject => ({ result: 'cat' });
