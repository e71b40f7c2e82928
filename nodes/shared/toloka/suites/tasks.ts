import type { SuiteJson } from './kinds';

/**
 * A task for a pool that mixes. Control and training tasks are for every performer: the website
 * makes their overlap infinite by itself, the API does not (toloka-api §P2.2).
 *
 * @param isOwn the overlap was given for this task, and not for all of them.
 */
export function taskForMixing(task: SuiteJson, isOwn: boolean): SuiteJson {
	const isKnown = task.known_solutions !== undefined;
	if (!isKnown || (isOwn && task.overlap !== undefined)) return task;
	return { ...task, overlap: undefined, infinite_overlap: true };
}
