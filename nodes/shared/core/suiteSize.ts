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
	const excess: Array<[string, number, number, string]> = [
		['tasks', tasks, maxTasks, 'tasks'],
		['input_values', inputBytes, MAX_INPUT_BYTES, 'bytes in one task suite'],
		['output_values', outputBytes, MAX_OUTPUT_BYTES, 'bytes in one task suite'],
	];
	return excess
		.filter(([, size, most]) => size > most)
		.map(([field, size, most, unit]) => ({
			field,
			reason: `may have at most ${most} ${unit}, has ${size}`,
		}));
}

export function sizeOf({ tasks }: SuiteJson): SuiteSize {
	const list = Array.isArray(tasks) ? (tasks as unknown[]).filter(isRecord) : [];
	const solutions = list.flatMap((task) => [task.known_solutions, task.baseline_solutions]).flat();
	return {
		tasks: list.length,
		inputBytes: sum(list, (task) => bytesOf(task.input_values)),
		outputBytes: sum(solutions.filter(isRecord), (solution) => bytesOf(solution.output_values)),
	};
}

function sum<Entry>(entries: readonly Entry[], of: (entry: Entry) => number): number {
	return entries.reduce((total, entry) => total + of(entry), 0);
}

function bytesOf(value: unknown): number {
	return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
