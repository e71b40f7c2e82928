import { describe, expect, it } from 'vitest';
import {
	fieldsWithValue,
	looseContent,
	looseContentOf,
} from '../../../nodes/shared/toloka/values/likeness.ts';

describe('a value that the service has rewritten', () => {
	it.each<[string, unknown, unknown]>([
		['a number as text', { a: 3, b: 0.5 }, { a: '3', b: '0.50' }],
		['a number inside a list', { a: [1, 2] }, { a: ['1', '2'] }],
		['a boolean as text', { a: true }, { a: 'true' }],
		['spaces around text', { a: 'x' }, { a: ' x ' }],
		['a link without a path', { a: 'https://Example.com' }, { a: 'https://example.com/' }],
		['a link without a scheme', { a: 'www.example.com/a' }, { a: 'http://www.example.com/a' }],
		[
			'a link with other letters',
			{ a: 'https://example.com/ä b'.replace(' ', '%20') },
			{ a: 'https://example.com/%C3%A4%20b' },
		],
		['fields without a value', { a: 1, b: null, c: '', d: [] }, { a: 1 }],
		['another order of fields', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
	])('is similar: %s', (_what, one, other) => {
		expect(looseContent(one)).toBe(looseContent(other));
	});

	it.each<[string, unknown, unknown]>([
		['another number', { a: 3 }, { a: 30 }],
		['digits that no number keeps', { a: '12345678901234567890' }, { a: '12345678901234567891' }],
		['another path', { a: 'https://example.com/1' }, { a: 'https://example.com/2' }],
		['another query', { a: 'https://example.com/?a=1' }, { a: 'https://example.com/?a=2' }],
		['another field', { a: 1 }, { b: 1 }],
		['other words', { a: 'x' }, { a: 'y' }],
		['another order in a list', { a: [1, 2] }, { a: [2, 1] }],
	])('is not similar: %s', (_what, one, other) => {
		expect(looseContent(one)).not.toBe(looseContent(other));
	});

	it('is compared only in the fields that were sent', () => {
		const kept = { a: '1', lang: 'EN', tags: [] };
		expect(looseContentOf(kept, fieldsWithValue({ a: 1, b: '' }))).toBe(looseContent({ a: 1 }));
	});
});
