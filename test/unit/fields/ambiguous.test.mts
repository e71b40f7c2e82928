import { describe, expect, it } from 'vitest';
import { cell } from './readRow.mts';

describe('a whole number with three decimals, which may mean thousands', () => {
	const REASON = 'must be a whole number, not “12.000”, which may mean 12 or 12000';

	it.each<[string, unknown, string]>([
		['integer', '12.000', REASON],
		['integer', ' \u22121.000', ', which may mean -1 or -1000'],
		['integer', '+999.000', 'which may mean 999 or 999000'],
		['array_integer', '5,12.000', `${REASON} (entry 2)`],
		['array_integer', ['12.000'], `${REASON} (entry 1)`],
	])('is refused as %s: %j', (type, value, reason) => {
		expect(cell(type, value)).toContain(reason);
	});

	it.each<[string, unknown, unknown]>([
		['integer', '12.0', 12],
		['integer', '12.00', 12],
		['integer', '12.0000', 12],
		['integer', '1234.000', 1234],
		['integer', '0.000', 0],
		['integer', { $numberDecimal: '12.000' }, 12],
		['float', '12.000', 12],
		['float', '1.234', 1.234],
		['boolean', '1.000', true],
		['string', '12.000', '12.000'],
	])('is accepted as %s if it is clear: %j', (type, value, expected) => {
		expect(cell(type, value)).toEqual(expected);
	});

	it.each([
		['1.234', 'must be a whole number, not “1.234”'],
		['1.000.000', 'must be a whole number, not “1.000.000”'],
		['12,000', 'must be a whole number without a comma, not “12,000”'],
	])('is refused like other forms of thousands: %s', (value, reason) => {
		expect(cell('integer', value)).toBe(reason);
	});
});
