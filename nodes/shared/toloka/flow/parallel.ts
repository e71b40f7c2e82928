/**
 * Runs `work` over all entries, at most `concurrency` at once, and takes an entry only when it is
 * its turn; results keep the order of entries. After a failure no further entry is begun.
 */
export async function inParallel<Entry, Result>(
	entries: Iterable<Entry> | AsyncIterable<Entry>,
	concurrency: number,
	work: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const queue = numbered(entries);
	const worker = async () => {
		// Where `work` fails, the loop that ends with it ends the queue for the other workers.
		for await (const [index, entry] of queue) results[index] = await work(entry, index);
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	return results;
}

async function* numbered<Entry>(
	entries: Iterable<Entry> | AsyncIterable<Entry>,
): AsyncGenerator<[number, Entry]> {
	let index = 0;
	for await (const entry of entries) yield [index++, entry];
}
