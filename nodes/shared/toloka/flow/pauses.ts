import type { Clock } from './clock';
import { TolokaFailure } from '../service/failures';

/** Longest time for which a loop over many entries keeps other work of the process waiting. */
const LONGEST_STRETCH_MS = 20;
/** Reading the clock costs as much as a cheap entry, so it is not read for each of these. */
const MAX_ENTRIES_PER_CLOCK_READ = 16;

export interface Pauses {
	clock: Clock;
	signal?: AbortSignal;
	/** How long to work between two pauses; 0 pauses after each entry. */
	stretchMs?: number;
}

/** Gives a pause when one is due, so that n8n's other work gets its turn, and nothing otherwise. */
export type Pause = () => Promise<void> | undefined;

export function pausing({ clock, signal, stretchMs = LONGEST_STRETCH_MS }: Pauses): Pause {
	let begunAt = clock.now();
	let entries = 0;
	let watched = 1;
	async function pause(): Promise<void> {
		await clock.sleep(0, signal);
		if (signal?.aborted) throw new TolokaFailure('canceled', { doing: 'working on the items' });
		begunAt = clock.now();
		entries = 0;
		watched = 1;
	}
	return () => {
		if (++entries < watched) return undefined;
		const elapsedMs = clock.now() - begunAt;
		if (elapsedMs >= stretchMs) return pause();
		const perMs = Math.ceil(entries / Math.max(1, elapsedMs));
		watched = entries + Math.min(perMs, MAX_ENTRIES_PER_CLOCK_READ);
		return undefined;
	};
}

/** Entries that are requests: each gets on its way before the next one is made. */
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
 * `forEach` for long lists, with pauses; where there were some also at the end, before what follows:
 * loops that each keep within their stretch would make a long one together.
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
		// To await nothing takes as long as a cheap entry.
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
