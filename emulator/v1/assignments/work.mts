import type { Issuing, Pool, PoolTask, TaskSuite } from '../entities.mts';
import { isMixing } from '../pools/kind.mts';
import { kindOfTask } from '../tasks/kindOfTask.mts';
import { remainingOverlap } from '../tasks/overlap.mts';

export interface TasksByKind {
	general: readonly PoolTask[];
	control: readonly PoolTask[];
	training: readonly PoolTask[];
}

const sorted = new WeakMap<Pool, { count: number; kinds: TasksByKind }>();

/** The tasks of a pool with smart mixing by kind, each in order of creation. */
export function tasksByKind(pool: Pool): TasksByKind {
	const known = sorted.get(pool);
	if (known?.count === pool.tasks.length) {
		return known.kinds;
	}
	const kinds = {
		general: [] as PoolTask[],
		control: [] as PoolTask[],
		training: [] as PoolTask[],
	};
	for (const task of pool.tasks) {
		kinds[kindOfTask(task)].push(task);
	}
	sorted.set(pool, { count: pool.tasks.length, kinds });
	return kinds;
}

/** Call when the kind of a task has changed: somebody new replaces everybody at work. */
export function forgetKinds(pool: Pool): void {
	sorted.delete(pool);
	pool.crew.firstOpen = 0;
	pool.crew.hand = null;
	for (const seat of pool.crew.seats) {
		seat.visitor = null;
	}
}

/**
 * What must be issued until every overlap is reached. Control tasks only accompany general ones,
 * unless the pool mixes no general ones.
 */
export function workOf(pool: Pool): ReadonlyArray<PoolTask | TaskSuite> {
	if (!isMixing(pool)) {
		return pool.suites;
	}
	return pool.settings.mixer?.real === 0 ? pool.tasks : tasksByKind(pool).general;
}

/** Whether anything with a finite overlap is left to issue. */
export function hasOpenWork(pool: Pool): boolean {
	const work = workOf(pool);
	const { crew } = pool;
	for (let one = work[crew.firstOpen]; one !== undefined; one = work[crew.firstOpen]) {
		if (remainingOverlap(one) > 0) return true;
		crew.firstOpen += 1;
	}
	return false;
}

/**
 * Whether a performer may take any of the work that is left, which may be reserved for others; true
 * if none is left.
 */
export function isServed(pool: Pool, userId: string): boolean {
	return !hasOpenWork(pool) || workOf(pool).some((one) => mayTake(one, userId));
}

/** Whether all work has infinite overlap. */
export function isForEverybody(pool: Pool): boolean {
	return workOf(pool).every(({ overlap }) => overlap === null);
}

/**
 * Finite overlaps are reached and nobody is at work; infinite ones do not count (toloka-api §P10).
 */
export function isAllDone(pool: Pool): boolean {
	return (
		pool.crew.active === 0 &&
		!hasOpenWork(pool) &&
		workOf(pool).some(({ overlap }) => overlap !== null)
	);
}

export function mayTake(
	work: Issuing & Pick<PoolTask, 'issued' | 'mergedFrom'>,
	userId: string,
): boolean {
	const { overlap, reservedFor, unavailableFor, mergedFrom } = work;
	return (
		(overlap === null || remainingOverlap(work) > 0) &&
		(reservedFor.length === 0 || reservedFor.includes(userId)) &&
		!unavailableFor.includes(userId) &&
		mergedFrom?.has(userId) !== true
	);
}
