import fc from 'fast-check';
import type { GenericValue, IDataObject } from 'n8n-workflow';

/** Values that people and services were not expected to write. */

/**
 * Two dots, the first at position 22, so it is sent as an ApiKey. JSON escapes the quote and the
 * backslash.
 */
export const TOKEN = 'HostileHostileHostile1.to"ken\\x.kept-secret';

const NAMES = [
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'length',
	'then',
	'toJSON',
];

const FIXED_TEXTS = [
	'',
	' ',
	'.',
	'..',
	'../../requester',
	'%2e%2e%2f',
	'a/b?c#d',
	'//evil.example/x',
	'@evil.example',
	'null',
	'undefined',
	'NaN',
	'1e999',
	'-1',
	'\u0000\u0007\u001b[31m',
	'\u202etxt.exe\u2028\ufeff',
	'\ud83d',
	'line\r\nX-Injected: 1',
	'<script>alert(1)</script>',
	'={{ $json.nothing.at.all }}',
	'={{ "computed" }}',
	'9999-99-99T99:99:99',
	'+275760-09-13T00:00:00Z',
	'x'.repeat(20_000),
];

export const text = fc.oneof(
	fc.constantFrom(...FIXED_TEXTS, ...NAMES),
	fc.string({ unit: 'binary', maxLength: 30 }),
	fc.string({ unit: 'grapheme', maxLength: 30 }),
);

const number = fc.oneof(
	fc.constantFrom(0, -0, -1, 1.5, 1e21, 2 ** 53, -(2 ** 31), 1e-9, 36502086),
	fc.integer(),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const key = fc.oneof(fc.constantFrom(...NAMES, 'id', 'error', 'payload'), text);

/** Any JSON value, made of the texts above, among others. */
export const json: fc.Arbitrary<GenericValue> = fc.letrec<{ value: unknown }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.constantFrom(null, true, false, '', 0),
		text,
		number,
		fc.array(tie('value'), { maxLength: 4 }),
		fc.dictionary(key, tie('value'), { maxKeys: 4 }),
	),
})).value as fc.Arbitrary<GenericValue>;

export const record = fc.dictionary(key, json, { maxKeys: 5 }) as fc.Arbitrary<IDataObject>;

/** An object in which some fields are replaced by arbitrary values. */
export function spoiled(valid: IDataObject, names: string[]): fc.Arbitrary<IDataObject> {
	return fc
		.array(fc.tuple(fc.constantFrom(...names), json), { minLength: 1, maxLength: 3 })
		.map((replaced) => ({ ...valid, ...Object.fromEntries(replaced) }));
}
