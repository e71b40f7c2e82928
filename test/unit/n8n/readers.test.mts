import { describe, expect, it } from 'vitest';
import {
	readBoolean,
	readChoice,
	readChoices,
	readNumber,
	readText,
	readTexts,
	readWholeNumber,
} from '../../../nodes/shared/n8n/parameters/readers.ts';
import { messageOf } from '../failureOf.mts';

const EMPTY: unknown[] = [undefined, null, '', ' \n'];
const FIELD = { label: 'Field', itemIndex: 3 };

describe('a boolean', () => {
	it.each<unknown>([true, 'true', ' TRUE\r\n', 'True'])('%j is true', (value) => {
		expect(readBoolean(value, 'Open Pool', false)).toBe(true);
	});

	it.each<unknown>([false, 'false', 'False ', 'FALSE'])('%j is false', (value) => {
		expect(readBoolean(value, 'Open Pool', true)).toBe(false);
	});

	it.each(EMPTY)('%j is the fallback', (value) => {
		expect([readBoolean(value, 'x', true), readBoolean(value, 'x')]).toEqual([true, false]);
	});

	it.each<unknown>([1, 0, '1', '0', 'yes', 'no', 'on', [], {}, [true], Number.NaN])(
		'%j is refused by name',
		(value) => {
			const { message, description } = messageOf(() => readBoolean(value, 'Open Pool', true));
			expect(message).toMatch(/^Open Pool must be true or false, not /);
			expect(description).toBe('Change the value in the node.');
		},
	);
});

describe('a number', () => {
	const limits = { min: -90, max: 90, fallback: 7 };

	it.each<[unknown, number]>([
		[55.75, 55.75],
		['55.75', 55.75],
		[' 3 ', 3],
		['1e1', 10],
		['.5', 0.5],
		['5.', 5],
		['-0.25', -0.25],
		['+2', 2],
		[0, 0],
		['0', 0],
	])('%j is understood', (value, number) => {
		expect(readNumber(value, 'Latitude', limits)).toBe(number);
	});

	it.each(EMPTY)('%j is the fallback, which may be undefined', (value) => {
		expect(readNumber(value, 'Latitude', limits)).toBe(7);
		expect(readNumber(value, 'Latitude', { ...limits, fallback: undefined })).toBeUndefined();
	});

	it.each<unknown>([
		'abc',
		'55,75',
		'1 000',
		'0x10',
		'Infinity',
		'NaN',
		'1e999',
		Number.NaN,
		Infinity,
		91,
		'-90.1',
		true,
		[],
		[5],
		{},
	])('%j is refused with the limits', (value) => {
		const { message } = messageOf(() => readNumber(value, 'Latitude', limits));
		expect(message).toMatch(/^Latitude must be a number from -90 to 90, not /);
	});

	it('names the item if items may differ', () => {
		expect(messageOf(() => readNumber('far', FIELD, limits)).message).toBe(
			'Field of item 3 must be a number from -90 to 90, not “far”',
		);
	});
});

describe('a whole number', () => {
	const open = { min: 1, max: Infinity, fallback: 1 };

	it.each<[unknown, number]>([
		[3, 3],
		['3', 3],
		['3.0', 3],
		['1e3', 1000],
		[3n, 3],
	])('%s is understood', (value, number) => {
		expect(readWholeNumber(value, 'Tasks per Suite', open)).toBe(number);
	});

	it('is refused if it may mean thousands', () => {
		const read = () => readWholeNumber('1.000', 'Count', open);
		expect(messageOf(read).message).toBe(
			'Count must be a whole number of 1 or more, not “1.000”, which may mean 1 or 1000',
		);
	});

	it.each<[object, string]>([
		[open, 'must be a whole number of 1 or more'],
		[{ ...open, max: 30_000 }, 'must be a whole number from 1 to 30,000'],
		[{ ...open, min: -Infinity, max: 0 }, 'must be a whole number of 0 or less'],
	])('%j is refused by name', (limits, text) => {
		for (const value of [0.5, '2.5', 2 ** 60, 'two']) {
			const read = () => readWholeNumber(value, 'Count', limits as typeof open);
			expect(messageOf(read).message).toContain(`Count ${text}, not “`);
		}
	});
});

describe('a choice', () => {
	it('is one of the values, regardless of spaces', () => {
		const read = (value: unknown) => readChoice(value, FIELD, ['ONE', 'TWO'], 'TWO');
		expect([read('ONE'), read(' ONE\n'), read(''), read(undefined)]).toEqual([
			'ONE',
			'ONE',
			'TWO',
			'TWO',
		]);
		for (const value of ['one', 'THREE', 1, true, ['ONE'], 'constructor', '__proto__']) {
			expect(messageOf(() => read(value)).message).toContain('must be one of ONE, TWO, not ');
		}
	});
});

describe('a list', () => {
	it.each<unknown>([[' a', 'b', 'a', ''], 'a, b ,a,', '["a","b"]', ' [ "a", "b" ]\n'])(
		'%j contains its texts, each once',
		(value) => {
			expect(readTexts(value, FIELD)).toEqual(['a', 'b']);
			expect(readChoices(value, FIELD, ['b', 'a'])).toEqual(['a', 'b']);
		},
	);

	it('is empty without entries, and may contain numbers', () => {
		for (const value of [...EMPTY, [], ',', '[]', [null]]) {
			expect(readTexts(value, FIELD)).toEqual([]);
			expect(readChoices(value, FIELD, ['a'])).toEqual([]);
		}
		expect(readTexts([5, '5.0'], FIELD)).toEqual(['5', '5.0']);
	});

	it('is refused with the name of its field', () => {
		for (const value of [true, { a: 1 }, [['a']], [{}]]) {
			expect(messageOf(() => readTexts(value, FIELD)).message).toContain(
				'Field of item 3 must be text',
			);
		}
		expect(messageOf(() => readChoices('a, B', FIELD, ['a', 'b'])).message).toBe(
			'Field of item 3 must be one of a, b, not “B”',
		);
		expect(messageOf(() => readChoices('a\u200b', FIELD, ['a'])).message).toBe(
			'Field of item 3 must be one of a, not “a” with U+200B (zero width space)',
		);
	});
});

describe('a text', () => {
	it('is trimmed, may be a number, and nothing else', () => {
		expect([' a ', 5, '', null].map((value) => readText(value, 'Name'))).toEqual([
			'a',
			'5',
			undefined,
			undefined,
		]);
		for (const value of [true, {}, [], Number.NaN, new Date(NaN)]) {
			expect(messageOf(() => readText(value, 'Name')).message).toContain('Name must be text, not ');
		}
	});

	it('is not a number that has lost digits', () => {
		expect(readText(Number.MAX_SAFE_INTEGER, 'Name')).toBe('9007199254740991');
		const lost = JSON.parse('1524831183200260097') as number;
		expect(messageOf(() => readText(lost, 'Name')).message).toBe(
			'Name must be text to keep all its digits, not “1524831183200260000”',
		);
	});

	it.each(['#REF!', 'key-[object Object]', 'cafÃ©', '1.52483E+18', '\u200b', '\ud83d'])(
		'is refused if it is corrupted: %j',
		(value) => {
			const { message, description } = messageOf(() => readText(value, FIELD));
			expect(message).toMatch(/^Field of item 3 (?:is|has) /);
			expect(description).toBe('Change the value in the node.');
		},
	);

	it('may be a date from a database or n8n’s own expressions', () => {
		const luxon = { toJSON: () => '2026-01-31T00:00:00.000+01:00' };
		expect([new Date(0), luxon].map((value) => readText(value, 'Name'))).toEqual([
			'1970-01-01T00:00:00.000Z',
			'2026-01-31T00:00:00.000+01:00',
		]);
	});
});

it('a text that lost its meaning is called what it is, whatever the field demands', () => {
	const limits = { min: 1, max: 10, fallback: 1 };
	for (const read of [
		() => readBoolean(' #REF!', 'Field'),
		() => readNumber(' #REF!', 'Field', limits),
		() => readWholeNumber(' #REF!', 'Field', limits),
		() => readChoice(' #REF!', 'Field', ['a'], 'a'),
	]) {
		expect(messageOf(read).message).toMatch(/^Field is #REF!, which a spreadsheet puts where/);
	}
});
