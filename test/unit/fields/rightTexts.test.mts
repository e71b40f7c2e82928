import { describe, expect, it } from 'vitest';
import { cell } from './readRow.mts';

/** Texts from public data sets that look as if they had lost something. */

describe('right texts', () => {
	it('nothing but invisible characters is refused as a whole text, but is right for a token of one', () => {
		const text = '\u200b\u2060';
		expect(cell('string', text)).toMatch(/^has nothing in it but U\+200B \(zero width space\)/);
		for (const token of [text, '\u00a0', '\u200d', ' ', '\n']) {
			expect(cell('array_string', ['a', token])).toEqual(['a', token]);
			expect(cell('json', { tokens: [{ text: token }] })).toEqual({ tokens: [{ text: token }] });
		}
	});

	it.each([
		'Labels of checkboxes appear as [object Object] if the label is a node',
		'Почему вместо имени клиента в письме написано [object Object] и нет его адреса',
		'When I click on the profile, the page title says [object Object] and nothing else happens',
		"[] + {} // -> '[object Object]'",
		'String(info);  // [object Object]',
		'var isObject = function (one) {\n\tvar name = toString.call(one);\n\treturn name === "[object Object]";\n};',
	])('an object in a text about programs is no flaw: %j', (text) => {
		expect(cell('string', text)).toBe(text);
		expect(cell('json', { text })).toEqual({ text });
	});

	it.each([
		'Please look at the photo of [object Object] and choose the category that fits it best',
		'Is “[object Object]” the right name for the shop that you see in the photo above?',
		'Посмотрите на фото товара [object Object] и выберите категорию, которая подходит лучше всего',
		'Size (cm): 3; brand (maker); color of [object Object] in the photo',
	])('an object in a text that a template made for people is refused: %j', (text) => {
		expect(cell('string', text)).toMatch(/^has \[object Object\], the remains of an object/);
	});

	it('characters that were lost before are not blamed on the encoding of a file in UTF-8', () => {
		expect(cell('string', 'Huyện Đ\ufffdông')).toBe(
			'has lost characters (U+FFFD), but its file is UTF-8: copy the text again from where it is intact',
		);
	});
});
