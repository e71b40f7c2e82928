import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';
import type { Http } from './http.mts';
import { writeLines } from './lines.mts';

const PAGE = 100_000;
/** The same as in the node (`poolTasks.ts`). */
const TASK_PAGE = 10_000;

interface Solution {
	task_id: string;
}

interface Page<Row> {
	items: Row[];
	has_more: boolean;
}

/** W1: reads all aggregated solutions of an operation into one array. */
export async function readSolutions(http: Http, task: Task): Promise<Outcome> {
	const { seconds, result } = await timed(async () => await allSolutions(http, task));
	return { seconds, rows: result.length };
}

export async function allSolutions(http: Http, { target }: Task): Promise<Solution[]> {
	const all: Solution[] = [];
	for await (const rows of pages(http, target)) for (const row of rows) all.push(row);
	return all;
}

/** W2: writes the same solutions to a file with one JSON object per line. */
export async function writeSolutions(http: Http, task: Task): Promise<Outcome> {
	return await writeLines(pages(http, task.target));
}

/** W9: reads the two lists behind solutions with input values, without combining them. */
export async function readSolutionsAndTasks(http: Http, task: Task): Promise<Outcome> {
	const { seconds, result } = await timed(async () => {
		let count = 0;
		for await (const rows of pages(http, task.target)) count += rows.length;
		for await (const rows of taskPages(http, task.pool)) count += rows.length;
		return count;
	});
	return { seconds, rows: result / 2 };
}

async function* taskPages(http: Http, poolId: string | undefined): AsyncGenerator<unknown[]> {
	let after: string | undefined;
	for (;;) {
		const { data } = await http.get<Page<{ id: string }>>('/api/v1/tasks', {
			params: { pool_id: poolId, sort: 'id', limit: TASK_PAGE, id_gt: after },
		});
		yield data.items;
		if (!data.has_more) return;
		after = data.items.at(-1)?.id;
	}
}

async function* pages(http: Http, operationId: string): AsyncGenerator<Solution[]> {
	let after: string | undefined;
	for (;;) {
		const { data } = await http.get<Page<Solution>>(`/api/v1/aggregated-solutions/${operationId}`, {
			params: { sort: 'task_id', limit: PAGE, task_id_gt: after },
		});
		yield data.items;
		if (!data.has_more) return;
		after = data.items.at(-1)?.task_id;
	}
}
