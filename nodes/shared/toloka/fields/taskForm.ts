import type { Problem } from './check';
import type { Convert } from './conversion';
import { conversion } from './conversion';
import type { ExtraFields, Row, RowChecks } from './row';
import { put } from './row';
import type { FieldSpecs } from './specs';
import { isRecord, parsedJson } from '../values/foreign';

/** Tasks as Toloka's JSON files and the API write them: `input_values` and what belongs to it. */

const INPUT = 'input_values';
const KNOWN = 'known_solutions';

/** What somebody wants of a task (toloka-api §P2.2). */
const KEYS = new Map<string, Convert>([
	['message_on_unknown_solution', conversion({ type: 'string', required: false })],
	['overlap', conversion({ type: 'integer', required: false })],
	['infinite_overlap', conversion({ type: 'boolean', required: false })],
	['latitude', conversion({ type: 'float', required: false })],
	['longitude', conversion({ type: 'float', required: false })],
	['reserved_for', conversion({ type: 'array_string', required: false })],
	['unavailable_for', conversion({ type: 'array_string', required: false })],
	['baseline_solutions', parsed],
]);

/** What the service sets, or the node: the pool is chosen there. */
const IGNORED = new Set(['id', 'pool_id', 'created', 'origin_task_id', 'remaining_overlap', INPUT]);

type Values = Record<string, unknown>;

export function isTaskForm(json: Values, inputSpec: FieldSpecs): boolean {
	return INPUT in json && !inputSpec.has(INPUT) && isRecord(parsed(json[INPUT]));
}

export interface TaskFormRules {
	outputSpec: FieldSpecs | undefined;
	checks: RowChecks;
	extraFields: ExtraFields;
	/** Reads the input values as a row of their own. */
	readColumns: (input: Values) => Row;
}

/** Reads such tasks. */
export function taskFormReader(rules: TaskFormRules): (json: Values) => Row {
	const { checks, extraFields, outputSpec, readColumns } = rules;
	const readSolutions = outputSpec && solutionsReader(outputSpec, checks);
	return (json) => {
		const { input, problems: ofInput } = readColumns(parsed(json[INPUT]) as Values);
		const problems = [...ofInput];
		const task: Values = {};
		for (const [key, value] of Object.entries(json)) {
			const convert = key === KNOWN ? takeSolutions : KEYS.get(key);
			const converted = convert?.(value);
			if (converted !== undefined) task[key] = converted;
			const isExtra = convert === undefined && !IGNORED.has(key);
			if (isExtra && extraFields === 'refuse') problems.push(extraKey(key));
		}
		return { input, task, problems };

		function takeSolutions(value: unknown): unknown {
			return readSolutions?.(value, problems);
		}
	};
}

/** Reads known solutions: a list, a single one, or JSON text of either; undefined for none. */
function solutionsReader(outputSpec: FieldSpecs, { known: check }: RowChecks) {
	const conversions = new Map([...outputSpec].map(([field, spec]) => [field, conversion(spec)]));
	const converted = (values: Values): Values => {
		const result: Values = {};
		for (const [field, value] of Object.entries(values)) {
			const output = (conversions.get(field) ?? asGiven)(value);
			if (output !== undefined) put(result, field, output);
		}
		return result;
	};
	return (value: unknown, problems: Problem[]): unknown => {
		const given = parsed(value);
		const solutions = isRecord(given) ? [given] : given;
		if (!Array.isArray(solutions)) return value === '' ? undefined : asGiven(value);
		if (solutions.length === 0) return undefined;
		return solutions.map((solution: unknown, index) => {
			if (!isRecord(solution) || !isRecord(solution.output_values)) return solution;
			const values = converted(solution.output_values);
			for (const { field, reason } of check(values)) {
				problems.push({ field: `${KNOWN}.${index}.output_values.${field}`, reason });
			}
			return { ...solution, output_values: values };
		});
	};
}

function extraKey(field: string): Problem {
	return { field, reason: 'is not a part of a task in Toloka’s form', isExtra: true };
}

function asGiven(value: unknown): unknown {
	return value ?? undefined;
}

/** Cells of a sheet or a database hold such objects as text. */
function parsed(value: unknown): unknown {
	return typeof value === 'string' ? parsedJson(value) : asGiven(value);
}
