import { clean } from './foreign';

/** Characters that are invisible or look like a plain space. */
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

/** The first invisible character in a text, as messages name it; undefined if there is none. */
export function unseenIn(text: string): string | undefined {
	const [character] = UNSEEN.exec(text) ?? [];
	if (character === undefined) return undefined;
	const code = character.codePointAt(0) ?? 0;
	const name = NAMES.get(code);
	const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
	return name === undefined ? hex : `${hex} (${name})`;
}

/** A text as messages quote it, with the name of the first invisible character in it. */
export function quoted(text: string, maxLength: number): string {
	const unseen = unseenIn(text);
	const words = `“${clean(text, maxLength)}”`;
	return unseen === undefined ? words : `${words} with ${unseen}`;
}

/** The value of a field in the panel, as messages show it. */
export function shownValue(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : quoted(String(value), 80);
}

/** Text without any visible character. */
export const NOTHING_SEEN = /^[\s\p{Cf}]*$/u;

/** The byte order mark of a file that was read as Windows-1252, Windows-1251, Mac Roman or DOS. */
const MISREAD = '\u00ef\u00bb\u00bf|п»ї|Ôªø|∩╗┐|я╗┐';
const MISREAD_MARK = new RegExp(`^(?:${MISREAD})`);
/** After a byte order mark, CSV parsers treat the quotes around the first name as a part of it. */
const QUOTED_BEHIND_MARK = new RegExp(`^(?:\ufeff|${MISREAD})"([^"]*)"$`);
/** White space that looks like a plain space, or divides a name into two lines. */
const OTHER_SPACE = / ?[^\S ]+ ?/g;

/**
 * A name as people read it: with plain spaces, none around it, and without invisible characters. A
 * letter and its accent become one character; in names of files on a Mac they are two.
 */
export function asRead(name: string): string {
	return name
		.replace(QUOTED_BEHIND_MARK, '$1')
		.replace(MISREAD_MARK, '')
		.replace(/\p{Cf}/gu, '')
		.replace(OTHER_SPACE, ' ')
		.trim()
		.normalize();
}
