import { describe, expect, it } from 'vitest';
import { cell } from './readRow.mts';

/** Objects that database and decimal libraries put into rows. */
const decimal = (said: unknown) => ({ toJSON: () => said });

describe('an object in a row', () => {
	it.each<[string, unknown, unknown]>([
		['boolean', Buffer.from([1]), true],
		['boolean', Buffer.from([0]), false],
		['boolean', JSON.parse(JSON.stringify(Buffer.from([1]))), true],
		['array_boolean', [Buffer.from([1]), false], [true, false]],
		['float', decimal('1.50'), 1.5],
		['integer', decimal('7'), 7],
		['integer', decimal(7), 7],
		['array_float', [decimal('0.5')], [0.5]],
		['string', decimal('1.50'), '1.50'],
	])('is converted to the %s that the editor shows: %j', (type, value, expected) => {
		expect(cell(type, value)).toEqual(expected);
	});

	it.each<[string, unknown, string]>([
		['float', decimal({ $numberDecimal: '1' }), 'must be a number, is an object'],
		['float', decimal('9007199254740993'), 'must be a number, is an object'],
		['float', new Date(0), 'must be a number, is a date'],
		[
			'coordinates',
			decimal('x'),
			'must be coordinates such as 53.91,27.53, latitude first, is an object',
		],
		['boolean', Buffer.from([2]), 'must be true or false, is binary data'],
		['boolean', Buffer.from([1, 0]), 'must be true or false, is binary data'],
		['boolean', [1], 'must be true or false, is a list'],
	])('is refused by its value if it is not a %s: %j', (type, value, reason) => {
		expect(cell(type, value)).toBe(reason);
	});
});
