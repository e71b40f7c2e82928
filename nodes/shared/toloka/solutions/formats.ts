import { hasOwn } from '../values/content';
import { isRecord } from '../values/foreign';
import type { FieldSpecs } from '../fields/declared/specs';
import type { Dialect } from '../values/csv';
import type { Row } from '../values/table';
import { headerLine } from '../values/csv';
import { valuesOf } from '../values/exactJson';
import { tolokaCell } from '../values/tolokaCells';
import type { FileFormat } from '../flow/boundedFiles';
import { NDJSON_LINES, tableLines } from '../flow/boundedFiles';
import type { Solution } from './pages';

/** Reserved top-level names: the solution's own, and those with a meaning for n8n. */
const TAKEN = /^(output_)*(task_id|pool_id|confidence|output_values|error|__proto__)$/;
/** Top-level names of input values. */
const INPUT = /^(output_)*input_/;

/**
 * A solution with its values at the top level: input values, if added, with the prefix `input_`,
 * output values under their names. An output value whose name is taken gets the prefix `output_`,
 * whatever the other rows contain, so that no value replaces another and a column means the same in
 * every row.
 */
export function flattened(solution: Solution): Row {
	const { output_values: given, input_values: inputs, ...own } = solution;
	const row: Row = own;
	const outputs = valuesOf(given);
	// Such text is no list of values, and its letters are no columns.
	if (outputs === undefined && (given ?? '') !== '') row.output_values = given;
	for (const name in inputs) row[inputColumn(name)] = inputs[name];
	for (const name in outputs) {
		const isTaken = TAKEN.test(name) || (inputs !== undefined && INPUT.test(name));
		let column = isTaken ? `output_${name}` : name;
		while (hasOwn(row, column)) column = `output_${column}`;
		row[column] = outputs[name];
	}
	return row;
}

function inputColumn(name: string): string {
	return `input_${name}`;
}

const FIRST_COLUMNS = ['task_id', 'pool_id', 'confidence'];

type SolutionFormat = FileFormat<Solution>;

const idOf = ({ task_id: id }: Solution) => id;

/** One JSON object per line, with output values at the top level or as the service returns them. */
export function ndjson(isFlat: boolean): SolutionFormat {
	return {
		...NDJSON_LINES,
		idOf,
		rowOf: (solution) => (isFlat ? flattened(solution) : solution),
	};
}

export function csv(dialect: Dialect, inputs: readonly string[]): SolutionFormat {
	return {
		...tableLines(dialect),
		idOf,
		rowOf: flattened,
		firstColumns: [...FIRST_COLUMNS, ...inputs.map(inputColumn)],
	};
}

const TASK_ID = 'ASSIGNMENT:task_id';

/**
 * A table like the aggregated results of the Toloka website, which people and scripts know and
 * which can be uploaded again (toloka-api §13).
 */
export function tolokaTsv(isForSpreadsheets: boolean, inputs: FieldSpecs): SolutionFormat {
	const dialect: Dialect = { delimiter: '\t', isForSpreadsheets };
	return {
		...tableLines(dialect),
		header: (columns) => headerLine(columns.length === 0 ? [TASK_ID] : columns, dialect),
		idOf,
		rowOf: (solution) => tolokaRow(solution, inputs),
		firstColumns: [...inputs.keys()].map((name) => `INPUT:${name}`),
	};
}

function tolokaRow(solution: Solution, specs: FieldSpecs): Row {
	const { input_values: inputs, confidence, confidences } = solution;
	const outputs = valuesOf(solution.output_values);
	const row: Row = {};
	for (const name in inputs) {
		row[`INPUT:${name}`] = tolokaCell(inputs[name], specs.get(name)?.type);
	}
	for (const name in outputs) {
		row[`OUTPUT:${name}`] = tolokaCell(outputs[name]);
		row[`CONFIDENCE:${name}`] = percent(isRecord(confidences) ? confidences[name] : confidence);
	}
	row[TASK_ID] = solution.task_id;
	return row;
}

function percent(share: unknown): string | undefined {
	return typeof share === 'number' ? `${Number((share * 100).toFixed(2))}%` : undefined;
}
