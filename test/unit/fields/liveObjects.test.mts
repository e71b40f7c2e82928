import { describe, expect, it } from 'vitest';
import { endsWithin } from '../../../nodes/shared/toloka/fields/cells/within.ts';
import { cell } from './readRow.mts';

const NO_LINK = 'must be a link that begins with http://, https:// or www';

/** Objects that database and decimal libraries put into rows. */
const decimal = (said: unknown) => ({ toJSON: () => said });

it('a big integer is a boolean, too, if it is 1 or 0', () => {
	expect(cell('boolean', 0n)).toBe(false);
	expect(cell('array_boolean', [1n])).toEqual([true]);
	expect(cell('boolean', 2n)).toMatch(/^must be true or false/);
});

describe('an object in a row', () => {
	it.each<[string, unknown, unknown]>([
		['boolean', Buffer.from([1]), true],
		['boolean', Buffer.from([0]), false],
		['boolean', JSON.parse(JSON.stringify(Buffer.from([1]))), true],
		['array_boolean', [Buffer.from([1]), false], [true, false]],
		['float', decimal('1.50'), 1.5],
		['integer', decimal('7'), 7],
		['integer', decimal('12.000'), 12],
		['integer', decimal(7), 7],
		['array_float', [decimal('0.5')], [0.5]],
		['string', decimal('1.50'), '1.50'],
		['float', decimal({ $numberDecimal: '1.50' }), 1.5],
		['integer', { $numberInt: '7' }, 7],
		['string', { $oid: '65a1b2c3d4e5f60718293a4b' }, '65a1b2c3d4e5f60718293a4b'],
		['string', { $date: '2026-01-31T12:00:00Z' }, '2026-01-31T12:00:00Z'],
		['string', { $date: { $numberLong: '0' } }, '1970-01-01T00:00:00.000Z'],
		['string', { $date: -1 }, '1969-12-31T23:59:59.999Z'],
		['array_string', [{ $numberLong: '1524831183200260097' }], ['1524831183200260097']],
		['string', { low: -652799999, high: 355027425, unsigned: false }, '1524831183200260097'],
		['string', { low: -1, high: -1, unsigned: false }, '-1'],
		['string', { low: -1, high: -1, unsigned: true }, '18446744073709551615'],
		['url', new URL('https://example.com/1.jpg'), 'https://example.com/1.jpg'],
		['coordinates', { lat: decimal('55.75'), lng: { $numberDouble: '37.61' } }, '55.75,37.61'],
	])('is converted to the %s that the editor shows: %j', (type, value, expected) => {
		expect(cell(type, value)).toEqual(expected);
	});

	it.each<[string, unknown, string]>([
		['integer', decimal('3.5'), 'must be a whole number, not “3.5”'],
		[
			'integer',
			{ low: 1, high: 2097152, unsigned: false },
			'is beyond 9,007,199,254,740,991, up to which numbers keep all digits: make the field a text field in the project and deliver text',
		],
		['string', { low: 1, high: 2 }, 'must be text, not an object'],
		['string', { low: 1, high: 2, unsigned: 0 }, 'must be text, not an object'],
		['string', JSON.parse(JSON.stringify(Buffer.from('hi'))), 'must be text, not binary data'],
		['string', new ArrayBuffer(2), 'must be text, not binary data'],
		['string', { $date: null }, 'must be text, not an object'],
		['string', { $date: [] }, 'must be text, not an object'],
		['string', { $numberDouble: 'NaN' }, 'must be text, not an object'],
		['string', { $numberDecimal: 'Infinity' }, 'must be text, not an object'],
		[
			'json',
			JSON.parse(JSON.stringify({ file: Buffer.from('hi') })),
			'contains binary data, which JSON cannot express',
		],
		['float', new Date(0), 'must be a number, not a date'],
		[
			'coordinates',
			decimal('x'),
			'must be coordinates such as 53.91,27.53, latitude first, not an object',
		],
		['boolean', Buffer.from([2]), 'must be true or false, not binary data'],
		['boolean', Buffer.from([1, 0]), 'must be true or false, not binary data'],
		['boolean', [1], 'must be true or false, not a list'],
		['url', new URL('ftp://example.com'), `${NO_LINK}, not an object`],
		[
			'coordinates',
			{ lat: Object.create(null), lng: 2 },
			'must be coordinates such as 53.91,27.53, latitude first, not an object',
		],
	])('is refused by its value if it is not a %s: %j', (type, value, reason) => {
		expect(cell(type, value)).toBe(reason);
	});

	it.each<[string, unknown]>([
		['Map', new Map([['a', 1]])],
		['Set', { tags: new Set(['a']) }],
		['RegExp', [/a/]],
		['Error', new Error('lost')],
		['Promise', Promise.resolve(1)],
		['Uint16Array', new Uint16Array(1)],
		['URLSearchParams', new URLSearchParams('a=1')],
	])('is refused if JSON would lose what is in it: %s', (type, value) => {
		const reason = `contains an object of the type ${type}, which JSON cannot express`;
		expect(cell('json', value)).toBe(reason);
		expect(cell('array_json', [value])).toBe(`${reason} (entry 1)`);
	});

	it('is accepted as JSON if all of it is written', () => {
		class Size {
			width = 640;
		}
		const boxes = [new Number(5), { isOpen: new Boolean(false) }];
		for (const value of [{}, [], new Size(), Object.create(null), ...boxes]) {
			expect(cell('json', value)).toBe(value);
		}
		expect(cell('json', () => 1)).toBe('contains a function, which JSON cannot express');
	});

	it.each<[string, object]>([
		['numbers that are no bytes', { type: 'Buffer', data: [1, 256] }],
		['entries that are no numbers', { type: 'Buffer', data: [{ x: 1 }] }],
		['another property', { type: 'Buffer', data: [1], radius: 5 }],
	])('is not binary data with %s', (_what, value) => {
		expect(cell('json', value)).toBe(value);
	});

	it('is not explained by the halves or the bytes that it consists of', () => {
		const objects = [
			{ low: 1, high: 2097152, unsigned: false },
			{ type: 'Buffer', data: [1, 2] },
		];
		for (const object of objects) expect(endsWithin(object, { type: 'integer' })).toEqual([]);
	});
});
