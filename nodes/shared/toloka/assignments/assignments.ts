import { shrinkingPages } from '../service/pageSize';
import type { Page } from '../service/paging';
import { pages } from '../service/paging';
import type { Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import { readExactly } from '../values/exactJson';
import { isRecord } from '../values/foreign';

/** Assignments: one task suite done by one performer (toloka-api §P4). */

export type AssignmentStatus =
	'ACTIVE' | 'SUBMITTED' | 'ACCEPTED' | 'REJECTED' | 'SKIPPED' | 'EXPIRED';

/** A task as an assignment shows it; `known_solutions` marks a control task. */
export interface AssignedTask {
	/** Absent in some pools without smart mixing (toloka-api §P4.1). */
	id?: string;
	input_values?: Record<string, unknown>;
	known_solutions?: unknown[] | null;
	/** The hint of a training task. */
	message_on_unknown_solution?: string | null;
}

export interface Assignment {
	id: string;
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
	tasks?: AssignedTask[];
	/** In the order of `tasks`; absent or empty where nothing was answered. */
	solutions?: Array<{ task_id?: string; output_values?: Record<string, unknown> }>;
}

export type AssignmentQuery = Record<string, string | number | undefined>;

/** The largest page that every source grants (toloka-api §P11). */
export const SMALL_PAGE_SIZE = 300;

/**
 * Walks assignments in order of their ids, page by page.
 *
 * @param query filters of toloka-api §P4.2: one of `pool_id`, `task_suite_id` and `task_id` is
 * mandatory; `limit` above 300 falls back to 300 where the service refuses it.
 * @param readsAhead as in `pages`.
 */
export function assignmentPages(
	send: Send,
	query: AssignmentQuery,
	readsAhead = false,
): AsyncGenerator<Page<Assignment>> {
	const sized = shrinkingPages(Number(query.limit ?? SMALL_PAGE_SIZE));
	const fetch = async (cursor?: string): Promise<Page<Assignment>> =>
		await sized(
			Infinity,
			async (limit) =>
				await listAssignments(send, { sort: 'id', ...query, limit, id_gt: cursor ?? query.id_gt }),
		);
	return withoutRepeats(pages(fetch, ({ id }) => id, undefined, readsAhead));
}

/** A row that the page before had, too, is the same assignment: it counts and is paid once. */
async function* withoutRepeats(
	walk: AsyncIterable<Page<Assignment>>,
): AsyncGenerator<Page<Assignment>> {
	let before = new Set<string>();
	for await (const page of walk) {
		const known = before;
		before = new Set(page.rows.map(({ id }) => id));
		yield { ...page, rows: page.rows.filter(({ id }) => !known.has(id)) };
	}
}

/** One page of assignments, with the service's clock when it answered. */
export async function listAssignments(
	send: Send,
	query: AssignmentQuery,
): Promise<Page<Assignment>> {
	const doing = `reading the assignments of ${subjectOf(query)}`;
	const request = { method: 'GET', api: 'v1', path: '/assignments', query, doing } as const;
	const { body, serviceTime } = await send({ ...request, read: readExactly });
	const rows = isRecord(body) ? body.items : undefined;
	if (!isRecord(body) || !Array.isArray(rows) || !rows.every(isAssignment)) {
		throw unexpectedShape(doing, 'a list of assignments with has_more');
	}
	return { rows, hasMore: body.has_more === true, serviceTime };
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
	const { body } = await send({
		method: 'GET',
		api: 'v1',
		path: pathOf`/assignments/${id}`,
		read: readExactly,
		doing,
	});
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
