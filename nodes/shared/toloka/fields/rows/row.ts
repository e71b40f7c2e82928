import type { InputCheck, Problem } from '../cells/check';
import { onceByName } from '../../values/onceByName';
import { NOTHING_SEEN, asRead } from '../../values/unseen';

export interface Row {
	/** The input values, converted to the declared types where possible. */
	input: Record<string, unknown>;
	/** Other properties of the task in a row of Toloka's own files, by their API names. */
	task?: Record<string, unknown>;
	/** The columns of these other properties. */
	columns?: ColumnNames;
	/** Columns with a value that were left out although they were probably meant for something. */
	leftOut?: LeftOut[];
	problems: readonly Problem[];
}

/** Names of columns as the row has them, by their path in the task: `known_solutions.0.…`. */
export type ColumnNames = ReadonlyMap<string, string>;

export interface LeftOut {
	column: string;
	/** What the column should be called, and what to do. */
	advice: string;
}

/** What happens to fields of an item that the project does not declare. */
export type ExtraFields = 'refuse' | 'leaveOut';

/** The checks of input values, and of the output values of a known solution. */
export interface RowChecks {
	input: InputCheck;
	known: InputCheck;
}

/** The problems found while reading a row, and those found by a check in other fields. */
export function allProblems(
	ofReading: readonly Problem[],
	ofValues: readonly Problem[],
): readonly Problem[] {
	if (ofReading.length === 0) return ofValues;
	const named = new Set(ofReading.map(({ field }) => field));
	return [...ofReading, ...ofValues.filter(({ field }) => !named.has(field))];
}

/** Adds a value under its name, which may be __proto__. */
export function put(values: Record<string, unknown>, name: string, value: unknown): void {
	if (name !== '__proto__') values[name] = value;
	else Object.defineProperty(values, name, { value, enumerable: true, configurable: true });
}

export const readName = onceByName(asRead);

/**
 * The row with its names as people read them: a file may leave a byte order mark in the first one.
 * Returns the row itself if nothing changes, or if two names would become one.
 */
export function withNamesAsRead(json: Record<string, unknown>): Record<string, unknown> {
	const names = Object.keys(json);
	if (names.every((name) => readName(name) === name)) return json;
	const read = names.map(readName);
	if (new Set(read).size < names.length) return json;
	const row: Record<string, unknown> = {};
	for (const [index, name] of read.entries()) put(row, name, json[names[index]]);
	return row;
}

/** The column that n8n's Google Sheets node adds to every row. */
export const ROW_NUMBER = 'row_number';

/** Whether a row is empty, like the separators in Toloka's files and the last line of many files. */
export function isBlankRow(json: Record<string, unknown>): boolean {
	for (const name in json) if (name !== ROW_NUMBER && !isBlank(json[name])) return false;
	return true;
}

export function isBlank(value: unknown): boolean {
	return (value ?? '') === '' || (typeof value === 'string' && NOTHING_SEEN.test(value));
}
