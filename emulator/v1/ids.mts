import { createRandom } from '../random.mts';
import type { Microseconds } from '../dates.mts';

const US_PER_SECOND = 1_000_000;

/**
 * Ids of suites, tasks and assignments: `<pool in 10 hex>--<seconds in 8 hex><10 hex of the
 * service><6 hex counting up>`, so ids inside one pool ascend in order of creation
 * (toloka-api §2.1).
 */
export class SuiteIds {
	readonly #machine: string;
	readonly #lastSeconds = new Map<string, number>();
	#counter = 0;

	constructor(seed: number) {
		this.#machine = createRandom(seed + 2).hex(10);
	}

	next(poolId: string, createdUs: Microseconds): string {
		this.#counter += 1;
		const seconds = Math.max(
			Math.floor(createdUs / US_PER_SECOND),
			this.#lastSeconds.get(poolId) ?? 0,
		);
		this.#lastSeconds.set(poolId, seconds);
		return `${poolPart(poolId)}--${hex(seconds, 8)}${this.#machine}${hex(this.#counter, 6)}`;
	}
}

/** The pool's id in the id of a suite, task or assignment; null if there is none. */
export function poolOfId(id: string): string | null {
	const part = /^[0-9a-f]+(?=--)/.exec(id)?.[0];
	return part === undefined ? null : String(Number.parseInt(part, 16));
}

function poolPart(poolId: string): string {
	return hex(Number(poolId), 10);
}

function hex(value: number, digits: number): string {
	return value.toString(16).padStart(digits, '0');
}

/** Ids of generated rows; `lead` distinguishes the suites, tasks and assignments of a row. */
export function bulkIds(
	pool: { id: string },
	seconds: number,
	lead = '0',
): (index: number) => string {
	const prefix = `${poolPart(pool.id)}--${hex(seconds, 8)}${lead}`;
	return (index) => prefix + hex(index, 15);
}
