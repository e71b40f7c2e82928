import { describe, expect, it } from 'vitest';
import { isSameContent, matchByContent } from '../../../nodes/shared/toloka/values/content.ts';

describe('what exists is matched with what was sent', () => {
	const one = (id: string, content: object) => ({ id, content });

	it('by content, whatever the order of keys, and those without value left out', () => {
		const at = new Date(0);
		const existing = [
			one('one', { b: [1, { c: 2 }], a: 'x' }),
			one('two', { a: 'y', d: null }),
			one('three', { at: at.toISOString() }),
		];
		const inputs = [{ a: 'y' }, { a: 'x', b: [1, { c: 2 }] }, { at }, { a: 'x' }];
		expect(matchByContent(inputs, existing)).toEqual(['two', 'one', 'three', undefined]);
	});

	it('as different ones for equal inputs, the first created first, as many as there are', () => {
		const equal = ['one', 'two'].map((id) => one(id, { a: 1 }));
		expect(matchByContent([{ a: 1 }, { a: 1 }, { a: 1 }], equal)).toEqual([
			'one',
			'two',
			undefined,
		]);
	});
});

it('what every object inherits is no content', () => {
	for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
		const given: unknown = JSON.parse(`{"a":1,"${name}":"x"}`);
		expect(isSameContent(given, { a: 1 })).toBe(false);
		expect(isSameContent({ a: 1 }, given)).toBe(false);
		expect(isSameContent(given, JSON.parse(JSON.stringify(given)))).toBe(true);
	}
	expect(isSameContent({ a: 1, b: null }, { a: 1 })).toBe(true);
});
