import { clean } from './foreign';

/** Characters that nobody sees, or takes for a plain space. */
const UNSEEN = /[^\S ]|[\p{Cf}\p{Cc}]/u;

const NAMES = new Map([
	[0x0000, 'NUL'],
	[0x0009, 'tab'],
	[0x000a, 'line break'],
	[0x000d, 'line break'],
	[0x00a0, 'no-break space'],
	[0x00ad, 'soft hyphen'],
	[0x200b, 'zero width space'],
	[0x200c, 'zero width non-joiner'],
	[0x200d, 'zero width joiner'],
	[0x200e, 'left-to-right mark'],
	[0x200f, 'right-to-left mark'],
	[0x202f, 'narrow no-break space'],
	[0x2060, 'word joiner'],
	[0xfeff, 'byte order mark'],
]);

/** The first such character of a text as messages name it; undefined where it has none. */
export function unseenIn(text: string): string | undefined {
	const [character] = UNSEEN.exec(text) ?? [];
	if (character === undefined) return undefined;
	const code = character.codePointAt(0) ?? 0;
	const name = NAMES.get(code);
	const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
	return name === undefined ? hex : `${hex} (${name})`;
}

/** A text as messages quote it; what nobody could see in it is named. */
export function quoted(text: string, maxLength: number): string {
	const unseen = unseenIn(text);
	const words = `“${clean(text, maxLength)}”`;
	return unseen === undefined ? words : `${words} with ${unseen}`;
}

/** Text in which nobody sees anything. */
export const NOTHING_SEEN = /^[\s\p{Cf}]*$/u;

/** A byte order mark whose file was not read as UTF-8. */
const MISREAD_MARK = /^\u00ef\u00bb\u00bf/;
/** Behind a mark, parsers of CSV take the quotes around the first name for a part of it. */
const QUOTED_BEHIND_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)"([^"]*)"$/;

/** A name as people read it: without invisible characters, and without spaces around it. */
export function asRead(name: string): string {
	return name
		.replace(QUOTED_BEHIND_MARK, '$1')
		.replace(MISREAD_MARK, '')
		.replace(/\p{Cf}/gu, '')
		.trim();
}

/** Prefixes in Toloka's files of what may not pass for an input: performers would see it. */
const NO_INPUT = /^(?:GOLDEN|HINT|TASK|AL|ASSIGNMENT|ACCEPT|CONFIDENCE)\s*:/i;

/** Cyrillic letters that look like Latin ones, small or as capitals, and those in the same order. */
const CYRILLIC = 'авекмнорстухіјѕ';
const LATIN = 'abekmhopctyxijs';

/** Letters and digits of a name, in any case. */
function lettersIn(name: string): string {
	return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

const CYRILLIC_LETTERS = /[а-ј]/g;

/** The same for names that look alike, whatever alphabet their letters are from. */
export function asSeen(name: string): string {
	return lettersIn(name).replace(CYRILLIC_LETTERS, (letter) => {
		const place = CYRILLIC.indexOf(letter);
		return place === -1 ? letter : LATIN[place];
	});
}

/** Whether names that look alike differ by letters of another alphabet. */
export function isOfOtherLetters(one: string, other: string): boolean {
	const cyrillicIn = (name: string) => lettersIn(name).match(CYRILLIC_LETTERS)?.join('');
	return cyrillicIn(one) !== cyrillicIn(other);
}

/**
 * A name as people say it: letters and digits in any case, without a prefix, unless that says that
 * it is no input.
 */
export function asSpoken(name: string): string {
	const plain = asRead(name);
	const [prefix = ''] = NO_INPUT.exec(plain) ?? [];
	const [, rest = plain] =
		/^(?:[A-Z]+:|Input\.|property_|input_(?:(?:values|data)\.)?)(.*)$/is.exec(plain) ?? [];
	return `${prefix.toUpperCase().replace(/\s/g, '')}${asSeen(rest) || rest}`;
}
