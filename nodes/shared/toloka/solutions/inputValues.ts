import type { TasksInOrder } from '../assignments/poolTasks';
import { hasOwn } from '../values/content';
import type { Solution, SolutionPage } from './pages';

/**
 * Adds to each solution the input values of its task. Both lists are in order of task ids, so they
 * are merged, and only the current pages are in memory.
 *
 * @param onMissing called with the number of tasks of a slice that no longer exist: their input is
 * null.
 */
export async function* withInputValues(
	walk: AsyncIterable<SolutionPage>,
	tasks: TasksInOrder,
	fields: readonly string[],
	onMissing: (count: number) => void,
): AsyncGenerator<SolutionPage> {
	const choose = chooser(fields);
	for await (const page of walk) yield merged(page);

	async function* merged(page: SolutionPage): AsyncGenerator<Solution[]> {
		for await (const slice of page) {
			const found = await tasks.find(slice.map(({ task_id: id }) => id));
			let missing = 0;
			for (let place = 0; place < slice.length; place++) {
				const task = found[place];
				if (task === undefined) missing++;
				slice[place].input_values = task ? choose(task.input_values ?? {}) : null;
			}
			onMissing(missing);
			yield slice;
		}
	}
}

type Values = Record<string, unknown>;

/** Returns a function, made once for all tasks, that keeps these fields; null for a missing one. */
export function chooser(fields: readonly string[]): (values: Values) => Values {
	const nothing: Values = Object.fromEntries(fields.map((name) => [name, null]));
	return (values) => {
		const wanted = { ...nothing };
		for (const name in values) if (hasOwn(nothing, name)) wanted[name] = values[name];
		return wanted;
	};
}
