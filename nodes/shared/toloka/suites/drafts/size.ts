import type { Problem } from '../../fields/cells/check';
import type { SuiteJson } from './kinds';
import { recordsIn } from '../../values/foreign';
import { inDigits } from '../../values/numbers';

/** The bytes and counts that are limited per request (toloka-api §4.1). */
export interface SuiteSize {
	tasks: number;
	inputBytes: number;
	outputBytes: number;
}

export const MAX_INPUT_BYTES = 1_048_576;
export const MAX_OUTPUT_BYTES = 4_194_304;
/** Problems of a suite that exceeds the limits of one request by itself. */
export function problemsOfSize(
	{ tasks, inputBytes, outputBytes }: SuiteSize,
	maxTasks: number,
): Problem[] {
	const problems: Problem[] = [];
	const check = (field: string, size: number, most: number, unit: string) => {
		if (size <= most) return;
		const reason = `may have at most ${inDigits(most)} ${unit}, has ${inDigits(size)}`;
		problems.push({ field, reason });
	};
	check('tasks', tasks, maxTasks, 'tasks');
	check('input_values', inputBytes, MAX_INPUT_BYTES, 'bytes in one task suite');
	check('output_values', outputBytes, MAX_OUTPUT_BYTES, 'bytes in one task suite');
	return problems;
}

export function sizeOf({ tasks }: SuiteJson): SuiteSize {
	const inputs: unknown[] = [];
	const outputs: unknown[] = [];
	for (const task of recordsIn(tasks)) {
		inputs.push(task.input_values);
		const { known_solutions: known, baseline_solutions: baseline } = task;
		if (known !== undefined) outputs.push(...outputsOf(known));
		if (baseline !== undefined) outputs.push(...outputsOf(baseline));
	}
	return { tasks: inputs.length, inputBytes: bytesOf(inputs), outputBytes: bytesOf(outputs) };
}

function outputsOf(solutions: unknown): unknown[] {
	return recordsIn(solutions).map((solution) => solution.output_values);
}

/** Bytes of all values as JSON, without the commas and brackets of the list. */
function bytesOf(values: readonly unknown[]): number {
	if (values.length === 0) return 0;
	return Buffer.byteLength(JSON.stringify(values)) - values.length - 1;
}
