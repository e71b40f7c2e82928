/**
 * Most requests sent at the same time. n8n's helper opens a connection for each, which takes longer
 * than the request itself if the service is far away; and no account may send more than 300
 * requests a second (toloka-api §4.1).
 */
export const MOST_AT_ONCE = 8;

/**
 * Runs `work`, which sends a request, for all entries, several at once, and reads an entry only
 * when its work begins. Results keep the order of entries. After a failure no other entry is begun.
 */
export async function inParallel<Entry, Result>(
	entries: Iterable<Entry> | AsyncIterable<Entry>,
	work: (entry: Entry, index: number) => Promise<Result>,
): Promise<Result[]> {
	const results: Result[] = [];
	const queue = numbered(entries);
	const worker = async () => {
		// If `work` fails, leaving this loop also ends the queue for the other workers.
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
