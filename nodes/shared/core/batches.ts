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
	return batchesWithin(entries, (entry) => [1, bytesOf(entry)], [maxCount, maxBytes]);
}

/** The same for any number of measures: the sum of each stays within the limit of that place. */
export function batchesWithin<Entry>(
	entries: readonly Entry[],
	measure: (entry: Entry) => readonly number[],
	limits: readonly number[],
): Entry[][] {
	const result: Entry[][] = [];
	let sums: readonly number[] = [];
	for (const entry of entries) {
		const sizes = measure(entry);
		const current = result[result.length - 1];
		const grown = sizes.map((size, place) => (sums[place] ?? 0) + size);
		if (current === undefined || grown.some((sum, place) => sum > limits[place])) {
			result.push([entry]);
			sums = sizes;
		} else {
			current.push(entry);
			sums = grown;
		}
	}
	return result;
}

/**
 * Runs `work` over all entries, at most `concurrency` at once; results keep the order of entries.
 * After a failure no further entry is begun.
 */
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
			results[index] = await work(entries[index], index).catch((error: unknown) => {
				next = entries.length;
				throw error;
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, entries.length) }, worker));
	return results;
}
