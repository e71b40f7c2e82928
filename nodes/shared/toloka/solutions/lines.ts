import type { FileFormat } from '../flow/boundedFiles';
import type { Rows } from '../service/slicedWalk';
import { isRecord } from '../values/foreign';
import { isPlainString, ownText, parsedRows, writtenText } from '../values/jsonRows';
import { Members, NOWHERE, readObjects } from '../values/jsonScan';
import type { Adding } from './inputValues';

/**
 * Solutions as lines of a file, copied from the responses: most of the time for a million lines
 * would go into parsing them and writing them as JSON again.
 */

/** A solution as a line. A class, because literals may be kept for long (n8n §4). */
export class SolutionLine {
	[name: string]: unknown;

	/** @param text the solution as JSON in one line; one character per byte. */
	constructor(
		readonly id: string,
		readonly text: string,
	) {}
}

/** Input values that are added get this name, whatever the service calls so. */
const INPUT_VALUES = 'input_values';
const solution = new Members(['task_id', INPUT_VALUES]);
const [ID, INPUT] = [0, 1];

function readLines(bytes: Buffer, from: number, to: number): unknown[] | undefined {
	return copied(bytes, from, to) ?? parsedRows(bytes, from, to)?.map(written);
}

function copied(bytes: Buffer, from: number, to: number): SolutionLine[] | undefined {
	const text = bytes.toString('latin1', from, to);
	const lines: SolutionLine[] = [];
	const isUsual = readObjects(bytes, from, to, solution, (start, end) => {
		if (solution.startOf(ID) === NOWHERE || solution.startOf(INPUT) !== NOWHERE) return false;
		const id = text.slice(solution.startOf(ID) - from, solution.endOf(ID) - from);
		if (!isPlainString(id)) return false;
		lines.push(new SolutionLine(id.slice(1, -1), text.slice(start - from, end - from)));
		return true;
	});
	return isUsual ? lines : undefined;
}

function written(row: unknown): unknown {
	if (!isRecord(row) || typeof row.task_id !== 'string') return row;
	return new SolutionLine(row.task_id, writtenText({ ...row, [INPUT_VALUES]: undefined }));
}

export const LINES: Rows<SolutionLine> = {
	read: readLines,
	isRow: (row): row is SolutionLine => row instanceof SolutionLine,
	idOf: ({ id }) => id,
	idName: 'task_id',
	expected: 'solutions with a task_id',
};

export const LINE_FORMAT: FileFormat<SolutionLine> = {
	encoding: 'latin1',
	header: () => '',
	line: ({ text }) => `${text as string}\n`,
	rowOf: (line) => line,
	idOf: ({ id }) => ownText(id),
};

export const ADDING_TEXT: Adding<SolutionLine> = {
	idOf: LINES.idOf,
	add: ({ id, text }, input = 'null') =>
		new SolutionLine(id, `${text.slice(0, -1)},"${INPUT_VALUES}":${input}}`),
};
