import type { Solution } from './pages';

/** Names that must stay free at the top: the solution's own, and those that mean something to n8n. */
const TAKEN = /^(output_)*(task_id|pool_id|confidence|output_values|error|__proto__)$/;

/**
 * A solution with its output values beside its own fields. A value whose name is taken gets the
 * prefix `output_`, whatever the other rows hold, so that no value replaces another.
 */
export function flattened({ output_values: values, ...own }: Solution): Record<string, unknown> {
	const row: Record<string, unknown> = own;
	for (const name of Object.keys(values ?? {})) {
		let column = TAKEN.test(name) ? `output_${name}` : name;
		while (Object.prototype.hasOwnProperty.call(row, column)) column = `output_${column}`;
		row[column] = values?.[name];
	}
	return row;
}
