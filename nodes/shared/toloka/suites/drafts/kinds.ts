import { isRecord } from '../../values/foreign';

/**
 * What a pool contains: task suites, or single tasks that it mixes into suites. Its `mixer_config`
 * decides, and what fits one kind of pool is refused by the other (toloka-api §P2.6).
 */
export interface CreationKind {
	name: 'suites' | 'tasks';
	path: '/task-suites' | '/tasks';
	operation: string;
	/** The key of the id of what was created, in a log entry. */
	idName: 'task_suite_id' | 'task_id';
	one: string;
	many: string;
	/** Whether a value is a suite or task as the service returns it. */
	isShown(value: unknown): value is ShownJson;
}

/** A task suite or a task, as it is sent or as the service returns it. */
export type SuiteJson = Record<string, unknown>;

export type ShownJson = SuiteJson & { id: string };

export const SUITES: CreationKind = {
	name: 'suites',
	path: '/task-suites',
	operation: 'TASK_SUITE.BATCH_CREATE',
	idName: 'task_suite_id',
	one: 'task suite',
	many: 'task suites',
	isShown: (value): value is ShownJson =>
		isRecord(value) && typeof value.id === 'string' && Array.isArray(value.tasks),
};

export const TASKS: CreationKind = {
	name: 'tasks',
	path: '/tasks',
	operation: 'TASK.BATCH_CREATE',
	idName: 'task_id',
	one: 'task',
	many: 'tasks',
	isShown: (value): value is ShownJson =>
		isRecord(value) && typeof value.id === 'string' && isRecord(value.input_values),
};

/** “a task suite”, “3 tasks”. */
export function countText({ one, many }: CreationKind, count: number): string {
	return count === 1 ? `a ${one}` : `${count} ${many}`;
}
