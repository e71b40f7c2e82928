import type { Pause } from './pauses';

/** Entries sorted without a pause, which takes some milliseconds. */
const RUN = 4_096;

/** Returns the texts in order, sorted with pauses between pieces of work. */
export async function sortedWithPauses(texts: Iterable<string>, pause: Pause): Promise<string[]> {
	let from = [...texts];
	for (let start = 0; start < from.length; start += RUN) {
		const run = from.slice(start, start + RUN).sort();
		for (const [place, text] of run.entries()) from[start + place] = text;
		await pause();
	}
	for (let width = RUN; width < from.length; width *= 2) {
		const into: string[] = [];
		for (let start = 0; start < from.length; start += 2 * width) {
			const middle = Math.min(start + width, from.length);
			const end = Math.min(start + 2 * width, from.length);
			await mergeInto(into, from, [start, middle, end], pause);
		}
		from = into;
	}
	return from;
}

/** Merges two neighboring sorted pieces and appends the result. */
async function mergeInto(
	into: string[],
	from: readonly string[],
	[start, middle, end]: [number, number, number],
	pause: Pause,
): Promise<void> {
	let left = start;
	let right = middle;
	while (left < middle || right < end) {
		const isLeft = right >= end || (left < middle && from[left] <= from[right]);
		into.push(isLeft ? from[left++] : from[right++]);
		if (into.length % RUN === 0) await pause();
	}
}
