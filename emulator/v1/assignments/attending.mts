import type { Microseconds } from '../../dates.mts';
import { isJsonObject, type JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Performer, Pool, PoolTask, Visitor } from '../entities.mts';
import { scoreOf } from '../quality/goldenSet.mts';
import { trainingOf } from '../users/training.mts';
import { answersOf } from './answers.mts';
import { submit } from './finishing.mts';
import { issueSuite, mixTasks } from './issuing.mts';
import { tasksByKind } from './work.mts';

/**
 * A performer who comes to a pool that requires a training takes the training, once, while it is
 * open; only the first answers count, and wrong ones must be corrected (official guide, “Adding a
 * training”). It leaves accepted assignments, from which the official client's AutoQuality learns
 * who took it.
 */
export function takeTraining(
	world: World,
	pool: Pool,
	performer: Performer,
	atUs: Microseconds,
): void {
	const training = trainingOf(world, pool);
	if (training?.status !== 'OPEN' || training.crew.trained.has(performer.userId)) return;
	const visitor = { performer, next: { general: 0, control: 0, training: 0 }, suites: 0 };
	const scores = suitesOf(training).flatMap((tasks) =>
		answerSuite(world, training, visitor, tasks, atUs),
	);
	const right = scores.reduce((sum, score) => sum + score, 0);
	training.crew.trained.set(performer.userId, (100 * right) / scores.length);
}

/** The tasks of as many suites as are needed to pass. */
function suitesOf(training: Pool): PoolTask[][] {
	const { rest } = training.settings;
	const size = Number(rest.training_tasks_in_task_suite_count ?? 1);
	const count = Number(rest.task_suites_required_to_pass ?? 1);
	const tasks = tasksByKind(training).training;
	return Array.from({ length: count }, (_, index) =>
		tasks.slice(index * size, (index + 1) * size),
	).filter((suite) => suite.length > 0);
}

function answerSuite(
	world: World,
	training: Pool,
	visitor: Visitor,
	tasks: PoolTask[],
	atUs: Microseconds,
): number[] {
	const suite = mixTasks(world, training, tasks, atUs);
	const assignment = issueSuite(world, suite, visitor, atUs);
	const first = answersOf(world, assignment);
	const scores = tasks.map((task, index) => scoreOf(task, first[index] ?? {}));
	if (scores.includes(0)) assignment.firstDeclined = first;
	const final = tasks.map((task, index) => ({
		...first[index],
		...(scores[index] === 0 && solutionOf(task)),
	}));
	submit(world, assignment, atUs, final, true);
	return scores;
}

function solutionOf({ knownSolutions }: PoolTask): JsonObject {
	const [known] = Array.isArray(knownSolutions) ? knownSolutions : [];
	const values = isJsonObject(known) ? known.output_values : undefined;
	return isJsonObject(values) ? values : {};
}
