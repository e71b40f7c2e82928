import type { Clock } from './clock';
import { TolokaFailure } from './failures';

/** Longest time for which a loop over many entries keeps other work of the process waiting. */
const LONGEST_STRETCH_MS = 30;

export interface Pauses {
	clock: Clock;
	signal?: AbortSignal;
}

/** `map` for long lists: pauses every now and then, so that n8n's other work gets its turn. */
export async function mapWithPauses<Entry, Result>(
	entries: readonly Entry[],
	{ clock, signal }: Pauses,
	map: (entry: Entry, index: number) => Result,
): Promise<Result[]> {
	const results: Result[] = [];
	let pauseAt = clock.now() + LONGEST_STRETCH_MS;
	for (let index = 0; index < entries.length; index++) {
		results.push(map(entries[index], index));
		if (clock.now() < pauseAt) continue;
		await clock.sleep(0, signal);
		if (signal?.aborted) throw new TolokaFailure('cancelled', { doing: 'preparing the items' });
		pauseAt = clock.now() + LONGEST_STRETCH_MS;
	}
	return results;
}
