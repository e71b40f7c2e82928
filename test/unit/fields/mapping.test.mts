import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldSpecs } from '../../../nodes/shared/toloka/fields/specs.ts';
import { inputFrom } from '../../../nodes/shared/toloka/fields/mapping.ts';

const field = (type: string, required = true): FieldSpecs =>
	new Map([['field', { type, required }]]);
const asType = (type: string, value: unknown) =>
	inputFrom({ field: value }, field(type), 'refuse').field;

describe('text becomes the declared type where that loses nothing', () => {
	it.each<[string, unknown, unknown]>([
		['string', 5, '5'],
		['string', '5', '5'],
		['string', true, true],
		['integer', ' 5 ', 5],
		['integer', '-7', -7],
		['integer', '007', '007'],
		['integer', '1e3', '1e3'],
		['integer', '99999999999999999999', '99999999999999999999'],
		['integer', '', ''],
		['float', '0.25', 0.25],
		['float', '0,25', '0,25'],
		['float', 'Infinity', 'Infinity'],
		['boolean', ' TRUE ', true],
		['boolean', 'false', false],
		['boolean', 'yes', 'yes'],
		['boolean', 'constructor', 'constructor'],
		['boolean', 1, 1],
		['array_string', '["a","b"]', ['a', 'b']],
		['array_string', 'a,b', 'a,b'],
		['array_string', '{"0":"a"}', '{"0":"a"}'],
		['array_integer', '[1]', [1]],
		['json', '{"a":1}', '{"a":1}'],
		['url', 'https://a.b', 'https://a.b'],
	])('%s from %j is %j', (type, value, expected) => {
		expect(asType(type, value)).toEqual(expected);
	});

	it('and back to the same text', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				const number = asType('float', text);
				if (typeof number === 'number') expect(String(number)).toBe(text.trim());
				else expect(number).toBe(text);
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});

describe('which fields are sent', () => {
	it('empty cells of optional fields are left out, of required ones not', () => {
		expect(inputFrom({ field: '' }, field('string', false), 'refuse')).toEqual({});
		expect(inputFrom({ field: '' }, field('string'), 'refuse')).toEqual({ field: '' });
		expect(inputFrom({ field: undefined }, field('string'), 'refuse')).toEqual({});
	});

	it('undeclared fields are kept to be refused, or left out', () => {
		expect(inputFrom({ field: 'x', more: '5' }, field('string'), 'refuse')).toEqual({
			field: 'x',
			more: '5',
		});
		expect(inputFrom({ field: 'x', more: '5' }, field('string'), 'leaveOut')).toEqual({
			field: 'x',
		});
	});

	it('a field keeps its name and its value, also one called like a part of every object', () => {
		const json = JSON.parse('{"__proto__":{"required":"x"},"constructor":"y"}') as object;
		const input = inputFrom(json as Record<string, unknown>, new Map(), 'refuse');
		expect(JSON.stringify(input)).toBe('{"__proto__":{"required":"x"},"constructor":"y"}');
		expect(input.required).toBeUndefined();
		expect(inputFrom(json as Record<string, unknown>, new Map(), 'leaveOut')).toEqual({});
	});

	it('whatever an item holds, nothing is added and undeclared values stay as they are', () => {
		const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'field'), fc.string());
		fc.assert(
			fc.property(fc.dictionary(name, fc.jsonValue()), (json) => {
				const input = inputFrom(json, field('integer'), 'refuse');
				for (const key of Object.keys(input)) expect(Object.keys(json)).toContain(key);
				for (const key of Object.keys(json).filter((given) => given !== 'field')) {
					expect(Object.getOwnPropertyDescriptor(input, key)?.value).toBe(json[key]);
				}
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});
