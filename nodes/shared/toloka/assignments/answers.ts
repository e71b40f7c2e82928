import type { AssignedTask, Assignment } from './assignments';
import { isControlTask, solutionsOf, taskOf, tasksOf } from './assignments';
import { valuesOf } from '../values/exactJson';
import { withZone } from '../values/times';

/** One person's answer to one task, as nodes output it. */
export interface Answer {
	assignment_id: string;
	task_id: string | null;
	task_suite_id?: string;
	pool_id?: string;
	user_id?: string;
	status: string;
	/** Whether the right answer is known, so that the task only tests the performer. */
	is_control: boolean;
	submitted?: string;
	input_values: Record<string, unknown>;
	output_values: Record<string, unknown>;
}

/** The answers of an assignment, one per task; none if nothing was submitted. */
export function answersOf(assignment: Assignment): Answer[] {
	return answeredTasks(assignment).map(({ answer }) => answer);
}

/** The answers, each with its task. */
export function answeredTasks(
	assignment: Assignment,
): Array<{ answer: Answer; task: AssignedTask }> {
	const tasks = tasksOf(assignment);
	const submitted = withZone(assignment.submitted);
	return solutionsOf(assignment)
		.slice(0, tasks.length)
		.map((solution, place) => {
			const task = taskOf(tasks, solution, place);
			const answer = {
				assignment_id: assignment.id,
				task_id: solution.task_id ?? task.id ?? null,
				task_suite_id: assignment.task_suite_id,
				pool_id: assignment.pool_id,
				user_id: assignment.user_id,
				status: assignment.status,
				is_control: isControlTask(task),
				submitted,
				input_values: valuesOf(task.input_values) ?? {},
				output_values: valuesOf(solution.output_values) ?? {},
			};
			return { answer, task };
		});
}

/** Fields of an answer other than its values, in the order of columns. */
export const ANSWER_COLUMNS = [
	'assignment_id',
	'task_id',
	'task_suite_id',
	'pool_id',
	'user_id',
	'status',
	'is_control',
	'submitted',
] as const;

/** Reserved top-level names: the answer's own, the trigger's, and those with a meaning for n8n. */
const TAKEN = new Set<string>([
	...ANSWER_COLUMNS,
	...['input_values', 'output_values', 'dedupeKey', 'error', '__proto__'],
]);

/** An answer with its output values at the top, prefixed with `output_` if their name is taken. */
export function simplified(answer: Answer): Record<string, unknown> {
	const row: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(answer.output_values)) row[outputName(name)] = value;
	// Listed one by one, which is ten times as fast as copying the rest of an object.
	return {
		...row,
		assignment_id: answer.assignment_id,
		task_id: answer.task_id,
		task_suite_id: answer.task_suite_id,
		pool_id: answer.pool_id,
		user_id: answer.user_id,
		status: answer.status,
		is_control: answer.is_control,
		submitted: answer.submitted,
		input_values: answer.input_values,
	};
}

export function outputName(name: string): string {
	return TAKEN.has(name) || TAKEN.has(name.replace(/^(output_)+/, '')) ? `output_${name}` : name;
}
