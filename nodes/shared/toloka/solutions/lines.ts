import type { FileFormat } from '../flow/boundedFiles';
import type { Rows } from '../service/slicedWalk';
import { hasOwn } from '../values/content';
import { isRecord } from '../values/foreign';
import { ownText, parsedText, plainString, writtenText } from '../values/jsonRows';
import { Members, NOWHERE, readObjects } from '../values/jsonScan';
import type { Adding } from './inputValues';

/**
 * Solutions as lines of a file, copied from the responses: most of the time for a million lines
 * would go into parsing them and writing them as JSON again.
 */

/** A solution as a line. A class, because literals may be kept for long (n8n §4). */
export class SolutionLine {
	[name: string]: unknown;

	/**
	 * @param text the solution as JSON in one line; one character per byte.
	 * @param hasInput whether the service sent `input_values`, which are replaced if they are added.
	 */
	constructor(
		readonly id: string,
		readonly text: string,
		readonly hasInput = false,
	) {}
}

const INPUT_VALUES = 'input_values';
const solution = new Members(['task_id', INPUT_VALUES]);
const [ID, INPUT] = [0, 1];

function copied(bytes: Buffer, from: number, to: number): SolutionLine[] | undefined {
	const text = bytes.toString('latin1', from, to);
	const lines: SolutionLine[] = [];
	const isUsual = readObjects(bytes, from, to, solution, (start, end) => {
		const id = plainString(solution.textIn(text, from, ID));
		if (id === undefined) return false;
		const line = text.slice(start - from, end - from);
		lines.push(new SolutionLine(id, line, solution.startOf(INPUT) !== NOWHERE));
		return true;
	});
	return isUsual ? lines : undefined;
}

function written(row: unknown): unknown {
	if (!isRecord(row) || typeof row.task_id !== 'string') return row;
	return new SolutionLine(row.task_id, writtenText(row), hasOwn(row, INPUT_VALUES));
}

function withoutInput(text: string): string {
	return writtenText({ ...(parsedText(text) as object), [INPUT_VALUES]: undefined });
}

export const LINES: Rows<SolutionLine> = {
	reader: { find: copied, take: (rows) => rows.map(written) },
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

const ADDED = `,"${INPUT_VALUES}":`;

export const ADDING_TEXT: Adding<SolutionLine> = {
	idOf: LINES.idOf,
	add: ({ id, text, hasInput }, input = 'null') => {
		const own = hasInput ? withoutInput(text) : text;
		return new SolutionLine(id, `${own.slice(0, -1)}${ADDED}${input}}`);
	},
};
