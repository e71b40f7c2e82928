import { chooser } from '../values/chooser';
import { isRecord, parsedJson } from '../values/foreign';
import type { RowReader } from '../values/jsonRows';
import { isPlainString, writtenText } from '../values/jsonRows';
import { Members, NOWHERE, readObjects } from '../values/jsonScan';

/**
 * Tasks of a response, found in its bytes without parsing them: a pool may have a million
 * (toloka-api §P2.7), and each would be an object to be kept in memory.
 */
export interface TaskSlice {
	ids: string[];
	bytes: Buffer;
	/** Where the input values of each task begin and end. */
	starts: number[];
	ends: number[];
}

const task = new Members(['id', 'input_values']);
const [ID, INPUT] = [0, 1];

export const TASKS: RowReader<TaskSlice> = { find: findTasks, take: sliceOf };

function findTasks(bytes: Buffer, from: number, to: number): TaskSlice | undefined {
	const slice: TaskSlice = { ids: [], bytes, starts: [], ends: [] };
	const isUsual = readObjects(bytes, from, to, task, () => {
		const id = task.textOf(bytes, ID);
		if (id === undefined || !isPlainString(id)) return false;
		if (task.startOf(INPUT) === NOWHERE) return false;
		slice.ids.push(id.slice(1, -1));
		slice.starts.push(task.startOf(INPUT));
		slice.ends.push(task.endOf(INPUT));
		return true;
	});
	return isUsual ? slice : undefined;
}

/** Whether a row is a task of a pool. */
export function isTask(row: unknown): row is { id: string; input_values?: unknown } {
	return isRecord(row) && typeof row.id === 'string';
}

/** Writes the input values of parsed tasks anew. */
function sliceOf(tasks: unknown[]): TaskSlice | undefined {
	if (!tasks.every(isTask)) return undefined;
	const texts = tasks.map(({ input_values: values = {} }) => Buffer.from(JSON.stringify(values)));
	const slice: TaskSlice = { ids: [], bytes: Buffer.concat(texts), starts: [], ends: [] };
	let start = 0;
	for (const [place, { id }] of tasks.entries()) {
		slice.ids.push(id);
		slice.starts.push(start);
		start += texts[place].length;
		slice.ends.push(start);
	}
	return slice;
}

/**
 * Returns a function that returns the input values of a task as JSON, with these fields and null
 * for a missing one; one character per byte.
 */
export function inputReader(
	fields: readonly string[],
): (slice: TaskSlice, place: number) => string {
	const values = new Members(fields);
	const names = fields.map((name) => `${writtenText(name)}:`);
	const choose = chooser(fields);
	return ({ bytes, starts, ends }, place) => {
		if (values.read(bytes, starts[place]) === NOWHERE) {
			const parsed = parsedJson(bytes.toString('utf8', starts[place], ends[place]));
			return writtenText(choose(isRecord(parsed) ? parsed : {}));
		}
		let text = '';
		for (let field = 0; field < names.length; field++) {
			text += `${field === 0 ? '{' : ','}${names[field]}${values.textOf(bytes, field) ?? 'null'}`;
		}
		return text === '' ? '{}' : `${text}}`;
	};
}
