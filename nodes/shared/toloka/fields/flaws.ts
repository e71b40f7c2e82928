import { isRecord } from '../values/foreign';
import { isExact, numberIn } from '../values/numbers';
import { asRead, unseenIn } from '../values/unseen';

/** What values have lost on their way here, as messages say it; undefined for what lost nothing. */

const LARGEST = '9,007,199,254,740,991';
export const INEXACT = `a number beyond ${LARGEST} that has lost digits: deliver it as text to keep them`;
export const TOO_MANY_DIGITS = `is beyond ${LARGEST}, up to which a number keeps all digits: to keep them, make it a text field of the project and deliver text`;

/** A whole number, also one in digits, that is too large to be exact. */
export function isInexact(value: unknown): boolean {
	const isWritten = typeof value === 'string' || typeof value === 'bigint';
	const number = isWritten ? numberIn(String(value)) : value;
	return Number.isInteger(number) && !Number.isSafeInteger(number);
}

/** What stands for bytes that are no UTF-8. */
export const REPLACEMENT = '\uFFFD';
const ENCODING = 'Save the file as UTF-8, or choose its encoding where it is read';
export const CHARACTERS_LOST = `has lost characters (U+FFFD): its file is not UTF-8 but probably Windows-1252 or Windows-1251. ${ENCODING}`;

/** Its every second byte is 0. */
export const UTF_16 = `its file is probably UTF-16, not UTF-8. ${ENCODING}`;

/** The bytes of UTF-8 as Latin-1 and Windows-1252 show them: what begins a character, what continues it. */
const CONTINUED =
	'[\\x80-\\xbf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]';
const MISREAD = new RegExp(
	`^(?:[\\x01-\\x7f]|[\\xc2-\\xdf]${CONTINUED}|[\\xe0-\\xef]${CONTINUED}{2}|[\\xf0-\\xf4]${CONTINUED}{3})*$`,
);
/** Signs and letters that people write behind a letter that begins a character: “CAFÉ®”, “VÝŽIVA”. */
const USUAL_BEHIND =
	'[\\xa0\\xa9\\xab\\xae\\xb0\\xb7\\xbb\u2026\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2022\u2122\u2039\u203a\u0160\u0161\u017d\u017e]';
/** Other scripts come as several such characters in a row; a single one may be what it seems. */
const SURELY_MISREAD = new RegExp(
	[
		`\\xc2${CONTINUED}`,
		`[\\xc3-\\xc5](?!${USUAL_BEHIND})${CONTINUED}`,
		`(?<=\\p{Ll})[\\xc3-\\xc5]${CONTINUED}`,
		`[\\xc3-\\xc5]${CONTINUED}(?=\\p{L})`,
		`(?:[\\xc6-\\xdf]${CONTINUED}){2}`,
		`\\xe2${CONTINUED}{2}`,
		`(?:[\\xe0-\\xef]${CONTINUED}{2}){2}`,
		`[\\xf0-\\xf4]${CONTINUED}{3}`,
	].join('|'),
	'u',
);

/** What Excel, in the languages of its users, and Google Sheets put where a formula fails. */
const FORMULA_ERRORS = new Set(
	[
		'N/A n/a REF! VALUE! DIV/0! NAME? NUM! NULL! ERROR! SPILL! CALC! FIELD! BLOCKED! CONNECT! GETTING_DATA',
		'Н/Д ССЫЛКА! ЗНАЧ! ДЕЛ/0! ИМЯ? ЧИСЛО! ПУСТО!',
		'NV BEZUG! WERT! ZAHL! ÜBERLAUF! VALEUR! NOM? NOMBRE! NUL!',
		'N/D ¡REF! ¡VALOR! ¡DIV/0! ¿NOMBRE? ¡NUM! ¡NULO! RIF! VALORE! NOME? NULLO!',
		'VALOR! NÚM! NULO! N/D! ADR! ARG! NAZWA? LICZBA! ZERO! DZIEL/0!',
		'N/B VERW! WAARDE! DEEL/0! NAAM? GETAL! LEEG!',
	].flatMap((names) => names.split(' ').map((name) => `#${name}`)),
);
const OBJECT_AS_TEXT = '[object Object]';

/** One of the two halves in which UTF-16 has rarer characters, without the other. */
const HALF = /\p{Cs}/u;

/** Nearly all texts have none of it. */
const SUSPECT = /^\s*[#[]|[^\t\n\r -~]/;

/** What is wrong with any text. */
export function textFlaw(text: string): string | undefined {
	if (!SUSPECT.test(text)) return undefined;
	if (text.includes(REPLACEMENT)) return CHARACTERS_LOST;
	if (text.includes('\0')) return `has U+0000 (NUL): ${UTF_16}`;
	if (HALF.test(text))
		return 'has half a character (U+D800 to U+DFFF): it was cut within an emoji or the like';
	if (FORMULA_ERRORS.has(text.trim())) {
		return `is ${text.trim()}, which a spreadsheet puts where a formula fails: correct the formula`;
	}
	if (asRead(text) === '') return `has nothing in it but ${unseenIn(text)}`;
	if (text.trim() === OBJECT_AS_TEXT) {
		return `is ${OBJECT_AS_TEXT}, the remains of an object: use one of its values, or JSON.stringify`;
	}
	return MISREAD.test(text) && SURELY_MISREAD.test(text)
		? 'is UTF-8 that was read in another encoding: choose UTF-8 where its file is read'
		: undefined;
}

/** Deeper than any data; far deeper ones would end the process of reading, comparing or writing. */
const MAX_LEVELS = 500;

/** What is wrong with a value that goes out as JSON: anything that JSON would drop or change. */
export function jsonFlaw(value: unknown, levels = MAX_LEVELS): string | undefined {
	switch (typeof value) {
		case 'string':
			return textFlaw(value);
		case 'number':
			if (isExact(value)) return undefined;
			return isInexact(value) ? `holds ${INEXACT}` : `holds ${value}, ${NOT_IN_JSON}`;
		case 'boolean':
		case 'undefined':
			return undefined;
		case 'bigint':
			return `${NO_JSON}, which has no big integers: deliver them as text`;
		case 'object':
			return value === null ? undefined : objectFlaw(value, levels);
		default:
			return NO_JSON;
	}
}

const NOT_IN_JSON = 'which JSON cannot express';
export const NO_JSON = 'must be JSON';

function objectFlaw(value: object, levels: number): string | undefined {
	if (levels === 0) return NO_JSON;
	if (value instanceof Uint8Array) return `holds binary data, ${NOT_IN_JSON}`;
	if ('toJSON' in value && typeof value.toJSON === 'function') {
		const written = writtenOut(value);
		return written === undefined || written === null
			? `holds an invalid date, ${NOT_IN_JSON}`
			: jsonFlaw(written, levels - 1);
	}
	if (!Array.isArray(value) && Symbol.iterator in value) return NO_JSON;
	for (const part of Object.values(value)) {
		const flaw = jsonFlaw(part, levels - 1);
		if (flaw !== undefined) return flaw;
	}
	return undefined;
}

/** What an object says that it is in JSON: dates, n8n's own included, are text there. */
export function writtenOut(value: unknown): unknown {
	if (!isRecord(value) || typeof value.toJSON !== 'function') return value;
	try {
		return (value.toJSON as () => unknown)();
	} catch {
		return undefined;
	}
}
