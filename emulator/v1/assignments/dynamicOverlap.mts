import type { Microseconds } from '../../dates.mts';
import { isJsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Assignment, PoolTask, Solution } from '../entities.mts';
import { aggregateTask, weighingOf } from '../solutions/aggregation.mts';
import { ballotOf } from '../solutions/ballots.mts';
import { announce } from '../webhooks/events.mts';
import { ownTasks } from './finishing.mts';

interface Config {
	maxOverlap: number;
	minConfidence: number;
	fields: string[];
	skillId: string;
}

/**
 * Raises by one, up to the pool's maximum (`dynamic_overlap_config`, toloka-api §P3.2), the overlap
 * of tasks whose answers are all in but do not agree well enough. Announces tasks that need no more
 * answers. Returns whether any overlap was raised.
 */
export function raiseWhereUnsure(
	world: World,
	assignment: Assignment,
	atUs: Microseconds,
): boolean {
	const config = configOf(assignment);
	if (config === null) return false;
	const unsure = ownTasks(assignment).filter((task) => {
		const agreed = agreementOn(world, task, config);
		if (agreed === null) return false;
		const isUnsure =
			agreed.solution.confidence < config.minConfidence &&
			(task.overlap ?? Infinity) < config.maxOverlap;
		if (!isUnsure) announceCompleted(world, task, agreed, atUs);
		return isUnsure;
	});
	for (const task of unsure) {
		task.overlap = (task.overlap ?? 0) + 1;
	}
	if (unsure.length > 0) {
		Object.assign(assignment.pool.crew, { firstOpen: 0, doneSinceUs: null });
	}
	return unsure.length > 0;
}

/** The aggregated answers to a task. */
interface Agreement {
	solution: Solution;
	assignmentIds: string[];
}

/** Null while answers are missing, for control tasks, and for infinite overlaps. */
function agreementOn(world: World, task: PoolTask, config: Config): Agreement | null {
	const { overlap, pool, knownSolutions } = task;
	if (overlap === null || knownSolutions !== null) return null;
	const answers = pool.assignments
		.filter(({ status }) => status === 'SUBMITTED' || status === 'ACCEPTED')
		.map((one) => ({ one, index: one.suite.tasks.findIndex(({ id }) => id === task.id) }))
		.filter(({ index }) => index !== -1);
	if (answers.length < overlap) return null;
	const ballots = answers.map(({ one, index }) => ballotOf(world, one, task, index));
	const poll = { task, ballots };
	const weighing = weighingOf(world, { ...config, method: 'WEIGHTED_DYNAMIC_OVERLAP' });
	const unanswered = { taskId: task.id, poolId: pool.id, confidence: 0, output: {} };
	return {
		solution: aggregateTask(pool, poll, weighing) ?? unanswered,
		assignmentIds: answers.map(({ one }) => one.id),
	};
}

function announceCompleted(
	world: World,
	{ id, pool }: PoolTask,
	{ solution, assignmentIds }: Agreement,
	atUs: Microseconds,
): void {
	announce(world, 'DYNAMIC_OVERLAP_COMPLETED', pool, atUs, {
		task_id: id,
		confidence: solution.confidence,
		assignment_ids: assignmentIds,
		output_values: solution.output,
	});
}

function configOf({ pool, suite }: Assignment): Config | null {
	const config = pool.settings.rest.dynamic_overlap_config;
	if (!suite.mixed || !isJsonObject(config)) return null;
	const fields = Array.isArray(config.fields) ? config.fields.filter(isJsonObject) : [];
	return {
		maxOverlap: Number(config.max_overlap),
		minConfidence: Number(config.min_confidence),
		fields: fields.map(({ name }) => String(name)),
		skillId: String(config.answer_weight_skill_id),
	};
}
