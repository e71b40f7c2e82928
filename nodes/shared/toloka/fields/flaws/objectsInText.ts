/** Detects objects that became a part of a text: `[object Object]`. */

const OBJECT = /(?:\[|%5B)object(?: |%20)Object(?:\]|%5D)/gi;
/** Code and its comments: `String(one); // [object Object]`. */
const CODE = /(?:^|\s)\/\/\s|===|\w\([^()]*\)\s?;|\)\s?\{/;
/** In texts about such an object it is no line's first or last part, nor after a colon. */
const AS_A_VALUE =
	/(?:^|[\r\n:])[^\S\r\n]*\[object Object\]|\[object Object\][^\p{L}\p{N}\r\n]*(?:$|[\r\n])/iu;
/** Reports of bugs say what a program shows. “Is the photo of [object Object] sharp?” does not. */
const SHOWN =
	/(?:`|(?<!\p{L})(?:says?|shows?|showing|shown|sees?|gets?|got|returns?|outputs?|написано|пишет|показывает|выводит|вижу)\s)["'“«]?\[object Object\]/iu;
const OF_PROGRAMS =
	/(?<![\p{L}\p{N}])(?:appears? as|instead of|in place of|bugs?|\w*errors?|exceptions?|console|log(?:s|ged)?|print(?:s|ed)?|strings?|stringify|arrays?|variables?|functions?|code|scripts?|servers?|browsers?|render(?:s|ed)?|display(?:s|ed)?|undefined|null|api|json|html|css|dom|js|javascript|typescript|вместо|ошибк\p{L}+|код[ае]?|скрипт\p{L}*|сервер\p{L}*|браузер\p{L}*)(?![\p{L}\p{N}])/iu;
const FEWEST_WORDS = 8;

/** The remains of an object in a text, unless the text is about programs, as reports of bugs are. */
export function objectIn(text: string): string | undefined {
	const [object] = text.match(OBJECT) ?? [];
	if (object === undefined || CODE.test(text)) return undefined;
	const isAboutPrograms = SHOWN.test(text) || OF_PROGRAMS.test(text);
	if (object.includes('%') || AS_A_VALUE.test(text) || !isAboutPrograms) return object;
	const words = text.replace(OBJECT, '').match(/[\p{L}\p{N}]+/gu) ?? [];
	return words.length < FEWEST_WORDS ? object : undefined;
}
