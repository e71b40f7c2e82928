import { compareKeys, inRange, readRange, readSort, type Key, type Query } from './search.mts';

/** Cached pages beyond this are dropped, the oldest first. */
const CACHE_BYTES = 768 * 1024 * 1024;

/** Rows made by formula: a million cost nothing until they are read. */
export interface FormulaSource {
	readonly count: number;
	/** What can be sorted and bounded by; each ascends, or stays, from row to row. */
	readonly keys: Readonly<Record<string, { kind: 'text' | 'date'; read(index: number): Key }>>;
	/** The row as JSON. */
	text(index: number): string;
}

interface Slice {
	from: number;
	to: number;
	descending: boolean;
	hasMore: boolean;
}

/** Serialised pages: reading a million rows again must cost the benchmark next to nothing. */
export class FormulaPages {
	readonly #pages = new Map<string, Buffer>();
	readonly #numbers = new WeakMap<object, number>();
	#known = 0;
	#bytes = 0;

	/** The page that the bounds, the sort and the limit ask for; kept as long as `owner` is. */
	page(owner: object, source: FormulaSource, query: Query, limit: number): Buffer {
		const slice = sliceOf(source, query, limit);
		const key = [
			this.#numberOf(owner),
			slice.from,
			slice.to,
			slice.descending,
			slice.hasMore,
		].join();
		const cached = this.#pages.get(key);
		if (cached !== undefined) {
			return cached;
		}
		const page = serialize(source, slice);
		this.#remember(key, page);
		return page;
	}

	#numberOf(owner: object): number {
		const number = this.#numbers.get(owner) ?? this.#known;
		if (number === this.#known) {
			this.#known += 1;
			this.#numbers.set(owner, number);
		}
		return number;
	}

	#remember(key: string, page: Buffer): void {
		this.#pages.set(key, page);
		this.#bytes += page.length;
		for (const [oldest, { length }] of this.#pages) {
			if (this.#bytes <= CACHE_BYTES) break;
			this.#pages.delete(oldest);
			this.#bytes -= length;
		}
	}
}

/** All keys ascend together, so every bound is a position, and one sort is as good as another. */
function sliceOf(source: FormulaSource, query: Query, limit: number): Slice {
	const names = Object.keys(source.keys);
	const [sort] = readSort(query, names, names[0] ?? '');
	let low = 0;
	let high = source.count;
	for (const [name, { kind, read }] of Object.entries(source.keys)) {
		const { gt, gte, lt, lte } = readRange(query, name, kind);
		low = Math.max(
			low,
			firstAt(source, (index) => inRange(read(index), { gt, gte })),
		);
		high = Math.min(
			high,
			firstAt(source, (index) => isPast(read(index), lt, lte)),
		);
	}
	const rows = Math.max(0, high - low);
	const taken = Math.min(rows, limit);
	const descending = sort?.descending === true;
	const from = descending ? low + rows - taken : low;
	return { from, to: from + taken, descending, hasMore: rows > taken };
}

function isPast(value: Key, lt: Key | undefined, lte: Key | undefined): boolean {
	return (
		(lt !== undefined && compareKeys(value, lt) >= 0) ||
		(lte !== undefined && compareKeys(value, lte) > 0)
	);
}

/** The first row of which something is true that stays true. */
function firstAt(source: FormulaSource, isTrue: (index: number) => boolean): number {
	let low = 0;
	let high = source.count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (isTrue(middle)) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

function serialize(source: FormulaSource, { from, to, descending, hasMore }: Slice): Buffer {
	const rows: string[] = [];
	for (let offset = 0; offset < to - from; offset += 1) {
		rows.push(source.text(descending ? to - 1 - offset : from + offset));
	}
	return Buffer.from(`{"items":[${rows.join()}],"has_more":${hasMore}}`, 'utf8');
}
