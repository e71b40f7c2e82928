import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import { isBlankRow } from '../../../nodes/shared/toloka/fields/rows/row.ts';
import { cell, field, read } from './readRow.mts';

describe('an empty cell', () => {
	const TYPES = [
		'string',
		'integer',
		'float',
		'boolean',
		'url',
		'coordinates',
		'json',
		'array_url',
	];

	it('of an optional field is absent', () => {
		for (const type of TYPES) {
			for (const value of ['', ' ', '\u200b', '\ufeff \u2060', null, undefined]) {
				const { input, problems } = read(
					{ other: 'x', field: value },
					new Map([...field(type, { required: false }), ['other', { type: 'string' }]]),
				);
				expect([input, problems]).toEqual([{ other: 'x' }, []]);
			}
		}
	});

	it('of a required field is refused', () => {
		for (const type of TYPES) {
			expect(cell(type, '')).toBe('is required but empty');
			expect(cell(type, ' \n')).toBe('is required but empty');
			expect(cell(type, null)).toBe('is required but empty');
			expect(cell(type, undefined)).toBe('is required but missing');
		}
	});

	it('a row of only empty cells is refused', () => {
		for (const json of [{}, { field: '' }, { field: null, more: ' ' }, { '\ufefffield': '' }]) {
			expect(isBlankRow(json)).toBe(true);
		}
		expect(isBlankRow({ row_number: 7, field: '' })).toBe(true);
		expect(isBlankRow({ field: '\u200b', more: '\u2060 ' })).toBe(true);
		expect(isBlankRow({ field: 0 })).toBe(false);
	});
});

describe('the fields that are sent', () => {
	it('the row itself is sent if nothing changes', () => {
		const row = { field: 'x' };
		expect(read(row, field('string')).input).toBe(row);
	});

	it('undeclared fields are refused or left out', () => {
		const row = { field: 'x', more: '5' };
		expect(read(row, field('string')).problems).toEqual([
			{ field: 'more', reason: 'is not an input field of the project', isExtra: true },
		]);
		expect(read(row, field('string'), 'leaveOut')).toMatchObject({
			input: { field: 'x' },
			problems: [],
		});
	});

	it('a column without a value is not sent', () => {
		const row = { field: 'x', '': '', __EMPTY: null, note: ' ', 'Unnamed: 0': '\u200b' };
		expect(read(row, field('string'))).toMatchObject({ input: { field: 'x' }, problems: [] });
		expect(read({ a: '', b: null }, new Map()).input).toEqual({ a: '', b: null });
	});

	it('a name with other case or spaces is not matched, but the message names it', () => {
		const reasons = ['Field', 'FIELD ', 'fie ld', 'INPUT:Field', 'fi_eld'].map((name) => {
			const { problems } = read({ [name]: 'x', field: 'y' }, field('string'));
			return problems.map(({ reason }) => reason).join();
		});
		expect(new Set(reasons)).toEqual(
			new Set(['is not an input field of the project: the field is called “field”']),
		);
		const two = new Map([...field('string'), ['Field', { type: 'string' }]]);
		expect(read({ field: 'x', FIELD: 'y' }, two).problems.map(({ reason }) => reason)).toEqual([
			'is required but missing',
			'is not an input field of the project',
		]);
	});

	it('every left-out column with a name close to a field is reported', () => {
		const row = { field: 'x', N: 5, ' T ext': 'y', 'ACCEPT:n': '+', other: 1 };
		const optional = (type: string) => ({ type, required: false });
		const more = new Map([
			...field('string'),
			...[['n', optional('integer')] as const, ['text', optional('string')] as const],
		]);
		expect(read(row, more, 'leaveOut').leftOut).toEqual([
			{
				column: 'N',
				advice: 'the field is called “n”. Rename the column to send its values',
			},
			{
				column: ' T ext',
				advice: 'the field is called “text”. Rename the column to send its values',
			},
		]);
	});

	it('similar-looking names are told apart, whatever the alphabet of the field', () => {
		const reason = (name: string, fieldName: string) =>
			read({ [name]: 'x' }, new Map([[fieldName, { type: 'string', required: false }]])).problems[0]
				?.reason;
		for (const [name, fieldName] of [
			['im\u0430g\u0435', 'image'],
			['\u0422\u0415XT', 'text'],
			['ф\u006fт\u006f', 'фото'],
			['cnoco\u0431', 'сnособ'],
		]) {
			expect(reason(name, fieldName)).toBe(
				`is not an input field of the project: the field is called “${fieldName}” (the names have letters of different alphabets that look alike)`,
			);
		}
		expect(reason('Фото', 'фото')).toMatch(/the field is called “фото”$/);
	});

	it('a column without a name is reported as such', () => {
		for (const name of ['', ' ', '\ufeff']) {
			expect(read({ field: 'x', [name]: '0' }, field('string')).problems).toEqual([
				{
					field: '',
					reason: 'a column without a name is not an input field of the project',
					isExtra: true,
				},
			]);
		}
	});

	it('binary data is not sent', () => {
		const bytes = Buffer.from('a');
		expect(cell('json', bytes)).toBe('contains binary data, which JSON cannot express');
		expect(read({ any: [bytes] }, new Map()).problems[0].reason).toMatch(/^contains binary data/);
	});

	it('a left-out column is named if its field is missing', () => {
		const specs = new Map([...field('string'), ['n', { type: 'integer', required: false }]]);
		const reason = (row: object) => read(row, specs, 'leaveOut').problems[0]?.reason;
		expect(reason({ Field: 'x', other: 'y' })).toBe(
			'is required but missing: rename the column “Field” to “field”',
		);
		expect(reason({ 'INPUT:FIELD': 'x' })).toMatch(/rename the column “INPUT:FIELD”/);
		expect(reason({ 'ÿþf\0i\0e\0l\0d\0': 'x' })).toMatch(/^is required but missing: .*UTF-16/);
		const delimiters = ['\t', ';', ',', '|'].map((mark) =>
			reason({ [`INPUT:n${mark}INPUT:field`]: `1${mark}x` }),
		);
		expect(delimiters).toEqual([
			'is required but missing: the columns of its file are separated by a tab: set Delimiter to {{ "\\t" }} where the file is read',
			expect.stringMatching(/separated by “;”: set Delimiter to “;” where the file is read$/),
			expect.stringMatching(/separated by “,”/),
			expect.stringMatching(/separated by “\|”: set Delimiter to “\|” where the file is read$/),
		]);
		expect(read({ 'field;n': 'x;1' }, specs).problems).toMatchObject([
			{ field: 'field' },
			{ field: 'field;n', reason: expect.stringMatching(/separated by “;”/) as string },
		]);
		expect(reason({ other: 'x' })).toBe('is required but missing');
		for (const own of ['field', 'INPUT:field', '\ufefffield']) {
			expect(reason({ [own]: null })).toBe('is required but empty');
			expect(reason({ [own]: undefined })).toBe('is required but missing');
		}
		expect(reason({ 'fi\u0435ld': 'x' })).toBe(
			'is required but missing: rename the column “fi\u0435ld” to “field” (the names have letters of different alphabets that look alike)',
		);
		expect(reason({ Field: 'x', field: 'y' })).toBeUndefined();
	});

	it('the row number of n8n’s Google Sheets node is sent only if it is declared', () => {
		expect(read({ row_number: 2, field: 'x' }, field('string')).input).toEqual({ field: 'x' });
		const declared = new Map([['row_number', { type: 'integer' }]]);
		expect(read({ row_number: 2 }, declared).input).toEqual({ row_number: 2 });
	});

	it('any field is sent if the project declares none', () => {
		const row = { a: 1, b: { c: [2] } };
		expect(read(row, new Map())).toEqual({ input: row, problems: [] });
		const cyclic: Record<string, unknown> = {};
		cyclic.itself = cyclic;
		expect(read(cyclic, new Map()).problems).toHaveLength(1);
	});

	it('a field keeps its name and value, even if it is named like a built-in property', () => {
		const text = '{"__proto__":{"required":"x"},"constructor":"y"}';
		const { input } = read(JSON.parse(text) as object, new Map());
		expect(JSON.stringify(input)).toBe(text);
		expect(input.required).toBeUndefined();
		const specs = field('string');
		const left = read({ ...(JSON.parse(text) as object), field: 'x' }, specs, 'leaveOut');
		expect(left.input).toEqual({ field: 'x' });
	});

	it('nothing is added, and undeclared values do not change, whatever the row contains', () => {
		const name = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'field'), fc.string());
		fc.assert(
			fc.property(fc.dictionary(name, fc.jsonValue()), (json) => {
				const row = rowReader({ inputSpec: field('integer') }, 'refuse')(json);
				const isGiven = (key: string) => key.trim() !== 'field' && !isBlankRow({ key: json[key] });
				const given = Object.keys(json).filter(isGiven);
				for (const key of given) {
					expect(Object.getOwnPropertyDescriptor(row.input, key)?.value).toBe(json[key]);
				}
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});

describe('a project that declares no fields', () => {
	it.each([
		[{ a: NaN }, 'a', 'contains NaN, which JSON cannot express'],
		[{ a: 1, b: { c: 1524831183200260097 } }, 'b', /^contains a number beyond .* as text to keep/],
		[{ a: 1n }, 'a', 'must be JSON, which has no big integers: deliver them as text'],
		[{ a: { day: new Date(NaN) } }, 'a', 'contains an invalid date, which JSON cannot express'],
		[
			{ a: [new Map([['b', 1]])] },
			'a',
			'contains an object of the type Map, which JSON cannot express',
		],
		[{ a: { b: '#REF!' } }, 'a', /^is #REF!, which a spreadsheet/],
	])('refuses a value that would change when sent: %o', (row, field, reason) => {
		const { problems } = read(row, new Map());
		expect(problems).toEqual([{ field, reason: expect.stringMatching(reason) as string }]);
	});

	it('accepts every other value', () => {
		const row = { a: null, b: '1524831183200260097', c: [1, { d: true }], e: '{' };
		expect(read(row, new Map()).problems).toEqual([]);
	});
});
