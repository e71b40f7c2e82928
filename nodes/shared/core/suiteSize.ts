import { isRecord } from './failures';
import type { Problem } from './inputSpec';
import type { SuiteJson } from './taskSuites';

/** Bytes and counts that the limits of one request are about (api-facts §4.1). */
export interface SuiteSize {
	tasks: number;
	inputBytes: number;
	outputBytes: number;
}

export const MAX_INPUT_BYTES = 1_048_576;
export const MAX_OUTPUT_BYTES = 4_194_304;
/** What exceeds the limits of one request, which one suite alone must keep within. */
export function problemsOfSize(
	{ tasks, inputBytes, outputBytes }: SuiteSize,
	maxTasks: number,
): Problem[] {
	return [
		...excess('tasks', tasks, maxTasks, 'tasks'),
		...excess('input_values', inputBytes, MAX_INPUT_BYTES, 'bytes in one task suite'),
		...excess('output_values', outputBytes, MAX_OUTPUT_BYTES, 'bytes in one task suite'),
	];
}

function excess(field: string, size: number, most: number, unit: string): Problem[] {
	return size > most ? [{ field, reason: `may have at most ${most} ${unit}, has ${size}` }] : [];
}

export function sizeOf({ tasks }: SuiteJson): SuiteSize {
	const size = { tasks: 0, inputBytes: 0, outputBytes: 0 };
	for (const task of recordsIn(tasks)) {
		size.tasks += 1;
		size.inputBytes += bytesOf(task.input_values);
		for (const solutions of [task.known_solutions, task.baseline_solutions]) {
			for (const { output_values: output } of recordsIn(solutions)) {
				size.outputBytes += bytesOf(output);
			}
		}
	}
	return size;
}

function recordsIn(value: unknown): Array<Record<string, unknown>> {
	return Array.isArray(value) ? (value as unknown[]).filter(isRecord) : [];
}

function bytesOf(value: unknown): number {
	return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
