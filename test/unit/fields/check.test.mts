import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldSpec, FieldSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import { inputCheck } from '../../../nodes/shared/toloka/fields/cells/check.ts';
import { parseSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';

const NONE: FieldSpecs = new Map();

function problemsOf(item: Record<string, unknown>, specs: FieldSpecs) {
	return inputCheck(specs)(item);
}

/** Returns the problem of a value in a field with this spec. */
function reasonFor(value: unknown, spec: FieldSpec): string | undefined {
	return problemsOf({ field: value }, parseSpecs({ field: spec }))[0]?.reason;
}

/** A value that n8n can pass from node to node, but that no request can carry. */
function cyclic(): object {
	const value: Record<string, unknown> = {};
	value.itself = [value];
	return value;
}

describe('values of each type', () => {
	it.each<[string, unknown[], unknown[]]>([
		['string', ['text', '🙂'], [1, true, {}, []]],
		['integer', [0, -5, 2 ** 40], [1.5, '1', true, Number.NaN, Infinity]],
		['float', [0, -1.5], ['1.5', Number.NaN, Infinity, false]],
		['boolean', [true, false], ['true', 0, 1]],
		[
			'url',
			['http://a.b', 'https://a.b/c?d', 'www.a.b'],
			['a.b', 'ftp://a.b', 'https://', 'https://a b', 'https://a\u200bb', 1],
		],
		[
			'coordinates',
			['53.91,27.53', '-1, 2', '-90,180', '90.0,-180.00'],
			['53.91', '53.91;27.53', '53,91,27', ' 5,5', '90.1,0', '-91,0', '0,180.5', [53.91, 27.53]],
		],
		['json', [{}, [], '{"a":1}', '"text"', 1, false], [1n, [1n], cyclic(), 'text', '{a:1}', '']],
	])('%s', (type, valid, invalid) => {
		for (const value of valid) expect(reasonFor(value, { type })).toBeUndefined();
		for (const value of invalid)
			expect(reasonFor(value, { type })).toMatch(/^(must|has more|is required but empty)/);
	});

	it('of an undocumented type are left to the service, but must be JSON', () => {
		for (const type of ['file', 'point', 'constructor', '__proto__', 'toString', '']) {
			for (const value of ['x', 1, {}, []]) expect(reasonFor(value, { type })).toBeUndefined();
			expect(reasonFor(1n, { type })).toMatch(/^must be JSON/);
			expect(reasonFor(cyclic(), { type })).toMatch(
				/^has more than 500 levels of nested lists and objects/,
			);
		}
	});

	it('may have their type declared in capitals, as in one sample', () => {
		expect(reasonFor('nonsense', { type: 'URL' })).toMatch(/^must be a link/);
		expect(reasonFor(['a', 1], { type: 'ARRAY_STRING' })).toBe('must be text, not 1 (entry 2)');
	});
});

describe('limits', () => {
	it.each<[string, FieldSpec, unknown, string | undefined]>([
		[
			'min_length',
			{ type: 'string', min_length: 2 },
			'a',
			'must have at least 2 characters, has 1',
		],
		[
			'max_length',
			{ type: 'string', max_length: 2 },
			'abc',
			'must have at most 2 characters, has 3',
		],
		['length in bounds', { type: 'string', min_length: 1, max_length: 1 }, 'a', undefined],
		['min_value', { type: 'integer', min_value: 0 }, -1, 'must be at least 0, not -1'],
		['max_value', { type: 'float', max_value: 0.5 }, 0.6, 'must be at most 0.5, not 0.6'],
		['value in bounds', { type: 'float', min_value: 0, max_value: 0.5 }, 0.5, undefined],
		[
			'allowed text',
			{ type: 'string', allowed_values: ['a', 'b'] },
			'c',
			'must be one of a, b, not “c”',
		],
		[
			'allowed text in other letters',
			{ type: 'string', allowed_values: ['A', 'B'] },
			'В',
			'must be one of A, B, not “В” in letters of another alphabet that look alike',
		],
		[
			'one of many allowed texts, whose list says that there are more',
			{ type: 'string', allowed_values: [...'abcdefghijklm'] },
			'z',
			'must be one of a, b, c, d, e, f, g, h, i, j and 3 more, not “z”',
		],
		['allowed number', { type: 'integer', allowed_values: [1, 2] }, 2, undefined],
		[
			'allowed boolean',
			{ type: 'boolean', allowed_values: [true] },
			false,
			'must be one of true, not false',
		],
		['min_size', { type: 'array_string', min_size: 1 }, [], 'must have at least 1 entry, has 0'],
		[
			'max_size',
			{ type: 'array_integer', max_size: 1 },
			[1, 2],
			'must have at most 1 entry, has 2',
		],
		[
			'no list',
			{ type: 'array_url' },
			'https://a.b',
			'must be a list, as JSON or with commas between the entries, not “https://a.b”',
		],
		[
			'an entry',
			{ type: 'array_integer', max_value: 5 },
			[1, 9],
			'must be at most 5, not 9 (entry 2)',
		],
	])('%s', (_limit, spec, value, reason) => {
		expect(reasonFor(value, spec)).toBe(reason);
	});
});

describe('presence of fields', () => {
	it('fields are required by default, and null counts as missing', () => {
		const specs = parseSpecs({ a: { type: 'string' }, b: { type: 'string', required: false } });
		expect(problemsOf({ a: null }, specs)).toEqual([
			{ field: 'a', reason: 'is required but missing' },
		]);
		expect(problemsOf({ a: 'x', b: null }, specs)).toEqual([]);
	});

	it('what an undeclared column means is found out once for all rows', () => {
		const check = inputCheck(new Map([['image', { type: 'url', required: false }]]));
		const [first] = check({ Image: 1 });
		expect(first.reason).toContain('the field is called “image”');
		expect(check({ Image: 2 })[0]).toBe(first);
	});

	it('undeclared fields are reported as extra', () => {
		expect(problemsOf({ x: 1 }, NONE)).toEqual([
			{ field: 'x', reason: 'is not an input field of the project', isExtra: true },
		]);
	});

	it('inherited properties count neither as given nor as declared', () => {
		const inherited = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
		for (const field of inherited) {
			const item = Object.fromEntries([[field, 'x']]);
			expect(problemsOf(item, NONE)[0]).toMatchObject({ field, isExtra: true });
			const specs = new Map([[field, { type: 'string' }]]);
			expect(problemsOf({}, specs)).toEqual([{ field, reason: 'is required but missing' }]);
			expect(problemsOf(item, specs)).toEqual([]);
		}
	});
});

describe('declarations of any shape', () => {
	it('an unknown declaration lets its field pass', () => {
		for (const spec of [null, 'string', [], {}, { type: 5 }]) {
			const specs = parseSpecs({ a: spec });
			expect(problemsOf({ a: 'anything' }, specs)).toEqual([]);
			expect(problemsOf({}, specs)).toEqual([]);
		}
	});

	it('produce an answer of bounded length for every item', () => {
		const spec = fc.oneof(
			fc.jsonValue(),
			fc.record(
				{
					type: fc.constantFrom('string', 'float', 'url', 'array_integer', 'json', 'constructor'),
					required: fc.jsonValue(),
					allowed_values: fc.jsonValue(),
					min_length: fc.jsonValue(),
					max_value: fc.jsonValue(),
					min_size: fc.jsonValue(),
				},
				{ requiredKeys: ['type'] },
			),
		);
		const field = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'toString'), fc.string());
		fc.assert(
			fc.property(
				fc.dictionary(field, spec),
				fc.dictionary(field, fc.jsonValue()),
				(specs, item) => {
					for (const { reason } of problemsOf(item, parseSpecs(specs))) {
						expect(reason.length).toBeLessThan(400);
						expect(reason).not.toMatch(/\p{Cc}/u);
					}
				},
			),
			{ seed: 1, numRuns: 500 },
		);
	});
});
