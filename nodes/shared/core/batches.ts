export interface BatchLimits {
	maxCount: number;
	maxBytes: number;
}

/**
 * Splits a list into consecutive batches that keep within both limits; order is kept.
 * An entry that alone exceeds `maxBytes` gets a batch of its own: the service decides about it.
 */
export function batches<Entry>(
	entries: readonly Entry[],
	bytesOf: (entry: Entry) => number,
	{ maxCount, maxBytes }: BatchLimits,
): Entry[][] {
	const result: Entry[][] = [];
	let bytes = Infinity;
	for (const entry of entries) {
		const size = bytesOf(entry);
		const current = result[result.length - 1];
		if (current === undefined || bytes + size > maxBytes || current.length >= maxCount) {
			result.push([entry]);
			bytes = size;
		} else {
			current.push(entry);
			bytes += size;
		}
	}
	return result;
}

/** Runs `work` over all entries, at most `concurrency` at once; results keep the order of entries. */
export async function inParallel<Entry, Result>(
	entries: readonly Entry[],
	concurrency: number,
	work: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results = new Array<Result>(entries.length);
	let next = 0;
	const worker = async () => {
		while (next < entries.length) {
			const index = next++;
			results[index] = await work(entries[index], index);
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, entries.length) }, worker));
	return results;
}
