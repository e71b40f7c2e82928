import type { Pool } from '../pools/pools';
import { isFailure, isTransient, outcomeOf } from '../service/failures';
import type { Page } from '../service/paging';
import { pageOf, shrinkingPages, stuck } from '../service/paging';
import type { Send } from '../service/requests';
import { isRecord } from '../values/foreign';
import { inDigits } from '../values/numbers';
import type { AssignedTask, Assignment, AssignmentQuery } from './assignments';
import { isControlTask, listAssignments, tasksOf } from './assignments';

/**
 * How far people are with a pool. The service has no count (its analytics are no stable contract,
 * toloka-api §9), so its lists are counted, a page at a time; only sums are kept.
 */

export interface PoolCounts {
	/** Tasks done by as many people as their overlap requires; without control and training tasks. */
	tasks_done: number;
	tasks_total: number;
	/** Submitted task suites that await a verdict. */
	assignments_awaiting_review: number;
}

/** State of a count; plain JSON, so that a suspended execution can store it. */
export interface CountState {
	done: number;
	total: number;
	awaiting: number;
	countsReview: boolean;
	/** Id of the last row counted. */
	after?: string;
	/** Result of the latest complete count. */
	counts?: PoolCounts;
	/** Whether the service does not return what the count needs. */
	isImpossible?: boolean;
}

export const beforeCounting = (): CountState => ({
	done: 0,
	total: 0,
	awaiting: 0,
	countsReview: false,
});

/** Rows per request; a page has some megabytes. */
const TASKS = 10_000;
const SUITES = 1_000;
const ASSIGNMENTS = 1_000;

/** Counts page by page; remembers if the service requires smaller pages. */
export class PoolCounter {
	private readonly tasks = shrinkingPages(TASKS);
	private readonly suites = shrinkingPages(SUITES);
	private readonly assignments = shrinkingPages(ASSIGNMENTS);

	constructor(private readonly send: Send) {}

	/**
	 * Counts one more page, in one or two requests: while people are at work, their assignments are
	 * read, too, because `remaining_overlap` is already 0 for these (toloka-api §6.2).
	 */
	async countOn(pool: Pool, state: CountState, isAtWork: boolean): Promise<CountState> {
		if (state.isImpossible === true) return state;
		const counted = await outcomeOf(this.countPage(pool, state, isAtWork));
		if (!isFailure(counted)) return counted;
		if (counted.kind === 'canceled') throw counted;
		return isTransient(counted) ? state : { ...beforeCounting(), isImpossible: true };
	}

	/** Counts from the beginning, in at most `most` pages; undefined if there are more. */
	async countAll(pool: Pool, most: number, isAtWork: boolean): Promise<PoolCounts | undefined> {
		let state = beforeCounting();
		for (let page = 0; page < most && state.counts === undefined; page++) {
			state = await this.countOn(pool, state, isAtWork);
		}
		return state.counts;
	}

	private async countPage(pool: Pool, state: CountState, isAtWork: boolean): Promise<CountState> {
		if (state.countsReview) {
			const query = { status: 'SUBMITTED', sort: 'id', id_gt: state.after };
			const { rows, hasMore } = await this.assignmentsOf(pool.id, query);
			return onwards({ ...state, awaiting: state.awaiting + rows.length }, rows, hasMore, pool);
		}
		const held = isAtWork ? await this.heldIds(pool.id) : new Set<string>();
		const { rows, hasMore } = await this.issuedPage(pool, state.after);
		const next = { ...state };
		for (const row of rows) {
			const tasks = (row.tasks ? tasksOf(row) : [row]).filter(
				(task) => !isControlTask(task),
			).length;
			if (row.infinite_overlap === true) continue;
			next.total += tasks;
			if (row.remaining_overlap === 0 && !held.has(row.id)) next.done += tasks;
		}
		return onwards(next, rows, hasMore, pool);
	}

	/** Pools with smart mixing list single tasks, others task suites (toloka-api §P2.6). */
	private async issuedPage(pool: Pool, after?: string): Promise<Page<Issued>> {
		const mixes = pool.mixer_config !== undefined && pool.mixer_config !== null;
		const path = mixes ? '/tasks' : '/task-suites';
		const doing = `counting the tasks of pool ${pool.id}`;
		return await (mixes ? this.tasks : this.suites)(Infinity, async (limit) => {
			const query = { pool_id: pool.id, sort: 'id', limit, id_gt: after };
			const reply = await this.send({ method: 'GET', api: 'v1', path, query, doing });
			return pageOf(reply, isIssued, doing, 'a list of tasks with their remaining overlap');
		});
	}

	/** Ids of the tasks and task suites that people are working on, from the newest assignments. */
	private async heldIds(poolId: string): Promise<Set<string>> {
		const { rows } = await this.assignmentsOf(poolId, { status: 'ACTIVE', sort: '-id' });
		const ids = rows.flatMap((row) => [row.task_suite_id, ...tasksOf(row).map(({ id }) => id)]);
		return new Set(ids.filter((id): id is string => typeof id === 'string'));
	}

	private async assignmentsOf(poolId: string, query: AssignmentQuery): Promise<Page<Assignment>> {
		return await this.assignments(
			Infinity,
			async (limit) => await listAssignments(this.send, { pool_id: poolId, ...query, limit }),
		);
	}
}

/** The state after a page: at the next page, at the next list, or complete. */
function onwards(
	state: CountState,
	rows: ReadonlyArray<{ id: string }>,
	hasMore: boolean,
	pool: Pool,
): CountState {
	const last = rows[rows.length - 1]?.id as string | undefined;
	if (hasMore && (last === undefined || last === state.after)) {
		throw stuck('A page of tasks does not lead to the next page', 'counting the tasks of a pool');
	}
	if (hasMore) return { ...state, after: last };
	if (!state.countsReview && pool.auto_accept_solutions !== true) {
		return { ...state, countsReview: true, after: undefined };
	}
	const { done, total, awaiting } = state;
	const counts = {
		tasks_done: done,
		tasks_total: total,
		assignments_awaiting_review: awaiting,
	};
	return { ...beforeCounting(), counts };
}

/** A task, or a task suite with its tasks, and how often it will still be issued. */
interface Issued extends AssignedTask {
	id: string;
	tasks?: Assignment['tasks'];
	infinite_overlap?: boolean;
	remaining_overlap: number | null;
}

function isIssued(value: unknown): value is Issued {
	if (!isRecord(value) || typeof value.id !== 'string') return false;
	return value.infinite_overlap === true || typeof value.remaining_overlap === 'number';
}

/** `412 of 1,000 tasks done, 12 task suites await review`. */
export function countsText(counts: PoolCounts): string {
	const { tasks_done: done, tasks_total: total, assignments_awaiting_review: awaiting } = counts;
	const tasks = `${inDigits(done)} of ${inDigits(total)} tasks done`;
	if (awaiting === 0) return tasks;
	return `${tasks}, ${inDigits(awaiting)} ${awaiting === 1 ? 'task suite awaits' : 'task suites await'} review`;
}
