import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf, chunksOf } from '../../../nodes/shared/toloka/items/chunks.ts';

const MAX_BYTES = 8 * 1024 * 1024;
const LIMITS = [10_000, MAX_BYTES];

function parsed(json: string): unknown {
	return JSON.parse(`[${json}]`);
}

/** Builds an item whose JSON has this many bytes. */
function itemOf(bytes: number): object {
	return { t: 'x'.repeat(bytes - '{"t":""}'.length) };
}

describe('the items of a push', () => {
	it('are sent in as few requests as the limit of 10,000 items allows', () => {
		const inputs = Array.from({ length: 25_000 }, (_, index) => ({ id: String(index) }));
		const chunks = [...chunksOf(inputs, [...inputs.keys()], LIMITS)];
		expect(chunks.map(({ positions }) => positions.length)).toEqual([10_000, 10_000, 5_000]);
		expect(chunks.flatMap(({ positions }) => positions)).toEqual([...inputs.keys()]);
		for (const { positions, json } of chunks) {
			expect(parsed(json)).toEqual(positions.map((position) => inputs[position]));
		}
	});

	it('are only the requested ones, as JSON.stringify writes them', () => {
		const inputs = [{ a: 'ä"\n' }, { b: 1 }, { at: new Date(0), none: undefined }];
		const chunks = [...chunksOf(inputs, [2, 0], LIMITS)];
		expect(chunks).toEqual([chunkOf(inputs, [2, 0])]);
		expect(parsed(chunks[0].json)).toEqual([{ at: '1970-01-01T00:00:00.000Z' }, { a: 'ä"\n' }]);
		expect([...chunksOf(inputs, [], LIMITS)]).toEqual([]);
	});

	it('may be large: a hundred of 6 MB, too long for one string, are sent one by one', () => {
		const inputs = new Array<object>(100).fill(itemOf(6_000_000));
		const chunks = chunksOf(inputs, [...inputs.keys()], LIMITS);
		for (const position of [0, 1, 2]) {
			expect(chunks.next().value).toMatchObject({ positions: [position] });
		}
	});

	it('never exceed the size of a request, unless a single item does', () => {
		const sizes = fc.array(
			fc.oneof(
				{ weight: 5, arbitrary: fc.integer({ min: 10, max: 2_000 }) },
				fc.integer({ min: 100_000, max: 3_000_000 }),
				fc.constantFrom(MAX_BYTES, MAX_BYTES + 1),
			),
			{ maxLength: 300 },
		);
		fc.assert(
			fc.property(sizes, (list) => {
				const inputs = list.map(itemOf);
				const chunks = [...chunksOf(inputs, [...inputs.keys()], LIMITS)];
				expect(chunks.flatMap(({ positions }) => positions)).toEqual([...inputs.keys()]);
				const bytes = chunks.map(({ json }) => Buffer.byteLength(json));
				for (const [index, { positions }] of chunks.entries()) {
					if (positions.length > 1) expect(bytes[index]).toBeLessThanOrEqual(MAX_BYTES);
					const [first = Infinity] = chunks[index + 1]?.positions ?? [];
					// The unused room is less than a slice of a quarter of a megabyte, or than one item.
					const room = MAX_BYTES - bytes[index];
					expect(room).toBeLessThan(Math.max(1 << 18, list[first] ?? Infinity) + 2);
				}
			}),
			{ seed: 1, numRuns: 15 },
		);
	});
});
