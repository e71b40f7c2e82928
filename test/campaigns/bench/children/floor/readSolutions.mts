import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { AxiosInstance } from 'axios';
import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';

const PAGE = 100_000;

interface Solution {
	task_id: string;
}

interface Page {
	items: Solution[];
	has_more: boolean;
}

/** W1: all aggregated solutions of an operation in one array. */
export async function readSolutions(http: AxiosInstance, task: Task): Promise<Outcome> {
	const { seconds, result } = await timed(async () => {
		const all: Solution[] = [];
		for await (const rows of pages(http, task.target)) for (const row of rows) all.push(row);
		return all;
	});
	return { seconds, rows: result.length };
}

/** W2: the same as a file of one JSON object a line. */
export async function writeSolutions(http: AxiosInstance, task: Task): Promise<Outcome> {
	const folder = await mkdtemp(join(tmpdir(), 'toloka-bench-'));
	const { seconds, result } = await timed(async () => {
		const file = createWriteStream(join(folder, 'solutions.ndjson'));
		let count = 0;
		for await (const rows of pages(http, task.target)) {
			count += rows.length;
			const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
			if (!file.write(text)) await once(file, 'drain');
		}
		file.end();
		await once(file, 'finish');
		return count;
	});
	await rm(folder, { recursive: true });
	return { seconds, rows: result };
}

async function* pages(http: AxiosInstance, operationId: string): AsyncGenerator<Solution[]> {
	let after: string | undefined;
	for (;;) {
		const { data } = await http.get<Page>(`/api/v1/aggregated-solutions/${operationId}`, {
			params: { sort: 'task_id', limit: PAGE, task_id_gt: after },
		});
		yield data.items;
		if (!data.has_more) return;
		after = data.items.at(-1)?.task_id;
	}
}
