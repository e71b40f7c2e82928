import { describe, expect, it } from 'vitest';
import { cell, field, read } from './readRow.mts';

describe('invisible characters', () => {
	it('around an allowed value need not be in the cell', () => {
		const allowed_values = ['yes', 'no '];
		const spec = new Map([['field', { type: 'string', allowed_values }]]);
		expect(read({ field: 'no' }, spec).input).toEqual({ field: 'no ' });
		const list = new Map([['field', { type: 'array_string', allowed_values }]]);
		expect(read({ field: 'yes, no' }, list).input).toEqual({ field: ['yes', 'no '] });
	});

	it.each([
		'\ufefffield',
		' field\u00a0',
		'\u200bfield',
		'fi\u200celd',
		'field\r',
		'ï»¿field',
		'п»їfield',
		'∩╗┐"field"',
		'\ufeff"field"',
	])('in the column name %j do not hide the field', (name) => {
		expect(read({ [name]: 'x' }, field('string')).input).toEqual({ field: 'x' });
	});

	it.each(['photo\u00a0url', 'photo\nurl', 'photo\r\n url\t', '\u2003photo\u202furl'])(
		'and other kinds of spaces in the column name %j count as plain ones',
		(name) => {
			const spec = new Map([['photo url', { type: 'string' }]]);
			const { input, problems } = read({ [name]: 'x' }, spec);
			expect(problems).toEqual([]);
			expect(input).toEqual({ 'photo url': 'x' });
		},
	);

	it('are reported if the column still matches no field', () => {
		const { problems } = read({ '\u200bfeild': 'x', field: 'y' }, field('string'));
		expect(problems).toEqual([
			{
				field: '\u200bfeild',
				reason: 'is not an input field of the project: its name has U+200B (zero width space)',
				isExtra: true,
			},
		]);
	});

	it('do not confuse two fields or two columns', () => {
		const two = new Map([
			['a ', { type: 'string', required: false }],
			[' a', { type: 'string', required: false }],
		]);
		expect(read({ a: 'x' }, two).problems[0]).toMatchObject({ field: 'a', isExtra: true });
		expect(read({ 'a ': 'x' }, two).problems).toEqual([]);
		expect(read({ field: 'x', 'field ': 'y' }, field('string')).problems).toMatchObject([
			{ reason: expect.stringContaining('“field” with spaces around it') },
		]);
		expect(read({ field: 'x', '\ufefffield': 'x' }, field('string')).problems).toEqual([
			{
				field: 'field',
				reason:
					'is given by two columns, “field” and “field” with U+FEFF (byte order mark): keep one of them',
			},
		]);
	});

	it('are reported if they make a value invalid', () => {
		expect(cell('url', 'https://a.b/\u200bc')).toBe(
			'must not contain U+200B (zero width space), as “https://a.b/ c” does',
		);
		expect(cell('url', 'https://a.b/\ud83d')).toMatch(/^has half a character/);
		expect(cell('url', 'https://a.b/Ð¿Ñ€.jpg')).toMatch(/^is UTF-8 that was read in another/);
		expect(cell('url', 'https://a.b/c d')).toBe(
			'must not contain a space, as “https://a.b/c d” does: write %20 instead',
		);
		expect(cell('integer', '1\u00a0000')).toMatch(/with U\+00A0 \(no-break space\)$/);
		expect(cell('string', 'y\u200bes', { allowed_values: ['yes'] })).toMatch(/U\+200B/);
		expect(cell('string', 'family 👨\u200d👩\u200d👧')).toBe('family 👨\u200d👩\u200d👧');
		const joined = 'https://a.b/می\u200cخواهم/👨\u200d👩.jpg';
		expect(cell('url', joined)).toBe(joined);
		expect(cell('array_url', [joined])).toEqual([joined]);
		for (const stray of [
			'https://a.b/می\u200c',
			'https://a.b/می\u200c/1',
			'https://a.b/m\u200dn',
		]) {
			expect(cell('url', stray)).toMatch(/^must not contain U\+200/);
		}
	});

	it('remains of an encoding other than UTF-8 are recognized, and the encoding is named', () => {
		expect(cell('string', 'Stra\ufffde')).toMatch(/^has lost characters .*Windows-1252/);
		expect(cell('url', 'https://a.b/\ufffd')).toMatch(/Windows-1252/);
		expect(cell('array_string', 'a,\ufffd')).toMatch(/Windows-1252.*\(entry 2\)$/);
		const { problems } = read({ field: 'x', 'Gr\ufffd\ufffde': '1' }, field('string'));
		expect(problems[0].reason).toMatch(/^is not an input field .*Windows-1252/);
	});
});
