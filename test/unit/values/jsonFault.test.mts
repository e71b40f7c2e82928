import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultInJson } from '../../../nodes/shared/toloka/values/jsonFault.ts';

describe('where a text stops being JSON', () => {
	it.each([
		['', 0],
		['   ', 3],
		['{"a": 1, }', 9],
		['[1, 2', 5],
		['[1 2]', 3],
		['{"a" 1}', 5],
		["{'a': 1}", 1],
		['[1]]', 3],
		['{"a": tru}', 6],
		['[01]', 2],
		['"open', 0],
		['{"a": [1, {"b": "c"}}', 20],
		['[,1]', 1],
		['{1: 2}', 1],
	])('%j is at %i', (text, position) => {
		expect(faultInJson(text)).toBe(position);
	});

	it('is the end if the text is complete JSON, and is never outside the text', () => {
		fc.assert(
			fc.property(fc.json(), (text) => {
				expect(faultInJson(text)).toBe(text.length);
			}),
		);
		fc.assert(
			fc.property(fc.json(), fc.nat(), (text, at) => {
				const cut = text.slice(0, at % (text.length + 1));
				expect(faultInJson(cut)).toBeLessThanOrEqual(cut.length);
			}),
		);
	});
});
