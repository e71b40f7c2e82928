import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Members, readObjects } from '../../../nodes/shared/toloka/values/jsonScan.ts';

type Found = Array<{ row: unknown; a: unknown; b: unknown }>;

/** The text of bytes that are one character each. */
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString();

/** Reads objects, with their members a and b; undefined if they are not in the usual form. */
function read(text: string): Found | undefined {
	const bytes = Buffer.from(text);
	const members = new Members(['a', 'b']);
	const found: Found = [];
	const parsed = (start: number, end: number) =>
		JSON.parse(bytes.toString('utf8', start, end)) as unknown;
	const valueAt = (place: number) => {
		const value = members.textIn(bytes.toString('latin1'), 0, place);
		return value === undefined ? undefined : (JSON.parse(utf8(value)) as unknown);
	};
	const isUsual = readObjects(bytes, 0, bytes.length, members, (start, end) => {
		found.push({ row: parsed(start, end), a: valueAt(0), b: valueAt(1) });
		return true;
	});
	return isUsual ? found : undefined;
}

/** Without integers that lose digits, and without -0, which JSON does not have. */
const readable = (_key: string, value: unknown) =>
	Number.isInteger(value) && !Number.isSafeInteger(value) ? 0 : value;
const anyObject = fc
	.dictionary(fc.constantFrom('a', 'b', 'c', 'ключ', ''), fc.jsonValue())
	.map((row) => JSON.parse(JSON.stringify(row), readable) as Record<string, unknown>);
const compact = (rows: object[]) => JSON.stringify(rows).slice(1, -1);

describe('objects in a JSON text', () => {
	it('are found with their members, whatever these are', () => {
		fc.assert(
			fc.property(fc.array(anyObject, { minLength: 1 }), (rows) => {
				expect(read(compact(rows))).toEqual(rows.map((row) => ({ row, a: row.a, b: row.b })));
			}),
		);
	});

	it('are found with the members of an object within them, if there is one', () => {
		const within = new Members(['c']);
		const bytes = Buffer.from('{"a":{"b":[{"c":1}],"c":2}},{"a":3,"c":4},{"c":5,"a":{}}');
		const found: Array<string | undefined> = [];
		readObjects(bytes, 0, bytes.length, new Members(['a'], [within]), () => {
			found.push(within.textIn(bytes.toString('latin1'), 0, 0));
			return true;
		});
		expect(found).toEqual(['2', undefined, undefined]);
	});

	it('are never found in a text that is not JSON', () => {
		const change = fc.tuple(
			fc.nat(),
			fc.constantFrom('', '"', '\\', '{', '}', ',', '0', '-', 'e', '\n'),
		);
		fc.assert(
			fc.property(fc.array(anyObject, { minLength: 1 }), change, (rows, [place, sign]) => {
				const text = compact(rows);
				const at = place % text.length;
				const changed = text.slice(0, at) + sign + text.slice(at + 1);
				let isJson = true;
				try {
					JSON.parse(`[${changed}]`);
				} catch {
					isJson = false;
				}
				if (!isJson) expect(read(changed)).toBeUndefined();
			}),
			{ numRuns: 2_000 },
		);
	});

	it.each([
		['spaces', '{"a": 1}'],
		['two members of one name', '{"a":1,"a":2}'],
		['an escaped name', '{"\\u0061":1}'],
		['an integer that loses digits', '{"c":[12345678901234567890]}'],
		['a text behind the last one', '{"a":1}{'],
		['no object', '1'],
		['nothing', ''],
		['values far too deep', `{"a":${'['.repeat(2_000)}${']'.repeat(2_000)}}`],
	])('are left to the parser: %s', (_name, text) => {
		expect(read(text)).toBeUndefined();
	});

	it.each(['1', '-0', '0.5', '1e5', '-1.25E-7', '123456789012345', '0.1234567890123456789'])(
		'may hold the number %s',
		(number) => {
			expect(read(`{"a":${number}}`)).toMatchObject([{ a: Number(number) }]);
		},
	);

	it.each(['01', '.5', '1.', '1e', '--1', '+1', '1e+', 'nul', 'NaN'])(
		'may not hold %s',
		(number) => {
			expect(read(`{"a":${number}}`)).toBeUndefined();
		},
	);
});
