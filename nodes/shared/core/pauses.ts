import type { Clock } from './clock';
import { TolokaFailure } from './failures';

/** Longest time for which a loop over many entries keeps other work of the process waiting. */
const LONGEST_STRETCH_MS = 30;

export interface Pauses {
	clock: Clock;
	signal?: AbortSignal;
}

/** Gives a pause when one is due, so that n8n's other work gets its turn, and nothing otherwise. */
export function pausing({ clock, signal }: Pauses): () => Promise<void> | undefined {
	let dueAt = clock.now() + LONGEST_STRETCH_MS;
	async function pause(): Promise<void> {
		await clock.sleep(0, signal);
		if (signal?.aborted) throw new TolokaFailure('cancelled', { doing: 'working on the items' });
		dueAt = clock.now() + LONGEST_STRETCH_MS;
	}
	return () => (clock.now() < dueAt ? undefined : pause());
}

/** `map` for long lists, with pauses. */
export async function mapWithPauses<Entry, Result>(
	entries: readonly Entry[],
	pauses: Pauses,
	map: (entry: Entry, index: number) => Result,
): Promise<Result[]> {
	const results: Result[] = [];
	const pauseIfDue = pausing(pauses);
	for (let index = 0; index < entries.length; index++) {
		results.push(map(entries[index], index));
		const pause = pauseIfDue();
		if (pause !== undefined) await pause;
	}
	return results;
}
