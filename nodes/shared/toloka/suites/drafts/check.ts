import type { Problem } from '../../fields/cells/check';
import { NO_PROBLEMS } from '../../fields/cells/check';
import { notationText } from '../../fields/flaws/foreignJson';
import { fieldRule, insteadOf } from '../../fields/cells/rules';
import { faultInJson } from '../../values/jsonFault';
import { isRecord, parsedJson } from '../../values/foreign';
import { jsonText } from '../../values/tolokaCells';
import { problemsFor, problemsOfFrame } from './frame';
import type { SuiteJson } from './kinds';
import type { PoolRules } from './poolRules';
import type { SuiteSize } from './size';
import { problemsOfSize } from './size';

/** Checks what the documentation forbids, before anything is sent (toloka-api §S2, §6.2, §P2.2). */

/** Problems of a suite, input values aside; the fields of its tasks are named by path. */
export function problemsOfSuite(
	suite: SuiteJson,
	rules: PoolRules,
	size: SuiteSize,
	maxTasks: number,
): Problem[] {
	const tasks = Array.isArray(suite.tasks) ? (suite.tasks as unknown[]) : [];
	return [
		...problemsOfFrame(suite, rules),
		...problemsOfSize(size, maxTasks),
		...problemsFor('tasks', tasks.length === 0 ? noTasks(suite.tasks) : undefined),
		...tasks.flatMap((task, index) =>
			problemsOfTask(task, rules).map((found) => ({
				...found,
				field: found.field === '' ? `tasks.${index}` : `tasks.${index}.${found.field}`,
			})),
		),
	];
}

function noTasks(given: unknown): string {
	return typeof given === 'string' && parsedJson(jsonText(given)) === undefined
		? notJson(given)
		: 'must be a list of at least one task';
}

function notJson(text: string): string {
	return `is not valid JSON (position ${faultInJson(text)})${notationText(text)}`;
}

/** Problems of a task, input values aside; its fields are named by their path in the task. */
export function problemsOfTask(task: unknown, rules: PoolRules): readonly Problem[] {
	if (!isRecord(task)) return [problem('', 'must be an object')];
	if (!isRecord(task.input_values)) return [problem('input_values', 'must be an object')];
	return problemsBesideInput(task, rules);
}

/** Problems of the solutions and the hint of a task. */
export function problemsBesideInput(task: SuiteJson, rules: PoolRules): readonly Problem[] {
	const { message_on_unknown_solution: hint } = task;
	const { known_solutions: known, baseline_solutions: baseline } = task;
	if ((hint ?? known ?? baseline ?? null) === null) return NO_PROBLEMS;
	return [
		...problemsFor('message_on_unknown_solution', hintRule(hint)),
		...problemsOfSolutions('known_solutions', known ?? [], 'correctness_weight'),
		...problemsOfBaseline(baseline, rules),
	];
}

const hintRule = fieldRule({ type: 'string', required: false });

/** A suite with baseline solutions is refused as a whole (toloka-api §P2.2). */
function problemsOfBaseline(baseline: unknown, { kind }: PoolRules): Problem[] {
	if ((baseline ?? null) === null) return [];
	if (kind.name === 'tasks') {
		return problemsOfSolutions('baseline_solutions', baseline, 'confidence_weight');
	}
	return [problem('baseline_solutions', 'is only for pools with smart mixing')];
}

function problemsOfSolutions(field: string, solutions: unknown, weightName: string): Problem[] {
	if (typeof solutions === 'string') {
		return [problem(field, notJson(solutions))];
	}
	if (!Array.isArray(solutions)) {
		return [problem(field, 'must be a list of objects with output_values')];
	}
	return solutions.flatMap((solution: unknown, index) => {
		const path = `${field}.${index}`;
		if (!isRecord(solution) || !isRecord(solution.output_values)) {
			return [problem(path, 'must be an object with output_values')];
		}
		// Without values, any answer would count as correct.
		if (Object.keys(solution.output_values).length === 0) {
			return [problem(`${path}.output_values`, 'has no value: remove the empty solution')];
		}
		const weight = solution[weightName] ?? 1;
		if (typeof weight === 'number' && weight >= 0 && weight <= 1) return [];
		const reason = `must be a number from 0 to 1${insteadOf(weight, ' with a decimal point')}`;
		return [problem(`${path}.${weightName}`, reason)];
	});
}

function problem(field: string, reason: string): Problem {
	return { field, reason };
}
