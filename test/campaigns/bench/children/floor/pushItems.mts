import type { Row } from '../../rows.mts';
import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';
import { inParallel, partsOf, type Http } from './http.mts';

/** The same as in the node (`items/chunks.ts`). */
const CHUNK = 10_000;
/** With kept connections, more make no difference; the node uses more (`flow/parallel.ts`). */
const CONCURRENCY = 3;

/** W3: makes items of rows; returns the ID of each. */
export async function pushItems(http: Http, task: Task, rows: Row[]): Promise<Outcome> {
	const { seconds, result } = await timed(async () => await idsOfPushed(http, task, rows));
	return { seconds, rows: new Set(result).size };
}

/** Pushes the rows; returns the IDs in the order of the rows. */
export async function idsOfPushed(http: Http, task: Task, rows: Row[]): Promise<string[]> {
	const ids: string[] = [];
	await inParallel(partsOf([...rows.entries()], CHUNK), CONCURRENCY, async (part) => {
		const body = { items: part.map(([, row]) => row) };
		const path = `/api/app/v0/app-projects/${task.target}/items/bulk`;
		const { data } = await http.post<string[]>(path, body);
		for (const [index, id] of data.entries()) ids[part[index][0]] = id;
	});
	return ids;
}
