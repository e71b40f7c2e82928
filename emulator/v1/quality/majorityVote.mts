import type { World } from '../../world.mts';
import { answersOf } from '../assignments/answers.mts';
import type { Assignment, PoolProject, PoolTask, Task } from '../entities.mts';
import { ratesOf } from './goldenSet.mts';
import { assignmentsWith, newest } from './history.mts';
import type { Rule } from './rules.mts';

/**
 * How often a performer agreed with the majority. Counts general tasks whose overlap is complete
 * and for which enough people gave the same answer, equal in all required outputs (official guide
 * and API documents, “Majority vote”).
 */
export function majorityFacts(
	world: World,
	rule: Rule,
	history: readonly Assignment[],
): Record<string, number> {
	const scores = history.filter(isVote).flatMap((assignment) =>
		assignment.suite.tasks.flatMap((task, index) => {
			const majority = majorityOf(world, rule, assignment, task);
			return majority.size === 0
				? []
				: [Number(majority.has(answerText(world, assignment, index)))];
		}),
	);
	const counted = newest(scores, rule);
	return { total_answers_count: counted.length, ...ratesOf('', counted) };
}

/** Everybody who has answered a task of the suite, since each answer may complete an overlap. */
export function votersOn({ pool, suite }: Assignment): string[] {
	const voters = suite.tasks.flatMap(({ id }) => assignmentsWith(pool, id).filter(isVote));
	return [...new Set(voters.map(({ performer }) => performer.userId))];
}

/** The answers that enough people gave; none while the overlap is not complete. */
function majorityOf(
	world: World,
	rule: Rule,
	{ pool, suite }: Assignment,
	task: Task,
): ReadonlySet<string> {
	const handedIn = assignmentsWith(pool, task.id).filter(
		({ times }) => times.submitted !== undefined,
	);
	const { overlap } = 'overlap' in task ? (task as PoolTask) : suite;
	if (task.knownSolutions !== null || overlap === null || handedIn.length < overlap) {
		return new Set();
	}
	const counts = new Map<string, number>();
	for (const one of handedIn.filter(isVote)) {
		const text = answerText(
			world,
			one,
			one.suite.tasks.findIndex(({ id }) => id === task.id),
		);
		counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	const enough = Number(rule.parameters.answer_threshold);
	return new Set([...counts].filter(([, count]) => count >= enough).map(([text]) => text));
}

function isVote({ status }: Assignment): boolean {
	return status === 'SUBMITTED' || status === 'ACCEPTED';
}

/** Cached: submitted answers do not change. */
const texts = new WeakMap<Assignment, string[]>();

function answerText(world: World, assignment: Assignment, index: number): string {
	const names = comparedOutputs(assignment.pool.project);
	const known =
		texts.get(assignment) ??
		answersOf(world, assignment).map((answer) => JSON.stringify(names.map((name) => answer[name])));
	texts.set(assignment, known);
	return known[index] ?? '';
}

/** The required outputs, or all if none is required. */
function comparedOutputs({ outputSpec }: PoolProject): string[] {
	const names = Object.keys(outputSpec);
	const required = names.filter((name) => outputSpec[name]?.required !== false);
	return required.length > 0 ? required : names;
}
