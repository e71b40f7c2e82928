/** A comparison as `Array.prototype.sort` expects it. */
export type Compare<T> = (left: T, right: T) => number;

/**
 * Sorted entries. Added entries wait unsorted until the next read, so pushing a hundred thousand
 * items costs one sort; entries that follow the last one are simply appended.
 */
export class SortedIndex<T> {
	readonly #compare: Compare<T>;
	#sorted: T[] = [];
	#waiting: T[] = [];

	constructor(compare: Compare<T>) {
		this.#compare = compare;
	}

	add(entry: T): void {
		this.#waiting.push(entry);
	}

	replaceAll(entries: Iterable<T>): void {
		this.#sorted = [];
		this.#waiting = [...entries];
	}

	entries(): readonly T[] {
		if (this.#waiting.length > 0) {
			this.#settle();
		}
		return this.#sorted;
	}

	#settle(): void {
		const added = this.#waiting.sort(this.#compare);
		this.#waiting = [];
		const last = this.#sorted.at(-1);
		const first = added[0] as T;
		if (last === undefined || this.#compare(last, first) <= 0) {
			for (const entry of added) {
				this.#sorted.push(entry);
			}
			return;
		}
		this.#sorted = merge(this.#sorted, added, this.#compare);
	}
}

/** Returns the first position where `isBefore` is false; it must stay false from there on. */
export function firstNot<T>(entries: readonly T[], isBefore: (entry: T) => boolean): number {
	let low = 0;
	let high = entries.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (isBefore(entries[middle] as T)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

function merge<T>(left: readonly T[], right: readonly T[], compare: Compare<T>): T[] {
	const merged: T[] = [];
	let l = 0;
	let r = 0;
	while (l < left.length && r < right.length) {
		const next = compare(left[l] as T, right[r] as T) <= 0 ? left[l++] : right[r++];
		merged.push(next as T);
	}
	while (l < left.length) {
		merged.push(left[l++] as T);
	}
	while (r < right.length) {
		merged.push(right[r++] as T);
	}
	return merged;
}
