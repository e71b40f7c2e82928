import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWithin, grouped } from '../../../nodes/shared/toloka/flow/split.ts';

describe('groups', () => {
	it('keep the order and lose nothing', () => {
		expect(grouped([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
		expect(grouped([], 3)).toEqual([]);
	});
});

describe('chunks within limits', () => {
	it.each([
		[[], []],
		[[3], [[3]]],
		[[3, 3, 4], [[3, 3, 4]]],
		[
			[3, 3, 4, 1],
			[[3, 3, 4], [1]],
		],
		[
			[1, 1, 1, 1, 1],
			[[1, 1, 1, 1], [1]],
		],
		[[11], [[11]]],
		[
			[5, 11, 5],
			[[5], [11], [5]],
		],
		[
			[0, 0, 0, 0, 0],
			[[0, 0, 0, 0], [0]],
		],
	])('of %j with at most 4 entries and 10 bytes are %j', (sizes, expected) => {
		const result = splitWithin(sizes, (size) => [1, size], [4, 10]);
		expect([...result]).toEqual(expected);
	});

	it('are made one by one: entries of later chunks are not read yet', () => {
		const read: number[] = [];
		function* entries() {
			for (const entry of [1, 2, 3, 4, 5]) {
				read.push(entry);
				yield entry;
			}
		}
		const made = splitWithin(entries(), () => [1, 1], [2, 9]);
		expect(made.next().value).toEqual([1, 2]);
		expect(read).toEqual([1, 2, 3]);
	});

	it('keep the order and the limits, and are as full as the order allows', () => {
		const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 });
		const limit = fc.integer({ min: 1, max: 12 });
		fc.assert(
			fc.property(sizes, limit, fc.integer({ min: 1, max: 60 }), (entries, maxCount, maxBytes) => {
				const result = [...splitWithin(entries, (size) => [1, size], [maxCount, maxBytes])];
				const sum = (batch: number[]) => batch.reduce((total, size) => total + size, 0);
				expect(result.flat()).toEqual(entries);
				for (const [index, batch] of result.entries()) {
					expect(batch.length).toBeGreaterThan(0);
					expect(batch.length).toBeLessThanOrEqual(maxCount);
					if (batch.length > 1) expect(sum(batch)).toBeLessThanOrEqual(maxBytes);
					const next = result[index + 1]?.[0];
					const fits = batch.length < maxCount && sum(batch) + (next ?? Infinity) <= maxBytes;
					expect(fits).toBe(false);
				}
			}),
			{ seed: 1, numRuns: 300 },
		);
	});
});
