/** The latest of those that must not overlap, by queue. */
const latest = new Map<unknown, Promise<unknown>>();

/** Acts once everything before it in a queue has ended, in any execution of this process. */
export async function inTurn<Result>(
	queue: unknown,
	signal: AbortSignal | undefined,
	act: () => Promise<Result>,
): Promise<Result> {
	const before = latest.get(queue);
	const current = turnAfter(before, signal).then(act);
	// A canceled one ends before its turn; those after it still wait for the one before it.
	const all = Promise.allSettled([before, current]);
	latest.set(queue, all);
	void all.then(() => {
		if (latest.get(queue) === all) latest.delete(queue);
	});
	return await current;
}

/** Resolves when those before have ended, or on a cancel: a canceled execution sends nothing. */
async function turnAfter(before?: Promise<unknown>, signal?: AbortSignal): Promise<void> {
	if (before === undefined || signal?.aborted) return;
	await new Promise<unknown>((resolve) => {
		void before.then(resolve);
		signal?.addEventListener('abort', resolve, { once: true });
	});
}
