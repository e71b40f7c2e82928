import { firstNot } from '../../service/sortedIndex.mts';
import type { World } from '../../world.mts';
import type { Pool, PoolTask } from '../entities.mts';
import { poolOfId } from '../ids.mts';

const ofSuites = new WeakMap<Pool, { suites: number; tasks: PoolTask[] }>();

/** All tasks of a pool, in ascending order of id: its own, and those of suites made by hand. */
export function tasksOfPool(pool: Pool): readonly PoolTask[] {
	const inSuites = tasksInSuites(pool);
	if (inSuites.length === 0) {
		return pool.tasks;
	}
	return pool.tasks.length === 0
		? inSuites
		: [...pool.tasks, ...inSuites].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** A task's id names its pool: the left part is the pool's id in hex (toloka-api §2.1). */
export function findTask(world: World, id: string): PoolTask | undefined {
	const pool = world.pools.get(poolOfId(id) ?? '');
	if (pool === undefined) {
		return undefined;
	}
	const tasks = tasksOfPool(pool);
	const task = tasks[firstNot(tasks, (one) => one.id < id)];
	return task?.id === id ? task : undefined;
}

/** A task in a suite is issued as often as its suite. */
function tasksInSuites(pool: Pool): PoolTask[] {
	const known = ofSuites.get(pool);
	if (known?.suites === pool.suites.length) {
		return known.tasks;
	}
	const tasks = pool.suites
		.filter(({ mixed, tasks: mixedIn }) => !mixed || mixedIn.every((task) => !('pool' in task)))
		.flatMap((suite) => suite.tasks.map((task) => taskInSuite(task, suite)));
	ofSuites.set(pool, { suites: pool.suites.length, tasks });
	return tasks;
}

function taskInSuite(task: Pool['suites'][number]['tasks'][number], suite: Pool['suites'][number]) {
	return {
		...task,
		pool: suite.pool,
		createdUs: suite.createdUs,
		reservedFor: suite.reservedFor,
		unavailableFor: suite.unavailableFor,
		get overlap() {
			return suite.overlap;
		},
		get issued() {
			return suite.issued;
		},
	};
}
