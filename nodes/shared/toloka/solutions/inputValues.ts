import type { TasksInOrder } from '../assignments/poolTasks';
import type { Solution, SolutionPage } from './pages';

/**
 * The same pages, each solution with the input values of its task. Both lists are in the order of
 * the task ids, so they are merged: nothing is held but what is under way.
 *
 * @param fields names of the fields to add; all where undefined.
 * @param onMissing called with how many tasks of a slice no longer exist: their input is null.
 */
export async function* withInputValues(
	walk: AsyncIterable<SolutionPage>,
	tasks: TasksInOrder,
	fields: readonly string[] | undefined,
	onMissing: (count: number) => void,
): AsyncGenerator<SolutionPage> {
	for await (const page of walk) yield merged(page);

	async function* merged(page: SolutionPage): AsyncGenerator<Solution[]> {
		for await (const slice of page) {
			const found = await tasks.find(slice.map(({ task_id: id }) => id));
			let missing = 0;
			for (let place = 0; place < slice.length; place++) {
				const task = found[place];
				if (task === undefined) missing++;
				slice[place].input_values = task ? chosen(task.input_values ?? {}, fields) : null;
			}
			if (missing > 0) onMissing(missing);
			yield slice;
		}
	}
}

type Values = Record<string, unknown>;

/** Only the fields that are wanted; null for one that a task does not have. */
export function chosen(values: Values, fields: readonly string[] | undefined): Values {
	if (fields === undefined || isExactly(values, fields)) return values;
	const has = (name: string) => Object.prototype.hasOwnProperty.call(values, name);
	return Object.fromEntries(fields.map((name) => [name, has(name) ? values[name] : null]));
}

/** Whether these are the fields, in their order, as in nearly all tasks of a project. */
function isExactly(values: Values, fields: readonly string[]): boolean {
	let place = 0;
	for (const name in values) if (name !== fields[place++]) return false;
	return place === fields.length;
}
