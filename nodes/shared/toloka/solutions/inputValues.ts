import type { TasksInOrder } from '../assignments/poolTasks';
import type { SlicedPage } from '../flow/boundedFiles';
import { parsedText } from '../values/jsonRows';
import type { Solution } from './pages';
import { SOLUTIONS } from './pages';

/** How input values are added to solutions of one form. */
export interface Adding<Row> {
	idOf(row: Row): string;
	/**
	 * Returns the solution with its input values, which are JSON with one character per byte; with
	 * null if its task no longer exists.
	 */
	add(row: Row, input: string | undefined): Row;
}

/**
 * Adds to each solution the input values of its task. Both lists are in order of task ids, so they
 * are merged, and only the current pages are in memory.
 *
 * @param onMissing called with the number of tasks of a slice that no longer exist.
 */
export async function* withInputValues<Row>(
	walk: AsyncIterable<SlicedPage<Row>>,
	tasks: TasksInOrder,
	{ idOf, add }: Adding<Row>,
	onMissing: (count: number) => void,
): AsyncGenerator<SlicedPage<Row>> {
	for await (const page of walk) yield merged(page);

	async function* merged(page: SlicedPage<Row>): AsyncGenerator<Row[]> {
		for await (const slice of page) {
			const found = await tasks.find(slice.map(idOf));
			onMissing(found.filter((input) => input === undefined).length);
			yield slice.map((row, place) => add(row, found[place]));
		}
	}
}

export const ADDING_VALUES: Adding<Solution> = {
	idOf: SOLUTIONS.idOf,
	add: (solution, input = 'null') => {
		solution.input_values = parsedText(input) as Solution['input_values'];
		return solution;
	},
};
