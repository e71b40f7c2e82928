import { SortedIndex } from '../service/sortedIndex.mts';
import type { Item } from './entities.mts';

/** Orders in which items can be read without sorting them again. */
export type ItemOrder = 'finished' | 'created' | 'id';

/** The items of a project or of a batch, in the orders that lists need. */
export class ItemCollection {
	readonly #all: Item[] = [];
	readonly #finished = new SortedIndex<Item>(byFinished);
	#created: SortedIndex<Item> | null = null;
	#ids: SortedIndex<Item> | null = null;

	get size(): number {
		return this.#all.length;
	}

	all(): readonly Item[] {
		return this.#all;
	}

	add(item: Item): void {
		this.#all.push(item);
		this.#created?.add(item);
		this.#ids?.add(item);
		this.noteSchedule(item);
	}

	/** Call when an item gets its first finish time. */
	noteSchedule(item: Item): void {
		if (item.finishedUs !== null) {
			this.#finished.add(item);
		}
	}

	/** Call when finish times were removed or changed. */
	reschedule(): void {
		this.#finished.replaceAll(this.#all.filter((item) => item.finishedUs !== null));
	}

	/** `finished` contains the items with a finish time, past or future. */
	ordered(order: ItemOrder): readonly Item[] {
		switch (order) {
			case 'finished':
				return this.#finished.entries();
			case 'created':
				this.#created ??= indexOf(this.#all, byCreated);
				return this.#created.entries();
			case 'id':
				this.#ids ??= indexOf(this.#all, byId);
				return this.#ids.entries();
		}
	}
}

/** `(finished_at, id)`, the order of `sort=finished` (toloka-api §10). */
export function byFinished(left: Item, right: Item): number {
	return (left.finishedUs ?? 0) - (right.finishedUs ?? 0) || byId(left, right);
}

export function byCreated(left: Item, right: Item): number {
	return left.createdUs - right.createdUs || byId(left, right);
}

export function byId(left: Item, right: Item): number {
	return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

function indexOf(items: readonly Item[], compare: (left: Item, right: Item) => number) {
	const index = new SortedIndex<Item>(compare);
	index.replaceAll(items);
	return index;
}
