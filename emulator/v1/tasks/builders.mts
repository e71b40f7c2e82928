import { US_PER_MS } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import { sampleInput } from '../../samples.mts';
import { found } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import { noteWork } from '../assignments/staffing.mts';
import type { PoolTask, TaskSuite } from '../entities.mts';
import { createSuite } from './suiteCreation.mts';
import { createTask } from './taskCreation.mts';

export interface NewTaskSuites {
	count: number;
	tasksPerSuite?: number;
	/** Default: the pool's default, else 1. */
	overlap?: number | null;
	/** Input of the i-th task. */
	input?: (index: number) => JsonObject;
	createdMs?: number;
}

export interface NewTasks {
	count: number;
	/** Default: the pool's default, else 1; null = infinite. */
	overlap?: number | null;
	/** Input of the i-th task. */
	input?: (index: number) => JsonObject;
	/** Correct answers of the i-th task, which make it a control task (default overlap: infinite). */
	known?: (index: number) => JsonObject;
	/** Hint of the i-th task, which makes a control task a training task. */
	hint?: (index: number) => string;
	createdMs?: number;
}

/** Adds tasks to a pool with smart mixing. */
export function addTasks(world: World, poolId: string, wanted: NewTasks): PoolTask[] {
	const pool = found(world.pools.get(poolId));
	const { known, hint, count } = wanted;
	const { overlap = known === undefined ? (pool.settings.defaultTaskOverlap ?? 1) : null } = wanted;
	const createdUs = Math.floor(wanted.createdMs ?? world.clock.now()) * US_PER_MS;
	const input = wanted.input ?? ((index: number) => sampleInput(pool.project.inputSpec, index));
	const added = Array.from({ length: count }, (_, index) => {
		const right = known?.(index);
		const draft = {
			pool,
			input: input(index),
			knownSolutions:
				right === undefined ? null : [{ output_values: right, correctness_weight: 1 }],
			baselineSolutions: null,
			hint: hint?.(index) ?? null,
			overlap,
			reservedFor: [],
			unavailableFor: [],
			rest: {},
		};
		return createTask(world, draft, createdUs);
	});
	noteWork(world, pool, createdUs);
	return added;
}

export function addTaskSuites(world: World, poolId: string, wanted: NewTaskSuites): TaskSuite[] {
	const pool = found(world.pools.get(poolId));
	const { tasksPerSuite = 1, overlap = pool.settings.defaultOverlap ?? 1 } = wanted;
	const createdUs = Math.floor(wanted.createdMs ?? world.clock.now()) * US_PER_MS;
	const input = wanted.input ?? ((index: number) => sampleInput(pool.project.inputSpec, index));
	const added = Array.from({ length: wanted.count }, (_, suite) => {
		const tasks = Array.from({ length: tasksPerSuite }, (__, task) => ({
			input: input(suite * tasksPerSuite + task),
			knownSolutions: null,
			baselineSolutions: null,
			hint: null,
			rest: {},
		}));
		const draft = {
			pool,
			tasks,
			overlap,
			reservedFor: [],
			unavailableFor: [],
			issuingOrder: 0,
			mixed: false,
			place: null,
			rest: {},
		};
		return createSuite(world, draft, createdUs);
	});
	noteWork(world, pool, createdUs);
	return added;
}
