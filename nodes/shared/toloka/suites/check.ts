import type { Problem } from '../fields/check';
import { NO_PROBLEMS } from '../fields/check';
import type { SuiteSize } from './size';
import { problemsOfSize } from './size';
import type { SuiteJson } from './taskSuites';
import { isJson, isRecord } from '../values/foreign';
import type { PoolRules } from './poolRules';

/** What the documents forbid in a task suite, checked before anything is sent (toloka-api §S2, §6.2). */

const MAX_OVERLAP = 30_000;
const MAX_ISSUING_ORDER = 99_999.99999;

/** Everything wrong with a suite; the fields of its tasks are named by their path in it. */
export function problemsOfSuite(
	suite: SuiteJson,
	rules: PoolRules,
	size: SuiteSize,
	maxTasks: number,
): Problem[] {
	const tasks = Array.isArray(suite.tasks) ? (suite.tasks as unknown[]) : [];
	return [
		...problemsOfSettings(suite, rules),
		...problemsOfSize(size, maxTasks),
		...(tasks.length === 0 ? [problem('tasks', 'must be a list of at least one task')] : []),
		...tasks.flatMap((task, index) =>
			problemsOfTask(task, rules).map((found) => ({
				...found,
				field: found.field === '' ? `tasks.${index}` : `tasks.${index}.${found.field}`,
			})),
		),
	];
}

/** Everything wrong with a task; its fields are named by their path in it. */
export function problemsOfTask(task: unknown, rules: PoolRules): readonly Problem[] {
	if (!isRecord(task)) return [problem('', 'must be an object')];
	const ofInput = problemsOfInput(task.input_values, rules);
	const ofControl = problemsOfControl(task);
	return ofControl.length === 0 ? ofInput : [...ofInput, ...ofControl];
}

/** What is wrong with the known solutions and the hint of a task. */
export function problemsOfControl({
	message_on_unknown_solution: hint,
	known_solutions: solutions,
}: SuiteJson): readonly Problem[] {
	const isPlain = (hint ?? null) === null && (solutions ?? null) === null;
	if (isPlain) return NO_PROBLEMS;
	return [...problemsOfHint(hint ?? ''), ...problemsOfSolutions(solutions ?? [])];
}

function problemsOfInput(input: unknown, { inputSpec, checkInput }: PoolRules): readonly Problem[] {
	if (!isRecord(input)) return [problem('input_values', 'must be an object')];
	if (inputSpec.size === 0) {
		return isJson(input) ? [] : [problem('input_values', 'must be JSON')];
	}
	const problems = checkInput(input);
	for (const found of problems) found.field = `input_values.${found.field}`;
	return problems;
}

function problemsOfHint(hint: unknown): Problem[] {
	return typeof hint === 'string' ? [] : [problem('message_on_unknown_solution', 'must be text')];
}

function problemsOfSolutions(solutions: unknown): Problem[] {
	if (!Array.isArray(solutions)) {
		return [problem('known_solutions', 'must be a list of objects with output_values')];
	}
	if (!isJson(solutions)) return [problem('known_solutions', 'must be JSON')];
	return solutions.flatMap((solution: unknown, index) => {
		const path = `known_solutions.${index}`;
		if (!isRecord(solution) || !isRecord(solution.output_values)) {
			return [problem(path, 'must be an object with output_values')];
		}
		const weight = solution.correctness_weight ?? 1;
		return isWithin(weight, 0, 1)
			? []
			: [problem(`${path}.correctness_weight`, 'must be a number from 0 to 1')];
	});
}

/** Everything wrong with what a suite has around its tasks. */
export function problemsOfSettings(
	suite: SuiteJson,
	{ needsPlace, lacksDefaultOverlap }: PoolRules,
): Problem[] {
	return [
		...problemsOfOverlap(suite, lacksDefaultOverlap),
		...['reserved_for', 'unavailable_for'].flatMap((field) => problemsOfUsers(suite, field)),
		...problemsOfRange(suite, 'issuing_order_override', MAX_ISSUING_ORDER),
		...problemsOfRange(suite, 'longitude', 180),
		...problemsOfRange(suite, 'latitude', 90),
		...['longitude', 'latitude']
			.filter((field) => needsPlace && suite[field] === undefined)
			.map((field) => problem(field, 'is required, because tasks are chosen on a map')),
		...problemsOfFlag(suite, 'mixed'),
		...problemsOfFlag(suite, 'infinite_overlap'),
	];
}

function problemsOfOverlap(
	{ overlap, infinite_overlap: infinite }: SuiteJson,
	isRequired: boolean,
): Problem[] {
	if (overlap === undefined) {
		return infinite === true || !isRequired
			? []
			: [problem('overlap', 'is required, because the pool has no default overlap')];
	}
	if (infinite === true)
		return [problem('overlap', 'must be absent when infinite_overlap is true')];
	return Number.isInteger(overlap) && isWithin(overlap, 1, MAX_OVERLAP)
		? []
		: [problem('overlap', `must be a whole number from 1 to ${MAX_OVERLAP}`)];
}

function problemsOfRange(suite: SuiteJson, field: string, most: number): Problem[] {
	const value = suite[field];
	return value === undefined || isWithin(value, -most, most)
		? []
		: [problem(field, `must be a number from ${-most} to ${most}`)];
}

function problemsOfFlag(suite: SuiteJson, field: string): Problem[] {
	return suite[field] === undefined || typeof suite[field] === 'boolean'
		? []
		: [problem(field, 'must be true or false')];
}

function problemsOfUsers(suite: SuiteJson, field: string): Problem[] {
	const users = suite[field];
	if (users === undefined) return [];
	if (!Array.isArray(users) || !users.every((user) => typeof user === 'string')) {
		return [problem(field, 'must be a list of user ids')];
	}
	return new Set(users).size === users.length ? [] : [problem(field, 'names a user twice')];
}

function isWithin(value: unknown, least: number, most: number): boolean {
	return typeof value === 'number' && value >= least && value <= most;
}

function problem(field: string, reason: string): Problem {
	return { field, reason };
}
