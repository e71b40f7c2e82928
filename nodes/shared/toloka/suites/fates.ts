import { TolokaFailure } from '../service/failures';
import type { ReadyRequest } from './chunks';
import type { SuiteJson } from './taskSuites';
import type { FieldError } from '../service/fieldErrors';
import type { Draft } from './drafts';
import { isRecord } from '../values/foreign';
import { isSameContent, matchByContent } from '../values/content';

/** What became of one suite: created, or why it was not, or why that is not known. */
export interface Fate {
	id?: string;
	/** The suite as the service shows it, where it was shown and the item is a suite. */
	suite?: SuiteJson;
	/** Ids of its tasks, where it was shown and the items are its tasks. */
	taskIds?: unknown[];
	errors?: FieldError[];
	failure?: TolokaFailure;
	operationId?: string;
	/** Why the pool was not opened although that was asked for. */
	poolProblem?: string;
}

/** Fates by position among all drafts of a run. */
export type Fates = Map<number, Fate>;

export function fatesOf(
	chunk: ReadyRequest,
	fateOf: (position: number, place: number) => Fate | undefined,
) {
	const fates: Fates = new Map();
	for (const [place, position] of chunk.positions.entries()) {
		const fate = fateOf(position, place);
		if (fate !== undefined) fates.set(position, fate);
	}
	return fates;
}

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

/** Creating asynchronously and waiting for the outcome. */

export interface Outcome {
	/** What is known of each suite; those without a fate were not created because of `failure`. */
	fates: Fates;
	failure: TolokaFailure | undefined;
}
