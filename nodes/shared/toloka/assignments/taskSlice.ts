import { chooser } from '../values/chooser';
import { isRecord } from '../values/foreign';
import type { RowReader } from '../values/jsonRows';
import { isPlainString, writtenText } from '../values/jsonRows';
import { Members, NOWHERE, readObjects } from '../values/jsonScan';

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

/** Whether a row is a task of a pool. */
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
		const textOf = (members: Members, place: number) =>
			text.slice(members.startOf(place) - from, members.endOf(place) - from);
		const slice: TaskSlice = { ids: [], inputs: [] };
		const isUsual = readObjects(bytes, from, to, task, () => {
			if (task.startOf(ID) === NOWHERE) return false;
			const id = textOf(task, ID);
			if (!isPlainString(id)) return false;
			slice.ids.push(id.slice(1, -1));
			slice.inputs.push(inputOf(textOf));
			return true;
		});
		return isUsual ? slice : undefined;
	}

	function inputOf(textOf: (members: Members, place: number) => string): string {
		let text = '';
		for (let field = 0; field < openings.length; field++) {
			const value = values.startOf(field) === NOWHERE ? 'null' : textOf(values, field);
			text += openings[field] + value;
		}
		return text === '' ? '{}' : `${text}}`;
	}

	function take(rows: unknown[]): TaskSlice | undefined {
		if (!rows.every(isTask)) return undefined;
		const inputs = rows.map(({ input_values: values }) =>
			writtenText(choose(isRecord(values) ? values : {})),
		);
		return { ids: rows.map(({ id }) => id), inputs };
	}

	return { find, take };
}
