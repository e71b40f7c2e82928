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

/** What a field of the panel holds, as messages show it. */
export function shownValue(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : quoted(String(value), 80);
}

/** Text in which nobody sees anything. */
export const NOTHING_SEEN = /^[\s\p{Cf}]*$/u;

/** A byte order mark whose file was not read as UTF-8. */
const MISREAD_MARK = /^\u00ef\u00bb\u00bf/;
/** Behind a mark, parsers of CSV take the quotes around the first name for a part of it. */
const QUOTED_BEHIND_MARK = /^(?:\ufeff|\u00ef\u00bb\u00bf)"([^"]*)"$/;

/**
 * A name as people read it: without invisible characters, and without spaces around it. A letter
 * with its mark may be one character or two, as names of files are on a Mac.
 */
export function asRead(name: string): string {
	return name
		.replace(QUOTED_BEHIND_MARK, '$1')
		.replace(MISREAD_MARK, '')
		.replace(/\p{Cf}/gu, '')
		.trim()
		.normalize();
}
