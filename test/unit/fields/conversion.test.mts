import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldSpec } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import { acceptance } from '../../../nodes/shared/toloka/fields/cells/acceptance.ts';
import { conversion } from '../../../nodes/shared/toloka/fields/cells/conversion.ts';
import { fieldRule } from '../../../nodes/shared/toloka/fields/cells/rules.ts';
import { cell } from './readRow.mts';

const luxon = { isLuxonDateTime: true, toJSON: () => '2026-01-31T00:00:00.000+01:00' };
const EMPTY_ENTRY = 'has an empty entry: fill it or leave it out';
const TOO_LONG = expect.stringMatching(/^is beyond 9,007,199,254,740,991, .* deliver text$/);

describe('a cell is read according to the declared type', () => {
	it.each<[string, unknown, unknown]>([
		['string', 5, '5'],
		['string', 0.1, '0.1'],
		['string', ' 5 ', ' 5 '],
		['string', true, 'true'],
		['string', 12n, '12'],
		['string', '1524831183200260097', '1524831183200260097'],
		['string', new Date(Date.UTC(2026, 0, 31)), '2026-01-31T00:00:00.000Z'],
		['string', luxon, '2026-01-31T00:00:00.000+01:00'],
		['integer', ' 5 ', 5],
		['integer', '-7', -7],
		['integer', '+7', 7],
		['integer', '007', 7],
		['integer', '5.0', 5],
		['integer', '1e3', 1000],
		['integer', '1.50e2', 150],
		['integer', '200e-2', 2],
		['integer', '9007199254740991', 9007199254740991],
		['integer', 12n, 12],
		['float', '0.25', 0.25],
		['float', '3.0', 3],
		['float', '0.50', 0.5],
		['float', '1e-05', 0.00001],
		['float', '.5', 0.5],
		['float', '1.', 1],
		['float', '\u00a01.5', 1.5],
		['boolean', ' TRUE ', true],
		['boolean', 'false', false],
		['boolean', 't', true],
		['boolean', 'F', false],
		['boolean', 1, true],
		['boolean', 0, false],
		['boolean', ' 1 ', true],
		['boolean', '0.0', false],
		['boolean', 'ИСТИНА', true],
		['boolean', ' FALSCH', false],
		['url', ' https://a.b/c\r\n', 'https://a.b/c'],
		['url', '\ufeffhttps://a.b', 'https://a.b'],
		['url', 'HTTPS://A.b/C', 'https://A.b/C'],
		['url', 'Www.A.b', 'www.A.b'],
		['coordinates', ' 55.73 , 37.58 ', '55.73,37.58'],
		['coordinates', '.5,+1e-05', '0.5,0.00001'],
		['coordinates', { lat: 55.73, lng: '37.58' }, '55.73,37.58'],
		['coordinates', { longitude: 37.58, latitude: 55.73 }, '55.73,37.58'],
		['integer', '\u22125', -5],
		['float', '\u22121.5e\u22121', -0.15],
		['coordinates', '\u221233.868820, 151.2', '-33.868820,151.2'],
		['coordinates', '{"lat":1.5,"lng":"\u22122"}', '1.5,-2'],
		['json', '{"a":[1]}', { a: [1] }],
		['json', '\ufeff\u00a0{"a":[1]}\u00a0', { a: [1] }],
		['json', '\u00a0"text"\ufeff', '"text"'],
		['json', '```json\n{"a":"```"}\n```\n', { a: '```' }],
		['array_string', '```\n["a","b"]\n```', ['a', 'b']],
		['array_json', '```JSON\n{"a":1}\n```', [{ a: 1 }]],
		['array_json', { a: 1 }, [{ a: 1 }]],
		['array_coordinates', { lat: 1.5, lng: 2 }, ['1.5,2']],
		['array_coordinates', '{"lat":1.5,"lng":2},{"lat":3,"lng":4}', ['1.5,2', '3,4']],
		['array_coordinates', '{}', []],
		['array_coordinates', '{"55.73,37.58","55.75,37.62"}', ['55.73,37.58', '55.75,37.62']],
		['json', '{"a":1\\,"b":"c\\, d"}', { a: 1, b: 'c, d' }],
		['json', '"text"', '"text"'],
		['json', 0, '0'],
		['json', true, 'true'],
		['json', new Date(0), '"1970-01-01T00:00:00.000Z"'],
		['array_string', luxon, ['2026-01-31T00:00:00.000+01:00']],
		['array_string', '["a","b"]', ['a', 'b']],
		['array_string', 'a, b', ['a', 'b']],
		['array_string', 'a\\,b,c', ['a,b', 'c']],
		['array_string', '"a, b","c"', ['a, b', 'c']],
		['array_string', 'a,"b, c"', ['a', 'b, c']],
		['array_string', '"a ""b""", c', ['a "b"', 'c']],
		['array_string', '5" pipe, 6" pipe', ['5" pipe', '6" pipe']],
		['array_string', '[a](b), c\\', ['[a](b)', 'c\\']],
		['array_string', 'a', ['a']],
		['array_string', 5, ['5']],
		['array_string', ['a', 5, true], ['a', '5', 'true']],
		['array_string', 'a, "" ,b', ['a', '', 'b']],
		[
			'array_string',
			'Hi,"This, but",Text with "quotes".',
			['Hi', 'This, but', 'Text with "quotes".'],
		],
		['array_string', '[1524831183200260097]', ['1524831183200260097']],
		['array_string', '{a,b}', ['a', 'b']],
		['array_string', '{"a, \\"b\\"",c d}', ['a, "b"', 'c d']],
		['array_string', '{a},{b}', ['{a}', '{b}']],
		['array_string', '{}', []],
		['array_integer', '{1,2}', [1, 2]],
		['array_integer', '1, 2.0', [1, 2]],
		['array_integer', '["1","2"]', [1, 2]],
		['array_integer', 3, [3]],
		['array_boolean', 'TRUE,false', [true, false]],
		['array_boolean', '1,0', [true, false]],
		['array_boolean', '{t,f}', [true, false]],
		['array_coordinates', '"55.73,37.58","55.75,37.62"', ['55.73,37.58', '55.75,37.62']],
		['array_coordinates', '55.73\\,37.58,55.75\\,37.62', ['55.73,37.58', '55.75,37.62']],
		['array_coordinates', '55.73,37.58', ['55.73,37.58']],
		['array_json', '{"a":1},{"a":2}', [{ a: 1 }, { a: 2 }]],
		['array_json', '{"a":"b\\, c"},{"a":2}', [{ a: 'b, c' }, { a: 2 }]],
		['array_json', [null, { a: null }], ['null', { a: null }]],
		['array_url', 'https://a.b, www.c.d', ['https://a.b', 'www.c.d']],
		...[';', ' | ', '\n', ' ', ', ', ',\n'].map((mark): [string, unknown, unknown] => [
			'array_url',
			`https://a/1.jpg${mark}HTTPS://a/2.jpg${mark}www.b`,
			['https://a/1.jpg', 'https://a/2.jpg', 'www.b'],
		]),
		[
			'array_url',
			'https://a/w_100,h_50/1.jpg,https://a/2.jpg;v=1',
			['https://a/w_100,h_50/1.jpg', 'https://a/2.jpg;v=1'],
		],
		['array_url', 'https://a/w_1\\,h_2,https://b', ['https://a/w_1,h_2', 'https://b']],
		['array_url', 'https://a/?u=https://b,https://c', ['https://a/?u=https://b', 'https://c']],
		...['https://a/?u=https://b', 'https://a/https://b', 'https://a/?u=https://b,https://c'].map(
			(link): [string, unknown, unknown] => ['url', link, link],
		),
	])('%s from %o is %o', (type, value, expected) => {
		expect(cell(type, value)).toEqual(expected);
	});

	it.each<[string, unknown, unknown]>([
		['string', { a: 1 }, 'must be text, not an object'],
		['string', new Date(NaN), 'must be text, not an invalid date'],
		['string', { isValid: false, toJSON: () => null }, 'must be text, not an invalid date'],
		['string', Buffer.from('a'), 'must be text, not binary data'],
		['integer', new Date(0), 'must be a whole number, not a date'],
		['integer', '3.5', 'must be a whole number, not “3.5”'],
		['integer', '0.99999999999999999999', 'must be a whole number, not “0.99999999999999999999”'],
		['integer', '9007199254740990.6', 'must be a whole number, not “9007199254740990.6”'],
		['integer', '1e-400', 'must be a whole number, not “1e-400”'],
		['float', '1e-400', 'must be a number, not “1e-400”'],
		['integer', '1,000', 'must be a whole number without a comma, not “1,000”'],
		['integer', '0x10', 'must be a whole number, not “0x10”'],
		['integer', true, 'must be a whole number, not true'],
		['integer', [5], 'must be a whole number, not a list'],
		['float', '0,25', 'must be a number with a decimal point, not “0,25”'],
		['float', 'Infinity', 'must be a number, not “Infinity”'],
		['float', NaN, 'must be a number, not NaN'],
		['string', NaN, 'must be text, not NaN'],
		['boolean', 'yes', 'must be true or false, not “yes”'],
		['boolean', '0.99999999999999999999', 'must be true or false, not “0.99999999999999999999”'],
		['boolean', 'wahr', 'must be true or false, not “wahr”'],
		['boolean', '2', 'must be true or false, not “2”'],
		['boolean', -1, 'must be true or false, not -1'],
		['boolean', 0.5, 'must be true or false, not 0.5'],
		['boolean', 'constructor', 'must be true or false, not “constructor”'],
		['json', '{a:1}', 'must be JSON, not “{a:1}”'],
		['json', { a: [Infinity] }, 'contains Infinity, which JSON cannot express'],
		['array_integer', '1,x', 'must be a whole number, not “x” (entry 2)'],
		['array_string', "['a','b']", expect.stringMatching(/^must be a list, as JSON or with commas/)],
		['array_string', '["a","b', expect.stringMatching(/^must be a list/)],
		['array_string', '{"a":[', expect.stringMatching(/^must be a list/)],
		['array_string', '("a","b")', expect.stringMatching(/^must be a list/)],
		['array_string', "{'a', 'b'}", expect.stringMatching(/^must be a list/)],
		['array_string', '{name}', expect.stringMatching(/^must be a list/)],
		['array_string', 'a,,b', `${EMPTY_ENTRY}, or write "" for empty text (entry 2)`],
		['array_string', ['a', null], `${EMPTY_ENTRY}, or write "" for empty text (entry 2)`],
		['array_integer', '1,2,', `${EMPTY_ENTRY} (entry 3)`],
		['array_integer', '{1,NULL}', `${EMPTY_ENTRY} (entry 2)`],
		['array_boolean', ',true', `${EMPTY_ENTRY} (entry 1)`],
		...['https://a;https://b', 'https://a\nhttps://b', 'https://a, https://b', 'www.a|www.b'].map(
			(text): [string, unknown, unknown] => [
				'url',
				text,
				expect.stringMatching(/^contains several links \(“.*give the field the type array_url$/),
			],
		),
		['array_url', 'https://a,,https://b', `${EMPTY_ENTRY} (entry 2)`],
		['array_url', 'https://a;https://b;', `${EMPTY_ENTRY} (entry 3)`],
		['array_url', 'https://a/1.jpg,2.jpg', expect.stringMatching(/^must be a link.*“2\.jpg”/)],
		['array_string', '1,5E+11', expect.stringMatching(/^is 1,5E\+11, a number that .* shortened/)],
		['array_url', 'https://a,ftp://b', expect.stringMatching(/^must be a link.*“ftp:\/\/b”/)],
		['array_url', ['https://a;https://b'], expect.stringMatching(/^contains several links/)],
		['array_url', ['www.a.b', ''], `${EMPTY_ENTRY} (entry 2)`],
		['array_coordinates', '"1,2",,"3,4"', `${EMPTY_ENTRY} (entry 2)`],
		['array_file', 'a,,b', `${EMPTY_ENTRY} (entry 2)`],
		['array_coordinates', { x: 1, y: 2 }, expect.stringMatching(/^must be a list.*not an object$/)],
		['array_string', { a: 1 }, expect.stringMatching(/^must be a list.*not an object$/)],
		['array_json', Buffer.from('a'), expect.stringMatching(/^contains binary data/)],
		['coordinates', '{"x":1,"y":2}', expect.stringMatching(/^must be coordinates.*not “{"x":1/)],
		['integer', '1.52483E+11', expect.stringMatching(/^is 1\.52483E\+11, a number that a spread/)],
		['coordinates', { x: 1, y: 2 }, expect.stringMatching(/^must be coordinates/)],
		['array_string', '{"0":"a"}', expect.stringMatching(/^must be a list/)],
	])('%s from %o is refused: %s', (type, value, reason) => {
		expect(cell(type, value)).toEqual(reason);
	});

	it('numbers that lost digits, or would lose them, are refused with advice', () => {
		const lost = expect.stringMatching(/^is a number beyond .* deliver it as text to keep them$/);
		for (const number of [1524831183200260097, 1e21, -(2 ** 53)]) {
			expect(cell('string', number)).toEqual(lost);
			expect(cell('integer', number)).toEqual(TOO_LONG);
			expect(cell('float', number)).toEqual(TOO_LONG);
		}
		for (const text of ['9007199254740993', '1e21', '1524831183200260097.0']) {
			expect(cell('integer', text)).toEqual(TOO_LONG);
			expect(cell('float', text)).toEqual(TOO_LONG);
		}
		expect(cell('integer', 2n ** 53n)).toEqual(TOO_LONG);
		expect(cell('array_string', [1e21])).toMatch(/deliver it as text to keep them \(entry 1\)$/);
		expect(cell('json', '{"id":1524831183200260097}')).toMatch(/^contains a number beyond/);
	});

	it('any number as text is converted to that number', () => {
		fc.assert(
			fc.property(
				fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e15, min: -1e15 }),
				(n) => {
					expect(cell('float', String(n))).toBe(Number(String(n)));
				},
			),
			{ seed: 1, numRuns: 500 },
		);
	});

	it('a text matches an allowed value despite surrounding spaces', () => {
		const allowed = { allowed_values: ['yes', 'no'] };
		expect(cell('string', 'yes\r', allowed)).toBe('yes');
		expect(cell('string', 'Yes', allowed)).toBe('must be one of yes, no, not “Yes”');
		expect(cell('string', 1, { allowed_values: ['1'] })).toBe('1');
	});

	it('allowed values are compared in the type of the field, JSON by content', () => {
		expect(cell('integer', '1', { allowed_values: ['1', '2'] })).toBe(1);
		expect(cell('string', '2', { allowed_values: [1, 2] })).toBe('2');
		expect(cell('boolean', 'TRUE', { allowed_values: ['true'] })).toBe(true);
		expect(cell('array_integer', '1,2', { allowed_values: ['1', '2'] })).toEqual([1, 2]);
		const allowed = { allowed_values: [{ a: 1, b: 2 }] };
		expect(cell('json', '{"b":2,"a":1}', allowed)).toEqual({ a: 1, b: 2 });
		expect(cell('json', '{"b":2}', allowed)).toMatch(/^must be one of/);
	});

	it('JSON that is nested too deeply is refused without a stack overflow', () => {
		for (const levels of [600, 2_500, 100_000]) {
			const text = `${'[{"a":'.repeat(levels)}1${'}]'.repeat(levels)}`;
			const reason = 'has more than 500 levels of nested lists and objects';
			for (const value of [text, JSON.parse(text)]) expect(cell('json', value)).toBe(reason);
			expect(cell('array_json', [JSON.parse(text)])).toBe(`${reason} (entry 1)`);
		}
	});
});

it('values on the fast path would be neither converted nor refused', () => {
	const types = ['string', 'integer', 'float', 'boolean', 'url', 'coordinates', 'json', 'file'];
	const spec = fc.record(
		{
			type: fc.constantFrom(...types, ...types.map((type) => `array_${type}`)),
			required: fc.boolean(),
			allowed_values: fc.constantFrom<unknown[]>(['a', ''], [1, 2], [true]),
			min_length: fc.constantFrom(0, 2),
			max_length: fc.constantFrom(0, 3),
			min_value: fc.constantFrom(-1, 1),
			max_size: fc.constantFrom(0, 2),
		},
		{ requiredKeys: ['type'] },
	);
	const cellValue = fc.oneof(
		fc.jsonValue(),
		fc.constantFrom<unknown>(
			'',
			' ',
			'a',
			'TRUE',
			'5',
			1e21,
			NaN,
			2,
			true,
			[],
			'91,0',
			'55.7,37.6',
		),
		fc.constantFrom<unknown>('89.9,181', 'https://a.b', 'www.a', 'https://', '\ufffd', undefined),
		fc.constantFrom<unknown>({ a: 1e21 }, [2, 1], ['a'], ['www.a'], ['55.7,37.6'], new Date(0)),
	);
	let accepted = 0;
	fc.assert(
		fc.property(spec, cellValue, (one, value) => {
			if (!acceptance(one as FieldSpec)(value)) return;
			accepted++;
			expect(conversion(one as FieldSpec)(value)).toBe(value);
			expect(fieldRule(one as FieldSpec)(value)).toBeUndefined();
		}),
		{ seed: 1, numRuns: 10_000 },
	);
	expect(accepted).toBeGreaterThan(200);
});
