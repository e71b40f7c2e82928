import { describe, expect, it } from 'vitest';
import { isSameContent, matchByContent } from '../../../nodes/shared/toloka/values/content.ts';

describe('existing content is matched with what was sent', () => {
	const one = (id: string, content: object) => ({ id, content });

	it('regardless of the order of keys and of keys without a value', () => {
		const at = new Date(0);
		const existing = [
			one('one', { b: [1, { c: 2 }], a: 'x' }),
			one('two', { a: 'y', d: null }),
			one('three', { at: at.toISOString() }),
		];
		const inputs = [{ a: 'y' }, { a: 'x', b: [1, { c: 2 }] }, { at }, { a: 'x' }];
		expect(matchByContent(inputs, existing)).toEqual(['two', 'one', 'three', undefined]);
	});

	it('as different ones for equal inputs, the first created first, as many as exist', () => {
		const equal = ['one', 'two'].map((id) => one(id, { a: 1 }));
		expect(matchByContent([{ a: 1 }, { a: 1 }, { a: 1 }], equal)).toEqual([
			'one',
			'two',
			undefined,
		]);
	});
});

it('inherited properties are not content', () => {
	for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
		const given: unknown = JSON.parse(`{"a":1,"${name}":"x"}`);
		expect(isSameContent(given, { a: 1 })).toBe(false);
		expect(isSameContent({ a: 1 }, given)).toBe(false);
		expect(isSameContent(given, JSON.parse(JSON.stringify(given)))).toBe(true);
	}
	expect(isSameContent({ a: 1, b: null }, { a: 1 })).toBe(true);
});
