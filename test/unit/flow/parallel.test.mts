import { describe, expect, it } from 'vitest';
import { MOST_AT_ONCE, inParallel } from '../../../nodes/shared/toloka/flow/parallel.ts';

describe('work in parallel', () => {
	/** Creates work that ends on command and counts how much of it is running. */
	function controlled() {
		const ends: Array<() => void> = [];
		const started: number[] = [];
		const work = async (entry: number, index: number) => {
			started.push(index);
			await new Promise<void>((resolve) => ends.push(resolve));
			return entry * 10;
		};
		return { ends, started, work };
	}
	const turn = async () => await new Promise<void>((resolve) => setImmediate(resolve));

	it('keeps the order of the entries whichever ends first, within the concurrency limit', async () => {
		const { ends, started, work } = controlled();
		const entries = [...Array(2 * MOST_AT_ONCE).keys()];
		const results = inParallel(entries, work);
		await turn();
		expect(started).toEqual(entries.slice(0, MOST_AT_ONCE));
		for (const done of entries) {
			ends.pop()!();
			await turn();
			expect(started.length).toBeLessThanOrEqual(done + 1 + MOST_AT_ONCE);
		}
		expect(await results).toEqual(entries.map((entry) => entry * 10));
	});

	it('requests each entry only when it is needed, and none after a failure', async () => {
		const asked: number[] = [];
		async function* entries() {
			for (let entry = 1; entry <= 2 * MOST_AT_ONCE; entry++) {
				asked.push(entry);
				yield entry;
			}
		}
		const { ends, work } = controlled();
		const failing = inParallel(entries(), async (entry, index) => {
			await work(entry, index);
			if (entry === MOST_AT_ONCE) throw new RangeError('last');
		});
		await turn();
		expect(asked).toHaveLength(MOST_AT_ONCE);
		ends.pop()!();
		await expect(failing).rejects.toThrow('last');
		for (const end of ends) end();
		await turn();
		expect(asked).toHaveLength(MOST_AT_ONCE);
	});

	it('does nothing without entries, and passes a failure on', async () => {
		expect(await inParallel([], async () => 1)).toEqual([]);
		const failing = inParallel([1, 2], async (entry) => {
			if (entry === 2) throw new RangeError('second');
			return entry;
		});
		await expect(failing).rejects.toThrow('second');
	});
});
