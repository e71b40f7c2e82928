import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { SuiteDraft, TaskSuite } from '../entities.mts';

export function createSuite(world: World, draft: SuiteDraft, createdUs: Microseconds): TaskSuite {
	const id = world.suiteIds.next(draft.pool.id, createdUs);
	const tasks = draft.tasks.map((task) => ({
		id: world.suiteIds.next(draft.pool.id, createdUs),
		...task,
	}));
	const suite: TaskSuite = { ...draft, id, tasks, createdUs, issued: 0 };
	draft.pool.suites.push(suite);
	world.suites.set(id, suite);
	return suite;
}
