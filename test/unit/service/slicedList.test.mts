import { describe, expect, it } from 'vitest';
import { PARSED } from '../../../nodes/shared/toloka/values/jsonRows.ts';
import type { RawRows, RowList } from '../../../nodes/shared/toloka/service/slicedList.ts';
import {
	isEmptyList,
	lastRowOf,
	readSlicedList,
	rowsOf,
	slicesOf,
} from '../../../nodes/shared/toloka/service/slicedList.ts';

function read(text: string): { rows: unknown[]; rest: Record<string, unknown>; slices: number } {
	const { items: _items, ...rest } = readSlicedList(Buffer.from(text)) as { items: unknown };
	const slices = [...slicesOf(listOf(text), 'reading', PARSED)];
	return { rows: slices.flat(), rest, slices: slices.length };
}

function listOf(text: string): RowList {
	const list = rowsOf(readSlicedList(Buffer.from(text)));
	if (list === undefined) throw new Error('a list was expected');
	return list;
}

const answer = (items: unknown[], rest: object = { has_more: true }) =>
	JSON.stringify({ items, ...rest });

describe('an answer that is read in slices', () => {
	it.each<[string, unknown[]]>([
		['no rows', []],
		['one row', [{ a: 1 }]],
		['brackets and commas in texts', [{ a: '},{[,]"has_more":false' }, { b: ']' }]],
		['quotes and backslashes', [{ a: '\\' }, { a: '"\\"' }, { a: '\\\\"' }, { 'k"ey\\': '' }]],
		['nested lists and objects', [{ a: { b: [{ c: [] }, {}] } }, { d: [[1, 2], [3]] }]],
		['rows that are no objects', [1, 'a', null, true]],
		['other alphabets', [{ a: 'ответ, “да”' }, { a: '\u2028 😀' }]],
	])('returns %s unchanged', (_name, items) => {
		expect(read(answer(items)).rows).toEqual(items);
		expect(read(JSON.stringify({ items, has_more: false }, null, 2)).rows).toEqual(items);
	});

	it('keeps all digits of integers beyond the precision of numbers', () => {
		const text = '{"items":[{"a":{"n":12345678901234567890,"m":1}}],"has_more":false}';
		expect(read(text).rows).toEqual([{ a: { n: '12345678901234567890', m: 1 } }]);
		const otherOrder = '{"has_more":false,"items":[{"n":[-9007199254740993]}]}';
		expect(read(otherOrder).rows).toEqual([{ n: ['-9007199254740993'] }]);
	});

	it('keeps a large number a number, whatever the form of the answer', () => {
		const rows = [{ n: 1e20 }];
		expect(read('{"items":[{"n":1e20}],"has_more":false}').rows).toEqual(rows);
		expect(read('{"has_more":false,"items":[{"n":1e20}]}').rows).toEqual(rows);
	});

	it('keeps the fields after the rows', () => {
		const { rest } = read(answer([{ a: 1 }], { has_more: false, next: { items: [1] } }));
		expect(rest).toEqual({ has_more: false, next: { items: [1] } });
	});

	it.each<[string, (index: number) => object]>([
		['plain rows', (index) => ({ id: `row-${index}`, note: 'x'.repeat(20) })],
		['rows that hold others like them', (index) => ({ id: index, list: [{ id: 1 }, { id: 2 }] })],
		['rows whose texts look like rows', (index) => ({ id: index, text: '},{"id":1},{"id":2' })],
		['rows with the first key escaped', (index) => ({ 'a"b\\': index, list: [{}, {}] })],
	])('divides a long list of %s into slices without any loss', (_name, row) => {
		const items = Array.from({ length: 60_000 }, (_, index) => row(index));
		const { rows, slices } = read(answer(items));
		expect(slices).toBeGreaterThan(1);
		expect(rows.length).toBe(items.length);
		expect(JSON.stringify(rows)).toBe(JSON.stringify(items));
	});

	it('reads the rest at once if no division is found', () => {
		const items = Array.from({ length: 200_000 }, (_, index) => index + 0.5);
		expect(read(answer(items))).toMatchObject({ slices: 1, rows: items });
	});

	it('frees its memory after reading, unless the memory is shared', () => {
		const small = Buffer.from(answer([{ a: 1 }]));
		const neighbour = Buffer.from('neighbour');
		expect(neighbour.buffer).toBe(small.buffer);
		const large = Buffer.from(answer(Array.from({ length: 10_000 }, () => ({ a: 1 }))));
		const { byteLength } = large.buffer;
		for (const bytes of [small, large]) {
			const { items } = readSlicedList(bytes) as { items: RawRows };
			expect([...slicesOf(items, 'reading', PARSED)]).not.toEqual([]);
			expect(items.bytes).toHaveLength(0);
		}
		expect(neighbour.toString()).toBe('neighbour');
		const givesBack = 'transfer' in ArrayBuffer.prototype;
		expect(large.buffer.byteLength).toBe(givesBack ? 0 : byteLength);
	});

	it('is read as a whole if its fields are in another order', () => {
		const { rows, rest } = read('{"has_more":true,"items":[{"a":1}]}');
		expect([rows, rest]).toEqual([[{ a: 1 }], { has_more: true }]);
		expect(read('{"has_more":false,"items":[]}').rows).toEqual([]);
	});

	it('is known to be empty before it is read', () => {
		expect(isEmptyList(listOf(answer([])))).toBe(true);
		expect(isEmptyList(listOf(answer([{}])))).toBe(false);
		expect(isEmptyList(listOf('{"has_more":true,"items":[1]}'))).toBe(false);
	});

	it.each<[string, object, object]>([
		['plain rows', { id: 1 }, { id: 2, text: 'ответ' }],
		['rows that hold others like them', { id: 1 }, { id: 2, list: [{ a: 1 }, { b: 2 }] }],
		['rows whose texts look like rows', { id: 1 }, { id: 2, text: '},{"id":3' }],
	])('reveals the last of %s before the others are read', (_name, first, last) => {
		const text = answer([first, first, last], { has_more: true, next: [{}, { id: 9 }] });
		expect(lastRowOf(listOf(text))).toEqual(last);
		const otherOrder = JSON.stringify({ has_more: true, items: [first, last] });
		expect(lastRowOf(listOf(otherOrder))).toEqual(last);
	});

	it('reveals the last row behind others with another first key', () => {
		const rows = [{ id: 1 }, { id: 2 }, { a: [], id: 3 }, { b: 1, id: 4 }];
		expect(lastRowOf(listOf(answer(rows)))).toEqual({ b: 1, id: 4 });
	});

	it.each<[string, unknown[]]>([
		['holds others with the same first key', [{ id: 1 }, { id: 2, list: [{ a: 1 }, { id: 3 }] }]],
		['is the only one', [{ id: 1 }]],
		['is no object', [1, 2]],
	])('does not know the last row if it %s', (_name, items) => {
		expect(lastRowOf(listOf(answer(items)))).toBeUndefined();
	});

	it('that is not a list is left to the caller', () => {
		expect(readSlicedList(Buffer.from('[]'))).toEqual([]);
		expect(readSlicedList(Buffer.from('{"items":{}}'))).toEqual({ items: {} });
		expect(rowsOf({ items: {} })).toBeUndefined();
	});
});

describe('a truncated answer', () => {
	it('is noticed wherever it ends', () => {
		const text = answer([{ a: 'x"y' }, { b: [1, { c: '\\' }] }]);
		for (let length = 1; length < text.length; length++) {
			expect(
				() => readSlicedList(Buffer.from(text.slice(0, length))),
				text.slice(0, length),
			).toThrow();
		}
		expect(() => readSlicedList(Buffer.from(text))).not.toThrow();
	});

	it('or a corrupted row is noticed when the row is read', () => {
		expect(() => read('{"items":[{"a":tru}],"has_more":false}')).toThrow(
			expect.objectContaining({ kind: 'unreadable' }),
		);
	});
});
