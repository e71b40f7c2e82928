import { chooser } from '../values/chooser';
import { valuesOf } from '../values/exactJson';
import { isRecord } from '../values/foreign';
import type { RowReader } from '../values/jsonRows';
import { plainString, writtenText } from '../values/jsonRows';
import { Members, readObjects } from '../values/jsonScan';

/**
 * Tasks of a response, found in its bytes without parsing them: a pool may have a million
 * (toloka-api §P2.7), and each would be an object to be kept in memory.
 */
export interface TaskSlice {
	ids: string[];
	/** The input values of each task, as JSON with one character per byte. */
	inputs: string[];
}

const ID = 0;
const VALUES = 1;

export function isTask(row: unknown): row is { id: string; input_values?: unknown } {
	return isRecord(row) && typeof row.id === 'string';
}

/** How tasks are read with these input fields, and null for a missing one. */
export function taskReader(fields: readonly string[]): RowReader<TaskSlice> {
	const values = new Members(fields);
	const task = new Members(['id', 'input_values'], [undefined, values]);
	const openings = fields.map((name, place) => `${place === 0 ? '{' : ','}${writtenText(name)}:`);
	const choose = chooser(fields);

	function find(bytes: Buffer, from: number, to: number): TaskSlice | undefined {
		const text = bytes.toString('latin1', from, to);
		const slice: TaskSlice = { ids: [], inputs: [] };
		const isUsual = readObjects(bytes, from, to, task, () => {
			const id = plainString(task.textIn(text, from, ID));
			const isJsonText = text[task.startOf(VALUES) - from] === '"';
			if (id === undefined || isJsonText) return false;
			slice.ids.push(id);
			slice.inputs.push(inputIn(text, from));
			return true;
		});
		return isUsual ? slice : undefined;
	}

	function inputIn(text: string, from: number): string {
		let input = '';
		for (let field = 0; field < openings.length; field++) {
			input += openings[field] + (values.textIn(text, from, field) ?? 'null');
		}
		return input === '' ? '{}' : `${input}}`;
	}

	function take(rows: unknown[]): TaskSlice | undefined {
		if (!rows.every(isTask)) return undefined;
		const inputs = rows.map(({ input_values: values }) =>
			writtenText(choose(valuesOf(values) ?? {})),
		);
		return { ids: rows.map(({ id }) => id), inputs };
	}

	return { find, take };
}
