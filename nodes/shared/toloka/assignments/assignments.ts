import type { Page } from '../service/paging';
import { SAFE_PAGE_SIZE, pageOf, shrinkingPages } from '../service/paging';
import type { ApiRequest, Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import { readListPage } from '../service/slicedList';
import type { Rows, SlicedRows } from '../service/slicedWalk';
import { slicedWalk } from '../service/slicedWalk';
import { readExactly } from '../values/exactJson';
import { isRecord, recordsByPlace } from '../values/foreign';
import { PARSED } from '../values/jsonRows';

/** Assignments: one task suite done by one performer (toloka-api §P4). */

/** A task as an assignment shows it; `known_solutions` marks a control task. */
export interface AssignedTask {
	/** Absent in some pools without smart mixing (toloka-api §P4.1). */
	id?: string;
	input_values?: Record<string, unknown> | null;
	known_solutions?: unknown[] | null;
	/** The hint of a training task. */
	message_on_unknown_solution?: string | null;
}

export interface Assignment {
	id: string;
	/** ACTIVE, SUBMITTED, ACCEPTED, REJECTED, SKIPPED or EXPIRED. */
	status: string;
	pool_id?: string;
	task_suite_id?: string;
	user_id?: string;
	reward?: number;
	created?: string;
	submitted?: string;
	accepted?: string;
	rejected?: string;
	skipped?: string;
	expired?: string;
	public_comment?: string;
	/** Read with `tasksOf` and `solutionsOf`: any key may be null (toloka-api §P9). */
	tasks?: Array<AssignedTask | null> | null;
	/** Joined with `tasks` by `taskOf`; absent, null or empty if nothing was answered. */
	solutions?: Array<GivenSolution | null> | null;
}

interface GivenSolution {
	task_id?: string | null;
	output_values?: Record<string, unknown> | null;
}

/** The tasks of the suite; null becomes an empty object, so that places stay the same. */
export function tasksOf({ tasks }: Pick<Assignment, 'tasks'>): AssignedTask[] {
	return recordsByPlace(tasks);
}

/** The answers, as listed; null becomes an empty object. */
export function solutionsOf({ solutions }: Assignment): GivenSolution[] {
	return recordsByPlace(solutions);
}

/**
 * The task of the answer at a place: the one that the answer names, if it names one, otherwise the
 * one at the same place (toloka-api §P4.1). The answer to a control task must not count for another.
 */
export function taskOf(
	tasks: readonly AssignedTask[],
	{ task_id: named }: GivenSolution,
	place: number,
): AssignedTask {
	const task = tasks[place] ?? {};
	if (!named || !task.id || named === task.id) return task;
	return tasks.find(({ id }) => id === named) ?? { id: named };
}

export type AssignmentQuery = Record<string, string | number | undefined>;

/**
 * Walks assignments in order of their ids, page by page. An assignment repeated from the previous
 * page is dropped: it counts and is paid once.
 *
 * @param query filters of toloka-api §P4.2: one of `pool_id`, `task_suite_id` and `task_id` is
 * mandatory; `limit` above 300 falls back to 300 if the service refuses it.
 * @param readsAhead whether to read the next page while one is used: for walks to the end of a
 * list.
 */
export async function* assignmentPages(
	send: Send,
	query: AssignmentQuery,
	readsAhead = false,
): AsyncGenerator<SlicedRows<Assignment>> {
	const sized = sizedPages(send);
	const pageSize = Number(query.limit ?? SAFE_PAGE_SIZE);
	const fetchPage = async (cursor: string | undefined) =>
		await sized(pageSize, async (limit) => {
			const request = requestOf({ sort: 'id', ...query, limit, id_gt: cursor });
			return await readListPage(send, request, 'assignments');
		});
	let ids = new Set<string>();

	function* withoutRepeated(slices: Iterable<Assignment[]>): Generator<Assignment[]> {
		const before = ids;
		ids = new Set();
		for (const assignments of slices) {
			for (const { id } of assignments) ids.add(id);
			yield assignments.filter(({ id }) => !before.has(id));
		}
	}

	for await (const page of slicedWalk(fetchPage, ASSIGNMENTS, readsAhead)) {
		yield { ...page, slices: withoutRepeated(page.slices) };
	}
}

const sizedBySend = new WeakMap<Send, ReturnType<typeof shrinkingPages>>();

/** A page size that the service refused is not requested again in the same run. */
function sizedPages(send: Send): ReturnType<typeof shrinkingPages> {
	const sized = sizedBySend.get(send) ?? shrinkingPages(Infinity);
	sizedBySend.set(send, sized);
	return sized;
}

/** Reads one page of assignments, with the service time of the response. */
export async function listAssignments(
	send: Send,
	query: AssignmentQuery,
): Promise<Page<Assignment>> {
	const reply = await send({ ...requestOf(query), read: readExactly });
	return pageOf(reply, isAssignment, readingOf(query), ASSIGNMENTS.expected);
}

function requestOf(query: AssignmentQuery): ApiRequest {
	return { method: 'GET', api: 'v1', path: '/assignments', query, doing: readingOf(query) };
}

const ASSIGNMENTS: Rows<Assignment> = {
	reader: PARSED,
	isRow: isAssignment,
	idOf: ({ id }) => id,
	idName: 'id',
	expected: 'a list of assignments with has_more',
};

function readingOf(query: AssignmentQuery): string {
	return `reading the assignments of ${subjectOf(query)}`;
}

function subjectOf({
	pool_id: pool,
	task_id: task,
	task_suite_id: suite,
}: AssignmentQuery): string {
	if (pool !== undefined) return `pool ${pool}`;
	return task === undefined ? `task suite ${suite}` : `task ${task}`;
}

export async function getAssignment(send: Send, id: string): Promise<Assignment> {
	const doing = `reading assignment ${id}`;
	const path = pathOf`/assignments/${id}`;
	const { body } = await send({ method: 'GET', api: 'v1', path, read: readExactly, doing });
	if (!isAssignment(body)) throw unexpectedShape(doing, 'an assignment');
	return body;
}

function isAssignment(value: unknown): value is Assignment {
	return isRecord(value) && typeof value.id === 'string' && typeof value.status === 'string';
}

/** Whether a task is a control or training task, whose right answers are known (toloka-api §P2.2). */
export function isControlTask({ known_solutions: known }: AssignedTask): boolean {
	return Array.isArray(known) && known.length > 0;
}
