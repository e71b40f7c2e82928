import { expect, it } from 'vitest';
import { cell } from './readRow.mts';

it.each(["array(['a', 'b'], dtype=object)", 'c("a", "b")', 'c("1) a", "2) b")', "set(['a', 'b'])"])(
	'a list as written by Python or R is not divided at its commas: %s',
	(text) => {
		expect(cell('array_string', text)).toMatch(/^must be a list/);
	},
);

it.each([
	['f("a"),g("b")', ['f("a")', 'g("b")']],
	['{{a}},{{b}}', ['{{a}}', '{{b}}']],
	["set('x') or leave (y)", ["set('x') or leave (y)"]],
	['cat (small\\, gray), dog', ['cat (small, gray)', 'dog']],
	['"a, b", dog (small)', ['a, b', 'dog (small)']],
	['"cat (small, gray)", dog', ['cat (small, gray)', 'dog']],
	['dog, "(", "a, b", ")"', ['dog', '(', 'a, b', ')']],
	['a) one, b) two', ['a) one', 'b) two']],
	[':(, :|, :)', [':(', ':|', ':)']],
	['sad >:(, happy :)', ['sad >:(', 'happy :)']],
])('entries may contain brackets: %s', (text, entries) => {
	expect(cell('array_string', text)).toEqual(entries);
});

it.each(['tensor([1, 2])', 'c(1, 2)', "Index(['a', 'b'], dtype='object')", '{{a,b},{c,d}}'])(
	'a list is not divided at commas within brackets: %s',
	(text) => {
		expect(cell('array_string', text)).toMatch(/^(?:must be a list|has a comma within)/);
	},
);

it.each(['cat (small, gray), dog', '(small, gray) cat, dog', '"a, b", cat (small, gray)'])(
	"a comma within an entry's brackets is reported with advice: %s",
	(text) => {
		expect(cell('array_string', text)).toBe(
			`has a comma within brackets (“${text}”): put a backslash before it, or write the list as JSON`,
		);
	},
);

it('a list of numbers does not get the advice about brackets', () => {
	expect(cell('array_integer', 'c(1, 2)')).toMatch(/^must be a list/);
});

it.each([
	['array_float', '1,5, 2,5'],
	['array_float', '1,5, 2'],
	['array_integer', '1,000'],
	['array_integer', '1,234, 5,678'],
])('commas within numbers do not divide a list: %s %s', (type, text) => {
	expect(cell(type, text)).toBe(
		`has commas within its numbers (“${text}”): write a decimal point and nothing between thousands, or the list as JSON`,
	);
});

it.each([
	['array_float', '1,5', [1, 5]],
	['array_float', '1.5, 2.5', [1.5, 2.5]],
	['array_integer', '1,2, 3', [1, 2, 3]],
	['array_integer', '100,200', [100, 200]],
	['array_integer', '007,001', [7, 1]],
])('other commas divide a list: %s %s', (type, text, numbers) => {
	expect(cell(type, text)).toEqual(numbers);
});

it('an entry with several links gets advice for a list', () => {
	expect(cell('array_url', ['https://a;https://b'])).toBe(
		'contains several links (“https://a;https://b”): make an entry of each of them (entry 1)',
	);
});

it.each(['<br>', '<br/>', '\\n', '、'])(
	'several links with %j between them are not one',
	(between) => {
		const links = ['https://a.b/1.jpg', 'https://a.b/2.jpg'].join(between);
		expect(cell('url', links)).toMatch(
			/^contains several links .*give the field the type array_url$/,
		);
		expect(cell('array_url', links)).toMatch(/^contains several links .*make an entry of each/);
	},
);

it.each(['https://a.b/web/https://c.d/1.jpg', 'https://a.b/?url=https://c.d', 'www.a.b/>x'])(
	'a link in a link is one: %s',
	(link) => {
		expect(cell('url', link)).toBe(link);
	},
);
