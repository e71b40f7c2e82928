import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { fieldError, type FieldErrors } from '../../service/errors.mts';
import { checkInput, type Spec } from '../../service/inputSpec.mts';
import type { World } from '../../world.mts';
import type { Pool, PoolProject, SuiteDraft } from '../entities.mts';
import { checkRest } from './fieldChecks.mts';

type TaskContent = SuiteDraft['tasks'][number];

/** Server-set keys are ignored when sent: the documented sample has them. */
const TASK_KEYS = [
	'id',
	'origin_task_id',
	'pool_id',
	'created',
	'overlap',
	'infinite_overlap',
	'remaining_overlap',
	'reserved_for',
	'unavailable_for',
	'localization_config',
	'traits_all_of',
	'traits_any_of',
	'traits_none_of_any',
	'input_values',
	'known_solutions',
	'message_on_unknown_solution',
];

/** Checks `tasks`; errors are keyed by dotted paths such as `tasks.0.input_values.image`. */
export function checkTasks(
	world: World,
	tasks: Json | undefined,
	pool: Pool | null,
	errors: FieldErrors,
): TaskContent[] {
	if (tasks === undefined || tasks === null) {
		errors.set('tasks', fieldError('VALUE_REQUIRED'));
		return [];
	}
	if (!Array.isArray(tasks)) {
		errors.set('tasks', fieldError('ARRAY_EXPECTED'));
		return [];
	}
	if (tasks.length === 0) {
		errors.set('tasks', fieldError('ARRAY_SIZE_LESS_THAN_MIN', [1]));
	}
	return tasks.flatMap((task, index) => {
		if (!isJsonObject(task)) {
			errors.set(`tasks.${index}`, fieldError('OBJECT_EXPECTED'));
			return [];
		}
		return [checkSuiteTask(world, task, `tasks.${index}.`, pool, errors)];
	});
}

/** Baseline solutions are only for tasks that are not in a suite (toloka-api §P2.2). */
function checkSuiteTask(
	world: World,
	task: JsonObject,
	path: string,
	pool: Pool | null,
	errors: FieldErrors,
): TaskContent {
	for (const name of Object.keys(task)) {
		if (!TASK_KEYS.includes(name)) {
			errors.set(path + name, fieldError('VALUE_NOT_ALLOWED'));
		}
	}
	return checkContent(world, task, path, pool, errors);
}

/** Checks the content of a task, in a suite or not. */
export function checkContent(
	world: World,
	task: JsonObject,
	path: string,
	pool: Pool | null,
	errors: FieldErrors,
): TaskContent {
	const outputSpecs = solutionSpecs(world, pool?.project);
	return {
		input: checkValues(task.input_values, `${path}input_values`, pool?.project.inputSpec, errors),
		knownSolutions: checkSolutions(task, 'known', path, outputSpecs, errors),
		baselineSolutions: checkSolutions(task, 'baseline', path, outputSpecs, errors),
		hint: checkHint(task.message_on_unknown_solution, path, errors),
		rest: checkRest(task, path, errors),
	};
}

function checkValues(
	values: Json | undefined,
	path: string,
	spec: Spec | null | undefined,
	errors: FieldErrors,
): JsonObject {
	if (!isJsonObject(values)) {
		const missing = values === undefined || values === null;
		errors.set(path, fieldError(missing ? 'VALUE_REQUIRED' : 'OBJECT_EXPECTED'));
		return {};
	}
	if (spec !== null && spec !== undefined) {
		checkInput(values, spec, `${path}.`, errors);
	}
	return values;
}

type SolutionSpecs = Readonly<Record<'known' | 'baseline', Spec | null>>;

/** Specs for solutions: known ones need all required outputs, unless they may be partial. */
export function solutionSpecs(world: World, project: PoolProject | undefined): SolutionSpecs {
	const spec = project?.outputSpec ?? null;
	const isPartial = world.switches.get().partialKnownSolutions === 'accepted';
	return { known: isPartial ? spec && optional(spec) : spec, baseline: spec };
}

function optional(spec: Spec): Spec {
	const fields = Object.entries(spec);
	return Object.fromEntries(fields.map(([name, field]) => [name, { ...field, required: false }]));
}

/** `{output_values, correctness_weight}` or, for the baseline, `confidence_weight`; 0 to 1. */
export function checkSolutions(
	task: JsonObject,
	kind: keyof SolutionSpecs,
	path: string,
	specs: SolutionSpecs,
	errors: FieldErrors,
): Json | null {
	const solutions = task[`${kind}_solutions`];
	if (solutions === undefined || solutions === null) {
		return null;
	}
	const base = `${path}${kind}_solutions`;
	if (!Array.isArray(solutions)) {
		errors.set(base, fieldError('ARRAY_EXPECTED'));
		return null;
	}
	const weight = kind === 'known' ? 'correctness_weight' : 'confidence_weight';
	solutions.forEach((solution, index) => {
		checkSolution(solution, weight, `${base}.${index}`, specs[kind], errors);
	});
	return solutions;
}

function checkSolution(
	solution: Json,
	weight: string,
	path: string,
	outputSpec: Spec | null,
	errors: FieldErrors,
): void {
	if (!isJsonObject(solution)) {
		errors.set(path, fieldError('OBJECT_EXPECTED'));
		return;
	}
	for (const name of Object.keys(solution)) {
		if (name !== weight && name !== 'output_values') {
			errors.set(`${path}.${name}`, fieldError('VALUE_NOT_ALLOWED'));
		}
	}
	checkValues(solution.output_values, `${path}.output_values`, outputSpec, errors);
	const value = solution[weight] ?? 1;
	if (typeof value !== 'number') {
		errors.set(`${path}.${weight}`, fieldError('FLOAT_EXPECTED'));
	} else if (value < 0 || value > 1) {
		errors.set(`${path}.${weight}`, fieldError('VALUE_OUT_OF_BOUNDS', [0, 1]));
	}
}

export function checkHint(
	hint: Json | undefined,
	path: string,
	errors: FieldErrors,
): string | null {
	if (hint === undefined || hint === null) {
		return null;
	}
	if (typeof hint !== 'string') {
		errors.set(`${path}message_on_unknown_solution`, fieldError('STRING_EXPECTED'));
		return null;
	}
	return hint;
}
