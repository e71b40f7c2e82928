import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TASKS_PER_SUITE } from '../../nodeParameters.mts';
import type { Row } from '../../rows.mts';
import type { Outcome, Task } from '../../task.mts';
import { timed } from '../measured.mts';
import { inParallel, partsOf, type Http } from './http.mts';

/**
 * As much as the service accepts: here, unlike in n8n, no request waits for a response to be read.
 */
const INPUT_BYTES = 1_000_000;
/** With kept connections, more make no difference; the node uses more (`flow/parallel.ts`). */
const CONCURRENCY = 3;
const PAGE = 1_000;
const POLL_MS = 500;

interface Suite {
	pool_id: string;
	overlap: number;
	tasks: Array<{ input_values: Row }>;
	__item_idx: string;
}

interface LogEntry {
	success: boolean;
	input: { __item_idx?: string };
	output: { task_suite_id?: string };
}

interface CreatedSuite {
	id: string;
	tasks: Array<{ id: string }>;
}

/** W4: makes tasks of rows, in suites; returns the IDs of each row's suite and task. */
export async function createSuites(http: Http, task: Task, rows: Row[]): Promise<Outcome> {
	const { seconds, result } = await timed(async () => await createdTasks(http, task, rows));
	const taskIds = new Set(result.map(({ taskId }) => taskId));
	taskIds.delete(undefined);
	return { seconds, rows: taskIds.size };
}

interface CreatedTask {
	suiteId: string;
	taskId: string | undefined;
	row: Row;
}

/** Creates the tasks; the result is in the order of the rows. */
export async function createdTasks(http: Http, task: Task, rows: Row[]): Promise<CreatedTask[]> {
	const suiteIds: string[] = [];
	await inParallel(requestsOf(rows, task.target), CONCURRENCY, async (suites) => {
		for (const [place, id] of await created(http, suites)) suiteIds[place] = id;
	});
	const suites = await readSuites(http, task.target);
	return rows.map((row, index) => {
		const suiteId = suiteIds[Math.floor(index / TASKS_PER_SUITE)];
		const taskId = suites.get(suiteId)?.tasks[index % TASKS_PER_SUITE]?.id;
		return { suiteId, taskId, row };
	});
}

/** Divides suites into requests by the allowed bytes. */
function requestsOf(rows: readonly Row[], poolId: string): Suite[][] {
	const requests: Suite[][] = [[]];
	let bytes = 0;
	for (const [index, group] of partsOf(rows, TASKS_PER_SUITE).entries()) {
		const size = group.reduce((sum, row) => sum + Buffer.byteLength(JSON.stringify(row)), 0);
		if (bytes + size > INPUT_BYTES) {
			requests.push([]);
			bytes = 0;
		}
		bytes += size;
		const tasks = group.map((row) => ({ input_values: row }));
		requests.at(-1)?.push({ pool_id: poolId, overlap: 1, tasks, __item_idx: String(index) });
	}
	return requests;
}

/** Starts an operation, waits for it, and reads the suites' IDs by index from its log. */
async function created(http: Http, suites: Suite[]): Promise<Array<[number, string]>> {
	const { data: operation } = await http.post<{ id: string; status: string }>(
		'/api/v1/task-suites',
		suites,
		{ params: { async_mode: true, operation_id: randomUUID() } },
	);
	for (let { status } = operation; status !== 'SUCCESS';) {
		await sleep(POLL_MS);
		status = (await http.get<{ status: string }>(`/api/v1/operations/${operation.id}`)).data.status;
		if (status === 'FAIL') throw new Error('The operation failed');
	}
	const { data: log } = await http.get<LogEntry[]>(`/api/v1/operations/${operation.id}/log`);
	return log
		.filter(({ success, output }) => success && output.task_suite_id !== undefined)
		.map(({ input, output }) => [Number(input.__item_idx), String(output.task_suite_id)]);
}

async function readSuites(http: Http, poolId: string): Promise<Map<string, CreatedSuite>> {
	const found = new Map<string, CreatedSuite>();
	let after: string | undefined;
	for (;;) {
		const { data } = await http.get<{ items: CreatedSuite[]; has_more: boolean }>(
			'/api/v1/task-suites',
			{ params: { pool_id: poolId, sort: 'id', limit: PAGE, id_gt: after } },
		);
		for (const suite of data.items) found.set(suite.id, suite);
		if (!data.has_more) return found;
		after = data.items.at(-1)?.id;
	}
}
