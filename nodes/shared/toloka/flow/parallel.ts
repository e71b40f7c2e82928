/**
 * Requests under way at once. n8n's helper opens a connection for each, which far from the service
 * takes longer than what it is for; and no account may send more than 300 a second (toloka-api §4.1).
 */
export const MOST_AT_ONCE = 8;

/**
 * Runs `work`, which sends a request, over all entries, some at once, and takes an entry only when it
 * is its turn; results keep the order of entries. After a failure no further entry is begun.
 */
export async function inParallel<Entry, Result>(
	entries: Iterable<Entry> | AsyncIterable<Entry>,
	work: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const queue = numbered(entries);
	const worker = async () => {
		// Where `work` fails, the loop that ends with it ends the queue for the other workers.
		for await (const [index, entry] of queue) results[index] = await work(entry, index);
	};
	await Promise.all(Array.from({ length: MOST_AT_ONCE }, worker));
	return results;
}

async function* numbered<Entry>(
	entries: Iterable<Entry> | AsyncIterable<Entry>,
): AsyncGenerator<[number, Entry]> {
	let index = 0;
	for await (const entry of entries) yield [index++, entry];
}
