import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactly } from '../../../nodes/shared/toloka/values/exactJson.ts';

describe('JSON with all its digits', () => {
	it.each([
		['9007199254740993', '9007199254740993'],
		['-12345678901234567890', '-12345678901234567890'],
		['9007199254740991', 9007199254740991],
		['1e300', 1e300],
		['9007199254740993.0', 9007199254740992],
		['[{"a":[12345678901234567890,1]}]', [{ a: ['12345678901234567890', 1] }]],
		[
			'{"a":"\\"9007199254740993","b":9007199254740993}',
			{ a: '"9007199254740993', b: '9007199254740993' },
		],
		['{"9007199254740993":9007199254740993}', { '9007199254740993': '9007199254740993' }],
		['{"a":"x\\\\","b":9007199254740993}', { a: 'x\\', b: '9007199254740993' }],
	])('%s', (text, expected) => {
		expect(parseExactly(text)).toEqual(expected);
	});

	it('is the result of JSON.parse, except for large integers', () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				const exact = parseExactly(text);
				const asNumbers = JSON.stringify(exact, (_key, value: unknown) =>
					typeof value === 'string' && /^-?\d{16,}$/.test(value) ? Number(value) : value,
				);
				const plain = JSON.stringify(JSON.parse(text), (_key, value: unknown) =>
					typeof value === 'string' && /^-?\d{16,}$/.test(value) ? Number(value) : value,
				);
				expect(asNumbers).toBe(plain);
			}),
		);
	});

	it('is refused if the text is not JSON', () => {
		expect(() => parseExactly('{"a":12345678901234567890')).toThrow(SyntaxError);
	});
});
