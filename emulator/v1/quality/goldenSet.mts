import { isJsonObject, type JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import { answersOf } from '../assignments/answers.mts';
import type { Assignment, Task } from '../entities.mts';
import { newest } from './history.mts';
import type { Rule } from './rules.mts';

interface Checked {
	/** Weight of the known solution that the answer matches, or 0. */
	score: number;
	isTraining: boolean;
}

/** Compares answers to control and training tasks with their known solutions. */
export function goldenFacts(
	world: World,
	rule: Rule,
	history: readonly Assignment[],
): Record<string, number> {
	const all = history
		.filter(({ times }) => times.submitted !== undefined)
		.flatMap((assignment) => checkedAnswers(world, assignment));
	const counted = newest(all, rule);
	const control = newest(
		all.filter(({ isTraining }) => !isTraining),
		rule,
	);
	return {
		total_answers_count: counted.length,
		...ratesOf(
			'',
			counted.map(({ score }) => score),
		),
		golden_set_answers_count: control.length,
		...ratesOf(
			'golden_set_',
			control.map(({ score }) => score),
		),
	};
}

/** In percent; empty without scores. */
export function ratesOf(prefix: string, scores: readonly number[]): Record<string, number> {
	if (scores.length === 0) {
		return {};
	}
	const correct = (100 * scores.reduce((sum, score) => sum + score, 0)) / scores.length;
	return {
		[`${prefix}correct_answers_rate`]: correct,
		[`${prefix}incorrect_answers_rate`]: 100 - correct,
	};
}

function checkedAnswers(world: World, assignment: Assignment): Checked[] {
	const answers = answersOf(world, assignment);
	return assignment.suite.tasks.flatMap((task, index) =>
		task.knownSolutions === null
			? []
			: [{ score: scoreOf(task, answers[index] ?? {}), isTraining: task.hint !== null }],
	);
}

/** Outputs that a known solution omits are not checked (toloka-api §P2.2). */
export function scoreOf({ knownSolutions }: Task, answer: JsonObject): number {
	const solutions = Array.isArray(knownSolutions) ? knownSolutions.filter(isJsonObject) : [];
	const weights = solutions
		.filter(({ output_values: values }) =>
			Object.entries(isJsonObject(values) ? values : {}).every(
				([name, value]) => JSON.stringify(answer[name]) === JSON.stringify(value),
			),
		)
		.map(({ correctness_weight: weight }) => (typeof weight === 'number' ? weight : 1));
	return Math.max(0, ...weights);
}
