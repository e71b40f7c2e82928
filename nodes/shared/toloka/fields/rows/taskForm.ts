import type { InputCheck, Problem } from '../cells/check';
import type { Convert } from '../cells/conversion';
import { conversion } from '../cells/conversion';
import { jsonFlaw } from '../flaws/flaws';
import type { Likely } from '../declared/likely';
import { likelyKey } from '../declared/likely';
import { APP_INPUT, INPUT, NO_INPUT } from '../declared/names';
import { onceByName } from '../../values/onceByName';
import { performerIds } from '../cells/performers';
import type { ExtraFields, LeftOut, Row } from './row';
import { MISSING } from '../cells/rules';
import { ROW_NUMBER, isBlank, put } from './row';
import type { FieldSpecs } from '../declared/specs';
import { ownOf } from '../../values/content';
import { isRecord, parsedJson } from '../../values/foreign';
import { jsonText } from '../../values/tolokaCells';

/** Tasks as Toloka's JSON files and the API write them: `input_values` and other properties. */

type Values = Record<string, unknown>;

/** Properties of a task other than its input and solutions (toloka-api §P2.2). */
const KEYS = new Map<string, Convert>([
	['message_on_unknown_solution', conversion({ type: 'string', required: false })],
	['overlap', conversion({ type: 'integer', required: false })],
	['infinite_overlap', conversion({ type: 'boolean', required: false })],
	['latitude', conversion({ type: 'float', required: false })],
	['longitude', conversion({ type: 'float', required: false })],
	['reserved_for', performerIds],
	['unavailable_for', performerIds],
]);

/** Keys that the service sets, or the node (the pool); the input is read separately. */
const IGNORED = new Set([
	...['id', 'pool_id', 'created', 'origin_task_id', 'remaining_overlap'],
	...[INPUT, APP_INPUT],
]);

/** Lists of solutions, each with the name of a solution's weight. */
const SOLUTIONS = new Map([
	['known_solutions', 'correctness_weight'],
	['baseline_solutions', 'confidence_weight'],
]);

/** What a task may have besides its input, also in a suite. */
export const BESIDE_INPUT = [...SOLUTIONS.keys(), 'message_on_unknown_solution'];

interface TaskRules {
	inputSpec: FieldSpecs;
	/** Undefined if solutions do not apply; they are then ignored. */
	outputSpec?: FieldSpecs;
	checkOutput: InputCheck;
	/** Reads the input values as if they were a row. */
	readColumns: (input: Values) => Row;
}

/** Reads tasks, whether they are rows or not. */
export interface TaskReader {
	/** The task's input values; undefined if it has none. */
	input: (task: Values) => Row | undefined;
	/** The task's values of `BESIDE_INPUT`, without empty lists of solutions. */
	beside: (task: Values, problems: Problem[]) => Values;
	row: (json: Values, extraFields: ExtraFields) => Row;
}

/** Creates a reader with these rules, once for all tasks. */
export function taskFormReader(rules: TaskRules): TaskReader {
	const { inputSpec, outputSpec, checkOutput, readColumns } = rules;
	const readSolutions = outputSpec && solutionsReader(outputSpec, checkOutput);
	const likely = onceByName((key): Likely | undefined => {
		if (inputSpec.has(key)) return { advice: WITHIN_INPUT };
		return outputSpec ? likelyKey(key, MEANT) : undefined;
	});
	const valueOf = (key: string, value: unknown, problems: Problem[]): unknown =>
		SOLUTIONS.has(key) ? readSolutions?.(key, value, problems) : KEYS.get(key)?.(value);
	const read = (values: unknown): Row | undefined => {
		const columns = parsed(values);
		return isRecord(columns) ? readColumns(columns) : undefined;
	};
	return {
		input: (task) => read(task[INPUT]),
		beside: (task, problems) => {
			const beside: Values = {};
			for (const key of BESIDE_INPUT) {
				const value = valueOf(key, task[key], problems);
				if (value !== undefined) beside[key] = value;
			}
			return beside;
		},
		row: (json, extraFields) => {
			const ofInput = read(json[inputKey(json)]) ?? WITHOUT_INPUT;
			const problems = ofInput.problems.map((found) => toldOfColumn(found, json));
			const leftOut = [...(ofInput.leftOut ?? [])];
			const task: Values = { ...ofInput.task };
			for (const [key, value] of Object.entries(json)) {
				const isKnown = SOLUTIONS.has(key) || KEYS.has(key) || IGNORED.has(key);
				const said = valueOf(key, value, problems);
				if (said !== undefined) task[key] = said;
				if (isKnown || isBlank(value) || key === ROW_NUMBER) continue;
				if (extraFields === 'refuse') problems.push(extraKey(key));
				else if (ownOf(ofInput.input, key) === undefined) {
					leftOut.push(...keyLeftOut(key, json, likely(key)));
				}
			}
			const columns = withoutSaid(ofInput.columns, json);
			const row: Row = { input: ofInput.input, task, columns, problems };
			return leftOut.length === 0 ? row : { ...row, leftOut };
		},
	};
}

/** The columns without those of properties that the task itself has. */
export function withoutSaid(columns: Row['columns'], task: Values): Row['columns'] {
	const isOwn = (path: string) => !isBlank(ownOf(task, path.split('.')[0]));
	return columns && new Map([...columns].filter(([path]) => !isOwn(path)));
}

const WITHIN_INPUT = 'it is used only within “input_values”';

/** The same problem, with an explanation if the field is beside `input_values` instead of within. */
function toldOfColumn(found: Problem, json: Values): Problem {
	const isBeside = found.reason === MISSING && !isBlank(ownOf(json, found.field));
	return isBeside ? { ...found, reason: `${MISSING}: ${WITHIN_INPUT}` } : found;
}

const WITHOUT_INPUT: Row = { input: {}, problems: [{ field: INPUT, reason: NO_INPUT }] };

/** Whether a row is such a task, even if its input is unreadable. */
export function isTaskForm(json: Values, inputSpec: FieldSpecs): boolean {
	const key = inputKey(json);
	if (!(key in json) || inputSpec.has(key)) return false;
	const { [key]: input } = json;
	return typeof input === 'string' ? jsonText(input).startsWith('{') : isRecord(input);
}

function inputKey(json: Values): string {
	return isBlank(json[INPUT]) ? APP_INPUT : INPUT;
}

/** Reads solutions: a list, a single one, or JSON text of either; undefined for none. */
function solutionsReader(outputSpec: FieldSpecs, check: InputCheck) {
	const conversions = new Map([...outputSpec].map(([field, spec]) => [field, conversion(spec)]));
	const converted = (values: Values): Values => {
		const result: Values = {};
		for (const [field, value] of Object.entries(values)) {
			const output = (conversions.get(field) ?? asGiven)(value);
			if (output !== undefined) put(result, field, output);
		}
		return result;
	};
	return (key: string, value: unknown, problems: Problem[]): unknown => {
		const list = parsed(value);
		const solutions = isRecord(list) ? [list] : list;
		if (!Array.isArray(solutions)) return isBlank(list) ? undefined : value;
		if (solutions.length === 0) return undefined;
		return solutions.map((solution: unknown, index) => {
			const given = isRecord(solution) ? parsed(solution.output_values) : undefined;
			if (!isRecord(solution) || !isRecord(given)) return solution;
			const values = converted(given);
			for (const { field, isExtra, reason } of check(values)) {
				// Only the service knows whether a solution needs every field (toloka-api §P2.2).
				if (isExtra || ownOf(values, field) === undefined) continue;
				problems.push({ field: `${key}.${index}.output_values.${field}`, reason });
			}
			const flaw = jsonFlaw({ ...solution, output_values: undefined });
			if (flaw !== undefined) problems.push({ field: `${key}.${index}`, reason: flaw });
			const weight = SOLUTIONS.get(key) ?? '';
			const weighed = weight in solution && { [weight]: asWeight(solution[weight]) };
			return { ...solution, output_values: values, ...weighed };
		});
	};
}

const asWeight = conversion({ type: 'float', required: false });

const MEANT = [...SOLUTIONS.keys(), ...KEYS.keys()];

/** Reports a key that was left out if it was probably meant for something. */
function keyLeftOut(key: string, json: Values, like: Likely | undefined): LeftOut[] {
	const isGiven = like?.name !== undefined && ownOf(json, like.name) !== undefined;
	return like === undefined || isGiven ? [] : [{ column: key, advice: like.advice }];
}

function extraKey(field: string): Problem {
	return { field, reason: "is not a part of a task in Toloka's form", isExtra: true };
}

function asGiven(value: unknown): unknown {
	return value ?? undefined;
}

/** Parses JSON text: cells of sheets and databases contain such objects as text. */
function parsed(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	const json = parsedJson(jsonText(value));
	return json === undefined ? value : json;
}
