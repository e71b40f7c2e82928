import { isJsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import { answerTask } from '../assignments/answers.mts';
import { tasksByKind } from '../assignments/work.mts';
import type { Performer, Pool } from '../entities.mts';
import { requiredTraining } from '../pools/body.mts';
import { scoreOf } from '../quality/goldenSet.mts';

/**
 * A performer who comes to a pool that requires a training takes the training, once, while it is
 * open; only the first answers count (official guide, “Adding a training”).
 */
export function takeTraining(world: World, pool: Pool, performer: Performer): void {
	const training = trainingOf(world, pool);
	if (training?.status !== 'OPEN' || training.crew.trained.has(performer.userId)) return;
	training.crew.trained.set(performer.userId, shareOfRight(world, training, performer));
}

/** Whether a performer reached the passing score of the pool's training; true if it has none. */
export function hasPassed(world: World, pool: Pool, userId: string): boolean {
	const id = requiredTraining(pool.settings);
	if (id === null) return true;
	const share = trainingOf(world, pool)?.crew.trained.get(userId);
	return share !== undefined && share >= passingShare(pool);
}

function trainingOf(world: World, { settings }: Pool): Pool | undefined {
	return world.pools.get(requiredTraining(settings) ?? '');
}

function passingShare({ settings }: Pool): number {
	const control = settings.rest.quality_control;
	const wanted = isJsonObject(control) ? control.training_requirement : undefined;
	return isJsonObject(wanted) ? Number(wanted.training_passing_skill_value) : 0;
}

/** Percentage of correct answers, over the tasks of as many suites as are needed to pass. */
function shareOfRight(world: World, training: Pool, { number }: Performer): number {
	const { rest } = training.settings;
	const suites = Number(rest.task_suites_required_to_pass ?? 1);
	const count = suites * Number(rest.training_tasks_in_task_suite_count ?? 1);
	const tasks = tasksByKind(training).training.slice(0, count);
	const scores = tasks.map((task) =>
		scoreOf(task, answerTask(world, training.project, task, number)),
	);
	return (100 * scores.reduce((sum, score) => sum + score, 0)) / scores.length;
}
