import { describe, expect, it } from 'vitest';
import { readSlicedList, rowsOfSlice } from '../../nodes/shared/core/slicedList.ts';

function read(text: string): { rows: unknown[]; rest: Record<string, unknown>; slices: number } {
	const { items, ...rest } = readSlicedList(text) as { items: unknown[] };
	const rows = items.flatMap((slice) => rowsOfSlice(slice, 'reading'));
	return { rows, rest, slices: items.length };
}

const answer = (items: unknown[], rest: object = { has_more: true }) =>
	JSON.stringify({ items, ...rest });

describe('an answer whose rows are cut into slices', () => {
	it.each<[string, unknown[]]>([
		['no rows', []],
		['one row', [{ a: 1 }]],
		['brackets and commas in texts', [{ a: '},{[,]"has_more":false' }, { b: ']' }]],
		['quotes and backslashes', [{ a: '\\' }, { a: '"\\"' }, { a: '\\\\"' }, { 'k"ey\\': '' }]],
		['nested lists and objects', [{ a: { b: [{ c: [] }, {}] } }, { d: [[1, 2], [3]] }]],
		['rows that are no objects', [1, 'a', null, true, [2]]],
		['other alphabets', [{ a: 'ответ, “да”' }, { a: '\u2028 😀' }]],
	])('gives %s as they are', (_name, items) => {
		expect(read(answer(items)).rows).toEqual(items);
		expect(read(JSON.stringify({ items, has_more: false }, null, 2)).rows).toEqual(items);
	});

	it('keeps what stands behind the rows', () => {
		const { rest } = read(answer([{ a: 1 }], { has_more: false, next: { items: [1] } }));
		expect(rest).toEqual({ has_more: false, next: { items: [1] } });
	});

	it('cuts a long list into slices that lose nothing', () => {
		const items = Array.from({ length: 60_000 }, (_, index) => ({ id: `row-${index}`, list: [1] }));
		const { rows, slices } = read(answer(items));
		expect(slices).toBeGreaterThan(1);
		expect(rows).toEqual(items);
	});

	it('is read whole when it is in another order', () => {
		const { rows, rest } = read('{"has_more":true,"items":[{"a":1}]}');
		expect([rows, rest]).toEqual([[{ a: 1 }], { has_more: true }]);
		expect(read('{"has_more":false,"items":[]}').rows).toEqual([]);
	});

	it('that is no list at all is left to the caller', () => {
		expect(readSlicedList('[]')).toEqual([]);
		expect(readSlicedList('{"items":{}}')).toEqual({ items: {} });
	});
});

describe('an answer that was cut on the way', () => {
	it('is noticed wherever it was cut', () => {
		const text = answer([{ a: 'x"y' }, { b: [1, { c: '\\' }] }]);
		for (let length = 1; length < text.length; length++) {
			expect(() => readSlicedList(text.slice(0, length)), text.slice(0, length)).toThrow();
		}
		expect(() => readSlicedList(text)).not.toThrow();
	});

	it('or spoiled within a row is noticed when the row is read', () => {
		const [slice] = (
			readSlicedList('{"items":[{"a":tru}],"has_more":false}') as { items: unknown[] }
		).items;
		expect(() => rowsOfSlice(slice, 'reading')).toThrow(
			expect.objectContaining({ kind: 'unreadable' }),
		);
	});
});
