/**
 * Splits a list, in order, into chunks in which the sum of each measure stays within the limit of
 * the same index. Chunks are made on demand, so entries of later ones need not exist yet. An entry
 * that alone exceeds a limit gets its own chunk: the service decides.
 */
export function* splitWithin<Entry>(
	entries: Iterable<Entry>,
	measure: (entry: Entry) => readonly number[],
	limits: readonly number[],
): Generator<Entry[]> {
	let batch: Entry[] = [];
	let sums: readonly number[] = limits.map(() => 0);
	for (const entry of entries) {
		const sizes = measure(entry);
		const grown = sums.map((sum, place) => sum + sizes[place]);
		const fits = grown.every((sum, place) => sum <= limits[place]);
		if (!fits && batch.length > 0) {
			yield batch;
			batch = [];
		}
		batch.push(entry);
		sums = batch.length === 1 ? sizes : grown;
	}
	if (batch.length > 0) yield batch;
}

/** Consecutive groups of `count` entries; the last one may have fewer. */
export function grouped<Entry>(entries: readonly Entry[], count: number): Entry[][] {
	const groups: Entry[][] = [];
	for (let start = 0; start < entries.length; start += count) {
		groups.push(entries.slice(start, start + count));
	}
	return groups;
}
