import type { TolokaFailure } from '../service/failures';
import { shrinkingPages, stuck } from '../service/paging';
import type { Send } from '../service/requests';
import type { ListPage } from '../service/slicedList';
import { isEmptyList, lastRowOf, readListPage, slicesOf } from '../service/slicedList';
import { clean } from '../values/foreign';
import type { TaskSlice } from './taskSlice';
import { isTask, taskReader } from './taskSlice';

/** A page has some megabytes; sources differ on what is allowed (toloka-api §P2.7). */
const PAGE_SIZE = 10_000;
/** Control tasks may be between those that are looked up. */
const SMALLEST_PAGE = 100;

interface WantedTasks {
	descending: boolean;
	/** Most tasks that will be looked up; Infinity to continue to the end of the list. */
	expected: number;
	/** Names of the wanted input fields. */
	fields: readonly string[];
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
	private readonly reader: ReturnType<typeof taskReader>;
	/** The page after the one in use. */
	private ahead: Promise<ListPage> | undefined;
	private slices: Iterator<TaskSlice> = [][Symbol.iterator]();
	private hasMore = true;
	private slice: TaskSlice = { ids: [], inputs: [] };
	private place = 0;
	private lastId: string | undefined;
	/** `lastId` when the latest page was requested: a page that ends there, too, leads nowhere. */
	private lastIdBefore: string | undefined;
	private lastAsked: string | undefined;

	constructor(
		private readonly send: Send,
		private readonly poolId: string,
		{ descending, expected, fields }: WantedTasks,
	) {
		this.descending = descending;
		this.readsAhead = expected === Infinity;
		this.sized = shrinkingPages(Math.min(Math.max(2 * expected, SMALLEST_PAGE), PAGE_SIZE));
		this.reader = taskReader(fields);
		this.doing = `reading the tasks of pool ${poolId}`;
	}

	/**
	 * Returns the input values of the tasks with these ids, as JSON with one character per byte;
	 * undefined for each task that does not exist.
	 */
	async find(ids: readonly string[]): Promise<Array<string | undefined>> {
		const found: Array<string | undefined> = [];
		for (const id of ids) {
			while (!this.reaches(id) && (this.nextSlice() || (await this.nextPage(id))));
			const isFound = this.slice.ids[this.place] === id;
			// Ids that are found are in order, as the tasks are.
			if (!isFound) this.assertInOrder(this.lastAsked, id);
			this.lastAsked = id;
			found.push(isFound ? this.slice.inputs[this.place] : undefined);
		}
		return found;
	}

	/** Advances to the first task at or after the id; false if the loaded tasks end before it. */
	private reaches(id: string): boolean {
		const { ids } = this.slice;
		while (this.place < ids.length && this.isBefore(ids[this.place], id)) this.place++;
		return this.place < ids.length;
	}

	/** Loads more tasks of the current page; false if there are none. */
	private nextSlice(): boolean {
		const next = this.slices.next();
		if (next.done === true) return false;
		this.slice = next.value;
		this.place = 0;
		for (const id of this.slice.ids) {
			this.assertInOrder(this.lastId, id);
			this.lastId = id;
		}
		return true;
	}

	/** Loads tasks of the next page, from this id on if it is behind that page; false if there are none. */
	private async nextPage(id: string): Promise<boolean> {
		if (!this.hasMore) return false;
		this.assertAdvanced();
		const { list, hasMore } = await this.pageFor(id);
		if (isEmptyList(list) && hasMore) throw this.contradiction('an empty page has more after it');
		this.hasMore = hasMore;
		this.ahead = hasMore && this.readsAhead ? this.readBehind(lastRowOf(list)) : undefined;
		this.slices = slicesOf(list, this.doing, this.reader);
		return this.nextSlice();
	}

	/** Returns the page that was read ahead, or one from the id on if the id is behind that page. */
	private async pageFor(id: string): Promise<ListPage> {
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
