/** Detects objects that became a part of a text: `[object Object]`. */

const OBJECT = /(?:\[|%5B)object(?: |%20)Object(?:\]|%5D)/gi;
/** Code and its comments: `String(one); // [object Object]`. */
const CODE = /(?:^|\s)\/\/\s|===|\)\s?[;{]/;
/** In texts about such an object it is no line's first or last part, nor after a colon. */
const AS_A_VALUE =
	/(?:^|[\r\n:])[^\S\r\n]*\[object Object\]|\[object Object\][^\p{L}\p{N}\r\n]*(?:$|[\r\n])/iu;
const FEWEST_WORDS = 8;

/** The remains of an object in a text, unless the text is about programs, as reports of bugs are. */
export function objectIn(text: string): string | undefined {
	const [object] = text.match(OBJECT) ?? [];
	if (object === undefined || CODE.test(text)) return undefined;
	if (object.includes('%') || AS_A_VALUE.test(text)) return object;
	const words = text.replace(OBJECT, '').match(/[\p{L}\p{N}]+/gu) ?? [];
	return words.length < FEWEST_WORDS ? object : undefined;
}
