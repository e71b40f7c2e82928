import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Assignment, Pool, PoolTask } from '../entities.mts';
import { isMixing } from '../pools/kind.mts';
import { answersOf } from './answers.mts';
import { ownTasks, submit } from './finishing.mts';
import { issueSuite, mixTasks } from './issuing.mts';
import { mayTake, tasksByKind } from './work.mts';

/**
 * Copies an answer to all identical general tasks in open pools of a project that allows it,
 * without another reward (toloka-api §P4.1).
 */
export function mergeAnswers(world: World, assignment: Assignment, atUs: Microseconds): void {
	const { pool, suite } = assignment;
	if (!mayMerge(pool)) return;
	const answers = answersOf(world, assignment);
	for (const task of ownTasks(assignment)) {
		if (task.knownSolutions !== null) continue;
		const answer = answers[suite.tasks.indexOf(task)] ?? {};
		for (const twin of twinsOf(world, task, assignment)) {
			writeTo(world, twin, assignment, answer, atUs);
		}
	}
}

/** Requires the project's setting, no manual review, and smart mixing. */
function mayMerge({ project, settings, ...pool }: Pool): boolean {
	return (
		project.rest.assignments_automerge_enabled === true &&
		settings.autoAccept &&
		isMixing({ project, settings, ...pool })
	);
}

/** Tasks with the same input, keys in the same order, that the performer may still answer. */
function twinsOf(world: World, task: PoolTask, { pool, performer }: Assignment): PoolTask[] {
	const content = JSON.stringify(task.input);
	return [...world.pools.values()]
		.filter((one) => one.project === pool.project && one.status === 'OPEN' && mayMerge(one))
		.flatMap((one) => tasksByKind(one).general)
		.filter(
			(twin) =>
				twin !== task &&
				twin.overlap !== null &&
				mayTake(twin, performer.userId) &&
				JSON.stringify(twin.input) === content &&
				!hasAnswered(twin, performer.userId),
		);
}

function hasAnswered({ id, pool }: PoolTask, userId: string): boolean {
	return pool.assignments.some(
		({ performer, suite }) =>
			performer.userId === userId && suite.tasks.some((task) => task.id === id),
	);
}

function writeTo(
	world: World,
	twin: PoolTask,
	{ performer }: Assignment,
	answer: JsonObject,
	atUs: Microseconds,
): void {
	const suite = mixTasks(world, twin.pool, [twin], atUs);
	suite.isMerged = true;
	const visitor = { performer, next: { general: 0, control: 0, training: 0 }, suites: 0 };
	const copy = issueSuite(world, suite, visitor, atUs);
	copy.reward = 0;
	(twin.mergedFrom ??= new Set()).add(performer.userId);
	submit(world, copy, atUs, [answer]);
}
