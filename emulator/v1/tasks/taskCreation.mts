import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { PoolTask, TaskDraft } from '../entities.mts';

export function createTask(world: World, draft: TaskDraft, createdUs: Microseconds): PoolTask {
	const id = world.suiteIds.next(draft.pool.id, createdUs);
	const task: PoolTask = { ...draft, id, createdUs, issued: 0 };
	draft.pool.tasks.push(task);
	world.tasks.set(id, task);
	return task;
}
