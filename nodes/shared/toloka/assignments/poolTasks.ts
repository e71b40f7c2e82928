import type { TolokaFailure } from '../service/failures';
import { shrinkingPages, stuck } from '../service/paging';
import type { Send } from '../service/requests';
import type { ListPage } from '../service/slicedList';
import { isEmptyList, lastRowOf, readListPage, rowsAs, slicesOf } from '../service/slicedList';
import { clean, isRecord } from '../values/foreign';

/** A task of a pool, of which there may be a million (toloka-api §P2.7). */
interface PoolTask {
	id: string;
	input_values?: Record<string, unknown>;
}

/** A page has some megabytes; sources differ on what is allowed (toloka-api §P2.7). */
const PAGE_SIZE = 10_000;
/** Control tasks may be between those that are looked up. */
const SMALLEST_PAGE = 100;

interface TaskOrder {
	descending: boolean;
	/** Most tasks that will be looked up; Infinity to continue to the end of the list. */
	expected: number;
}

/**
 * Finds tasks of a pool by ids that are requested in order. The list of tasks is read alongside, so
 * that at most two pages are in memory, however long it is.
 */
export class TasksInOrder {
	private readonly descending: boolean;
	private readonly readsAhead: boolean;
	private readonly sized: ReturnType<typeof shrinkingPages>;
	private readonly doing: string;
	/** The page after the one in use. */
	private ahead: Promise<ListPage> | undefined;
	private slices: Iterator<unknown[]> = [][Symbol.iterator]();
	private hasMore = true;
	private tasks: PoolTask[] = [];
	private place = 0;
	private lastId: string | undefined;
	/** `lastId` when the latest page was requested: a page that ends there, too, leads nowhere. */
	private lastIdBefore: string | undefined;
	private lastAsked: string | undefined;

	constructor(
		private readonly send: Send,
		private readonly poolId: string,
		{ descending, expected }: TaskOrder,
	) {
		this.descending = descending;
		this.readsAhead = expected === Infinity;
		this.sized = shrinkingPages(Math.min(Math.max(2 * expected, SMALLEST_PAGE), PAGE_SIZE));
		this.doing = `reading the tasks of pool ${poolId}`;
	}

	/** Returns the tasks with these ids, undefined for each that does not exist. */
	async find(ids: readonly string[]): Promise<Array<PoolTask | undefined>> {
		const found: Array<PoolTask | undefined> = [];
		for (const id of ids) {
			this.assertInOrder(this.lastAsked, id);
			this.lastAsked = id;
			while (!this.reaches(id) && (await this.readOn(id)));
			const task = this.tasks[this.place] as PoolTask | undefined;
			found.push(task?.id === id ? task : undefined);
		}
		return found;
	}

	/** Advances to the first task at or after the id; false if the loaded tasks end before it. */
	private reaches(id: string): boolean {
		while (this.place < this.tasks.length && this.isBefore(this.tasks[this.place].id, id)) {
			this.place++;
		}
		return this.place < this.tasks.length;
	}

	/** Loads more tasks, those of another page from this id on; false if there are none. */
	private async readOn(id: string): Promise<boolean> {
		let slice = this.slices.next();
		if (slice.done === true && this.hasMore) {
			this.assertAdvanced();
			const { list, hasMore } = await this.nextPage(id);
			if (isEmptyList(list) && hasMore) throw this.contradiction('an empty page has more after it');
			this.hasMore = hasMore;
			this.ahead = hasMore && this.readsAhead ? this.readBehind(lastRowOf(list)) : undefined;
			this.slices = slicesOf(list, this.doing);
			slice = this.slices.next();
		}
		if (slice.done === true) return false;
		this.tasks = rowsAs(slice.value, isTask, this.doing, 'tasks with an id');
		this.place = 0;
		for (const task of this.tasks) {
			this.assertInOrder(this.lastId, task.id);
			this.lastId = task.id;
		}
		return true;
	}

	/** Returns the page that was read ahead, or one from the id on if the id is behind that page. */
	private async nextPage(id: string): Promise<ListPage> {
		const ahead = await this.ahead;
		const last = ahead && lastRowOf(ahead.list);
		const ends = ahead?.hasMore === true && isTask(last) && this.isBefore(last.id, id);
		return ahead === undefined || ends
			? await this.readPage(this.descending ? { id_lte: id } : { id_gte: id })
			: ahead;
	}

	private readBehind(last: unknown): Promise<ListPage> | undefined {
		if (!isTask(last)) return undefined;
		const page = this.readPage(this.descending ? { id_lt: last.id } : { id_gt: last.id });
		// If no further task is needed, a failure of that request does not matter.
		page.catch(() => undefined);
		return page;
	}

	private async readPage(bound: Record<string, string>): Promise<ListPage> {
		const sort = this.descending ? '-id' : 'id';
		const doing = this.doing;
		return await this.sized(Infinity, async (limit) => {
			const query = { pool_id: this.poolId, sort, limit, ...bound };
			const request = { method: 'GET', api: 'v1', path: '/tasks', query, doing } as const;
			return await readListPage(this.send, request, 'tasks');
		});
	}

	private isBefore(one: string, other: string): boolean {
		return this.descending ? one > other : one < other;
	}

	/** Refuses a list that would never end; a page may begin with the last task of the one before. */
	private assertAdvanced(): void {
		const { lastId } = this;
		if (lastId !== undefined && lastId === this.lastIdBefore) {
			throw this.contradiction(`a page ends with ${clean(lastId)}, as the one before it`);
		}
		this.lastIdBefore = lastId;
	}

	/** Merging lists that are not in the same order would silently lose tasks. */
	private assertInOrder(one: string | undefined, other: string): void {
		if (one === undefined || !this.isBefore(other, one)) return;
		throw this.contradiction(`${clean(other)} comes after ${clean(one)}`);
	}

	private contradiction(what: string): TolokaFailure {
		return stuck(`A list is not in order: ${what}`, this.doing);
	}
}

function isTask(value: unknown): value is PoolTask {
	return isRecord(value) && typeof value.id === 'string';
}
