import { asRead } from '../../values/unseen';

/** Names of columns: with the prefixes of Toloka's files (toloka-api §13), and as people say them. */

/** Prefixes of a task's properties other than its input. */
const OF_TASKS = ['GOLDEN', 'HINT', 'TASK', 'AL'];
/** Prefixes of what the service reports about a task or a result. */
const OF_RESULTS = ['ASSIGNMENT', 'ACCEPT', 'OUTPUT', 'CONFIDENCE'];

const PREFIXES = ['INPUT', ...OF_TASKS, ...OF_RESULTS].join('|');
const PREFIXED = new RegExp(`^(${PREFIXES})\\s*:\\s*(.*)$`, 'is');

interface Prefixed {
	/** In upper case. */
	prefix: string;
	of: 'input' | 'task' | 'result';
	/** The name after the prefix; it may be empty. */
	rest: string;
}

/** Splits a name that begins with a prefix; undefined for any other. */
export function prefixed(name: string): Prefixed | undefined {
	const [, written, rest = ''] = PREFIXED.exec(name) ?? [];
	if (written === undefined) return undefined;
	const prefix = written.toUpperCase();
	if (prefix === 'INPUT') return { prefix, of: 'input', rest };
	return { prefix, of: OF_TASKS.includes(prefix) ? 'task' : 'result', rest };
}

/** The key of the input: of a task in Toloka's own form, and of an app item as nodes output it. */
export const INPUT = 'input_values';
export const APP_INPUT = 'input_data';
/** The problem if the input is neither an object nor JSON text of one. */
export const NO_INPUT = 'must be an object, or its JSON text';

/** Cyrillic letters that look like Latin ones in lower or upper case, and the Latin ones in order. */
const CYRILLIC = 'авекмнорстухіјѕ';
const LATIN = 'abekmhopctyxijs';
const CYRILLIC_LETTERS = /[а-ј]/g;

/** The letters and digits of a name, in lower case and normal width. */
function lettersIn(name: string): string {
	return name
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * The letters and digits of a name in lower case, with Latin letters for Cyrillic ones that look
 * alike.
 */
export function asSeen(name: string): string {
	return lettersIn(name).replace(CYRILLIC_LETTERS, (letter) => {
		const place = CYRILLIC.indexOf(letter);
		return place === -1 ? letter : LATIN[place];
	});
}

/** Whether names that look alike have letters of different alphabets. */
export function isOfOtherLetters(one: string, other: string): boolean {
	const cyrillicIn = (name: string) => lettersIn(name).match(CYRILLIC_LETTERS)?.join('');
	return cyrillicIn(one) !== cyrillicIn(other);
}

/**
 * A name as people say it: letters and digits in lower case, without a prefix. Prefixes other than
 * those of input and output are kept: as input, performers would see such values.
 */
export function asSpoken(name: string): string {
	const plain = asRead(name);
	const { prefix = 'INPUT' } = prefixed(plain) ?? {};
	const kept = ['INPUT', 'OUTPUT'].includes(prefix) ? '' : `${prefix}:`;
	const [, rest = plain] =
		/^(?:[A-Z]+:|Input\.|property_|input_(?:(?:values|data)\.)?)(.*)$/is.exec(plain) ?? [];
	return `${kept}${asSeen(rest) || rest}`;
}
