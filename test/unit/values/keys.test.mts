import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, shortHash, uuidV5 } from '../../../nodes/shared/toloka/values/keys.ts';
import { canonicalJson } from '../../../nodes/shared/toloka/values/content.ts';

describe('a UUID of a name', () => {
	it('has the form, version and variant that RFC 4122 requires', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (name) => {
				expect(uuidV5(name)).toMatch(
					/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
				);
			}),
			{ seed: 1, numRuns: 300 },
		);
	});

	it('is the SHA-1 of namespace and name, as RFC 4122 §4.3 makes it', () => {
		const namespace = Buffer.from('6f1d5a0c7c3b4b7e9d0e2a94c1f8b35d', 'hex');
		const name = 'execution 7, node Push, chunk 0';
		const hash = createHash('sha1').update(namespace).update(name).digest('hex');
		const uuid = uuidV5(name).replaceAll('-', '');
		const bits = (hex: string) => BigInt(`0x${hex}`).toString(2).padStart(128, '0');
		const settable = new Set([48, 49, 50, 51, 64, 65]);
		const given = [...bits(hash.slice(0, 32))].filter((_bit, index) => !settable.has(index));
		const made = [...bits(uuid)].filter((_bit, index) => !settable.has(index));
		expect(made).toEqual(given);
	});

	it('is equal for equal names and different for different ones', () => {
		const names = Array.from({ length: 2_000 }, (_, index) => `execution ${index}`);
		expect(names.map(uuidV5)).toEqual(names.map(uuidV5));
		expect(new Set(names.map(uuidV5)).size).toBe(names.length);
	});
});

describe('a fingerprint', () => {
	it('distinguishes lists by content and order', () => {
		expect(fingerprint(['a', 'b'])).toBe(fingerprint(['a', 'b']));
		const all = [['a', 'b'], ['b', 'a'], ['ab'], ['a', 'b', ''], []].map(fingerprint);
		expect(new Set(all).size).toBe(5);
		expect(all.every((text) => /^[\w-]{22}$/.test(text))).toBe(true);
	});
});

describe('canonical JSON', () => {
	it.each([
		[{ b: 1, a: [2, { d: null, c: undefined }] }, '{"a":[2,{}],"b":1}'],
		[null, 'null'],
		[undefined, 'null'],
		['é"', '"é\\""'],
		[[null, 1], '[null,1]'],
	])('of %j is %s', (value, text) => {
		expect(canonicalJson(value)).toBe(text);
	});

	it('is equal for equal content, regardless of the order of keys', () => {
		const shuffled = (value: unknown): unknown => {
			if (Array.isArray(value)) return value.map(shuffled);
			if (typeof value !== 'object' || value === null) return value;
			const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner)] as const);
			return Object.fromEntries([['nothing', null] as const, ...entries.reverse()]);
		};
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const text = canonicalJson(value);
				expect(canonicalJson(shuffled(value))).toBe(text);
				expect(canonicalJson(JSON.parse(text))).toBe(text);
			}),
			{ seed: 1, numRuns: 500 },
		);
	});

	it('differs for different content', () => {
		const values = [0, '0', false, null, [], {}, [0], { a: 0 }, { a: '0' }, { a: [0] }, [[0]]];
		expect(new Set(values.map(canonicalJson)).size).toBe(values.length);
	});
});

it('a short hash has 8 characters, and differs for different IDs', () => {
	const hashes = Array.from({ length: 20_000 }, (_, id) => shortHash(`item ${id}`));
	expect(new Set(hashes).size).toBe(20_000);
	expect(hashes.filter((hash) => !/^[\w-]{8}$/.test(hash))).toEqual([]);
});
