import { isBinary, writtenOut } from './liveObjects';
import { unmadeDate } from './lostDates';
import { misreading } from './misread';
import { objectIn } from './objectsInText';
import { isFormulaError, isNullOfFile, shortenedNumber } from './spreadsheets';
import { MAX_LEVELS, clean } from '../../values/foreign';
import { isExact, numberIn } from '../../values/numbers';
import { NOTHING_SEEN, unseenIn } from '../../values/unseen';

/** Detects values that lost something on their way here; returns text for messages, or undefined. */

const LARGEST = '9,007,199,254,740,991';
export const INEXACT = `a number beyond ${LARGEST} that has lost digits: deliver it as text to keep them`;
export const TOO_MANY_DIGITS = `is beyond ${LARGEST}, up to which numbers keep all digits: make the field a text field in the project and deliver text`;

/** Whether a whole number, also one in text, is too large to be exact. */
export function isInexact(value: unknown): boolean {
	const isWritten = typeof value === 'string' || typeof value === 'bigint';
	const number = isWritten ? numberIn(String(value)) : value;
	return Number.isInteger(number) && !Number.isSafeInteger(number);
}

/** The replacement for bytes that are not UTF-8. */
export const REPLACEMENT = '\uFFFD';
const ENCODING = 'Save the file as UTF-8, or choose its encoding where it is read';
export const CHARACTERS_LOST = `has lost characters (U+FFFD): its file is not UTF-8 but probably Windows-1252 or Windows-1251. ${ENCODING}`;

/** Every second byte of such a file is 0. */
export const UTF_16 = `its file is probably UTF-16, not UTF-8. ${ENCODING}`;

const COPY_AGAIN = 'copy the text again from where it is intact';
/** A file in another encoding has no characters beyond ASCII once it is read as UTF-8. */
const READ_AS_UTF_8 = /[^\p{ASCII}\ufffd]/u;
const LOST_BEFORE = `has lost characters (U+FFFD), but its file is UTF-8: ${COPY_AGAIN}`;

/** What is left of U+FFFD saved as UTF-8 and read in another encoding. */
const REMAINS = /ï¿½|пїЅ|ÔøΩ/;

/** Any UTF-16 surrogate, and one without its counterpart. */
const HALF = /[\ud800-\udfff]/;
const LONE_HALF = /\p{Cs}/u;

/** A quick first check; most texts do not match. */
const SUSPECT =
	/[^\t\n\r -Z\\-~]|^\s*(?:#|\\N|<NA>|Err ?:|Invalid DateTime|[+-]?\d(?:[.,]\d+)?E\+)|%20Object/;

/** What is wrong with a text, whatever field it is for. */
export function textFlaw(text: string): string | undefined {
	if (!SUSPECT.test(text)) return undefined;
	if (NOTHING_SEEN.test(text)) return `has nothing in it but ${unseenIn(text)}`;
	return flawWithin(text);
}

/**
 * What is wrong with a text within a list or JSON, where nothing but an invisible character is
 * right: tokens of a text include its no-break spaces and joiners.
 */
export function flawWithin(text: string): string | undefined {
	if (!SUSPECT.test(text)) return undefined;
	if (text.includes(REPLACEMENT)) {
		return READ_AS_UTF_8.test(text) ? LOST_BEFORE : CHARACTERS_LOST;
	}
	if (text.includes('\0')) return `has U+0000 (NUL): ${UTF_16}`;
	if (HALF.test(text) && LONE_HALF.test(text)) {
		return 'has half a character (U+D800 to U+DFFF): it was cut within an emoji or the like';
	}
	if (isFormulaError(text.trim())) {
		return `is ${text.trim()}, which a spreadsheet puts where a formula fails: correct the formula`;
	}
	if (isNullOfFile(text.trim())) {
		return `is ${text.trim()}, which a program wrote for an empty cell: leave the cell empty`;
	}
	const [remains] = REMAINS.exec(text) ?? [];
	if (remains !== undefined) {
		return `has “${remains}” where characters were lost (U+FFFD): ${COPY_AGAIN}`;
	}
	const noDate = unmadeDate(text);
	if (noDate !== undefined) return noDate;
	const object = objectIn(text);
	if (object !== undefined) {
		return `has ${object}, the remains of an object: use one of its values, or JSON.stringify`;
	}
	return misreading(text) ?? shortenedNumber(text);
}

/** What is wrong with a value sent as JSON: anything that JSON would drop or change. */
export function jsonFlaw(value: unknown, levels = MAX_LEVELS): string | undefined {
	switch (typeof value) {
		case 'string':
			return flawWithin(value);
		case 'number':
			if (isExact(value)) return undefined;
			return isInexact(value) ? `contains ${INEXACT}` : `contains ${value}, ${NOT_IN_JSON}`;
		case 'boolean':
		case 'undefined':
			return undefined;
		case 'bigint':
			return `${NO_JSON}, which has no big integers: deliver them as text`;
		case 'object':
			return value === null ? undefined : objectFlaw(value, levels);
		default:
			return `contains a ${typeof value}, ${NOT_IN_JSON}`;
	}
}

const NOT_IN_JSON = 'which JSON cannot express';
const NO_JSON = 'must be JSON';

function objectFlaw(value: object, levels: number): string | undefined {
	if (levels === 0) return `has more than ${MAX_LEVELS} levels of nested lists and objects`;
	const isList = Array.isArray(value);
	if (!isList && isBinary(value)) return `contains binary data, ${NOT_IN_JSON}`;
	const written = isList ? value : writtenOut(value);
	if (written !== value) {
		return written === undefined || written === null
			? `contains an invalid date, ${NOT_IN_JSON}`
			: jsonFlaw(written, levels - 1);
	}
	const parts: unknown[] = Object.values(value);
	for (const part of parts) {
		const flaw = jsonFlaw(part, levels - 1);
		if (flaw !== undefined) return flaw;
	}
	return isList ? undefined : lostType(value, parts.length);
}

/** The types of objects that JSON writes with all that is in them, like `new Number(5)`. */
const WRITTEN = ['Object', 'Number', 'Boolean'];

/** JSON writes sets, maps, errors and the like as an empty object. */
function lostType(value: object, parts: number): string | undefined {
	const isIterable = Symbol.iterator in value;
	if (parts > 0 && !isIterable) return undefined;
	const type = Object.prototype.toString.call(value).slice('[object '.length, -1);
	if (WRITTEN.includes(type) && !isIterable) return undefined;
	return `contains an object of the type ${clean(type, 40)}, ${NOT_IN_JSON}`;
}
