import { expect, it } from 'vitest';
import { cell } from './readRow.mts';

it.each(["array(['a', 'b'], dtype=object)", 'c("a", "b")', "set(['a', 'b'])"])(
	'a list as Python and R write it is not divided at its commas: %s',
	(text) => {
		expect(cell('array_string', text)).toMatch(/^must be a list/);
	},
);

it.each([
	['f("a"),g("b")', ['f("a")', 'g("b")']],
	['{{a}},{{b}}', ['{{a}}', '{{b}}']],
])('entries may have brackets of their own: %s', (text, entries) => {
	expect(cell('array_string', text)).toEqual(entries);
});
