import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import { OWNER } from '../account/wire.mts';
import type { Assignment, AssignmentEvent, PoolTask, Task } from '../entities.mts';
import { formatPoolTask, formatTask } from '../tasks/wire.mts';
import { answersOf } from './answers.mts';

const DIGITS = 3;
export const EVENTS: readonly AssignmentEvent[] = [
	'submitted',
	'accepted',
	'rejected',
	'skipped',
	'expired',
];

/** An assignment with the times of only those events that happened (toloka-api §P4.1). */
export function formatAssignment(world: World, assignment: Assignment): JsonObject {
	const { suite, pool, performer, times, publicComment, bonusIds } = assignment;
	const wire: JsonObject = {
		id: assignment.id,
		task_suite_id: suite.id,
		pool_id: pool.id,
		user_id: performer.userId,
		status: assignment.status,
		reward: assignment.reward,
		mixed: suite.mixed,
		automerged: suite.isMerged === true,
		tasks: suite.tasks.map((task) => formatGivenTask(world, task)),
		...formatSolutions(world, assignment),
		owner: OWNER,
		created: world.wireDate(assignment.createdUs, DIGITS),
	};
	for (const event of EVENTS) {
		const atUs = times[event];
		if (atUs !== undefined) wire[event] = world.wireDate(atUs, DIGITS);
	}
	if (publicComment !== null) wire.public_comment = publicComment;
	if (bonusIds.length > 0) wire.bonus_ids = bonusIds;
	return wire;
}

/** Assignments that were not submitted have none, or an empty list (toloka-api §P11, P13). */
function formatSolutions(world: World, assignment: Assignment): JsonObject {
	if (assignment.times.submitted !== undefined) {
		const { firstDeclined: first } = assignment;
		return {
			...(first && { first_declined_solution_attempt: first.map(formatSolution) }),
			solutions: answersOf(world, assignment).map(formatSolution),
		};
	}
	return world.switches.get().missingSolutions === 'empty' ? { solutions: [] } : {};
}

function formatSolution(values: JsonObject): JsonObject {
	return { output_values: values };
}

/** A mixed task is complete, as in the official OpenAPI's sample; a suite's own only has its content. */
function formatGivenTask(world: World, task: Task | PoolTask): JsonObject {
	return 'pool' in task ? formatPoolTask(world, task) : formatTask(task);
}
