import type { Clock } from './clock';
import { TolokaFailure } from '../service/failures';

/** Longest time a loop over many entries may block the process. */
const LONGEST_STRETCH_MS = 20;
/** Reading the clock costs as much as a cheap entry, so up to this many entries share one reading. */
const MAX_ENTRIES_PER_CLOCK_READ = 16;

export interface Pauses {
	clock: Clock;
	signal?: AbortSignal;
	/** How long to work between two pauses; 0 pauses after each entry. */
	stretchMs?: number;
}

/** Returns a pause, in which n8n can do other work, if one is due; otherwise undefined. */
export type Pause = () => Promise<void> | undefined;

export function pausing({ clock, signal, stretchMs = LONGEST_STRETCH_MS }: Pauses): Pause {
	let startedAt = clock.now();
	let entries = 0;
	let watched = 1;
	async function pause(): Promise<void> {
		await clock.sleep(0, signal);
		if (signal?.aborted) throw new TolokaFailure('canceled', { doing: 'working on the items' });
		startedAt = clock.now();
		entries = 0;
		watched = 1;
	}
	return () => {
		if (++entries < watched) return undefined;
		const elapsedMs = clock.now() - startedAt;
		if (elapsedMs >= stretchMs) return pause();
		const perMs = Math.ceil(entries / Math.max(1, elapsedMs));
		watched = entries + Math.min(perMs, MAX_ENTRIES_PER_CLOCK_READ);
		return undefined;
	};
}

/** Yields entries that are requests, with pauses, so that each is sent before the next one is built. */
export async function* withPauseBeforeEach<Entry>(
	entries: Iterable<Entry>,
	pauses: Pauses,
): AsyncGenerator<Entry> {
	const pause = pausing({ ...pauses, stretchMs: 0 });
	const left = entries[Symbol.iterator]();
	for (;;) {
		await pause();
		const next = left.next();
		if (next.done === true) return;
		yield next.value;
	}
}

/**
 * `forEach` for long lists, with pauses. If it paused at all, it also pauses at the end: several
 * loops in a row, each within its stretch, would together make a long one.
 */
export async function forEachWithPauses<Entry>(
	entries: Iterable<Entry>,
	pauses: Pauses,
	work: (entry: Entry, index: number) => void,
): Promise<void> {
	const pauseIfDue = pausing(pauses);
	let isLong = false;
	let index = 0;
	for (const entry of entries) {
		work(entry, index++);
		const pause = pauseIfDue();
		// Awaiting `undefined` takes as long as a cheap entry.
		if (pause === undefined) continue;
		await pause;
		isLong = true;
	}
	if (isLong) await pauses.clock.sleep(0, pauses.signal);
}

export async function mapWithPauses<Entry, Result>(
	entries: readonly Entry[],
	pauses: Pauses,
	map: (entry: Entry, index: number) => Result,
): Promise<Result[]> {
	const results = new Array<Result>(entries.length);
	await forEachWithPauses(entries, pauses, (entry, index) => {
		results[index] = map(entry, index);
	});
	return results;
}
