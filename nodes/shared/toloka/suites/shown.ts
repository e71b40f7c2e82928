import { isSameContent, matchByContent } from '../values/content';
import { isRecord } from '../values/foreign';
import type { Draft } from './drafts';
import type { Fate } from './fates';
import type { SuiteJson } from './taskSuites';

/** What is kept of a suite as the service shows it: where items are tasks, only the tasks' ids. */
export function shown(draft: Draft, suite: SuiteJson): Pick<Fate, 'suite' | 'taskIds'> {
	return draft.isGroup ? { taskIds: taskIdsOf(draft, suite) } : { suite };
}

/** The ids of a suite's tasks, in the order in which the tasks were sent. */
function taskIdsOf({ suite: sent }: Draft, suite: SuiteJson): unknown[] {
	const sentTasks = tasksOf(sent);
	const shownTasks = tasksOf(suite);
	const isSameOrder =
		sentTasks.length === shownTasks.length &&
		sentTasks.every(({ input_values: input }, place) =>
			isSameContent(input, shownTasks[place].input_values),
		);
	if (isSameOrder) return shownTasks.map(({ id }) => id);
	return matchByContent(
		sentTasks.map((task) => task.input_values),
		shownTasks.map(({ id, input_values: content }) => ({ id: id as string, content })),
	);
}

function tasksOf({ tasks }: SuiteJson): SuiteJson[] {
	return Array.isArray(tasks) ? (tasks as unknown[]).filter(isRecord) : [];
}
