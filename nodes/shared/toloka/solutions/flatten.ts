import { hasOwn } from '../values/content';
import type { Row } from '../values/table';
import type { Solution } from './pages';

/** Names that must stay free at the top: the solution's own, and those that mean something to n8n. */
const TAKEN = /^(output_)*(task_id|pool_id|confidence|output_values|error|__proto__)$/;
/** Names of input values at the top. */
const INPUT = /^(output_)*input_/;

/**
 * A solution with its values beside its own fields: input values, where they were added, with the
 * prefix `input_`, output values by their names. One whose name is taken gets the prefix `output_`,
 * whatever the other rows hold, so that no value replaces another and a column means the same in
 * every row.
 */
export function flattened(solution: Solution): Row {
	const { output_values: outputs, input_values: inputs, ...own } = solution;
	const row: Row = own;
	for (const name in inputs) row[inputColumn(name)] = inputs[name];
	for (const name in outputs) {
		const isTaken = TAKEN.test(name) || (inputs !== undefined && INPUT.test(name));
		let column = isTaken ? `output_${name}` : name;
		while (hasOwn(row, column)) column = `output_${column}`;
		row[column] = outputs[name];
	}
	return row;
}

/** The column of an input value. */
export function inputColumn(name: string): string {
	return `input_${name}`;
}
