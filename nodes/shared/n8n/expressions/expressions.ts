import { clean } from '../../toloka/values/foreign';

/** Writes expressions into messages, in a form that works when it is pasted into the editor. */

const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs;
/** What `clean` changes, and braces with which n8n begins and ends expressions. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|[^\S ]| (?= )|([{}])(?=\1)/gu;
/** Text in which `clean` might change more than the spaces between words of the code. */
const UNESCAPED_TEXT = /[`/]/;
const MAX_LENGTH = 200;

/** Returns `{{ code }}`; undefined if the code is too long or would not survive in a message. */
export function pasteable(code: string): string | undefined {
	const safe = code.replace(QUOTED, (text) => text.replace(UNSAFE, escaped));
	const shown = clean(safe);
	const isChanged = shown !== safe && UNESCAPED_TEXT.test(safe.replace(QUOTED, ''));
	return isChanged || shown.length > MAX_LENGTH ? undefined : `{{ ${shown} }}`;
}

/** Finds the expression that cannot be evaluated: n8n's errors do not say which. */
export function failingAmong(
	texts: readonly string[],
	evaluate: (text: string) => unknown,
): string | undefined {
	return texts.find((text) => {
		try {
			evaluate(text);
			return false;
		} catch {
			return true;
		}
	});
}

/** The code between the braces of an expression. */
export const PART = /\{\{(.*?)\}\}/gs;

/** Advice on an expression that n8n cuts off inside an object: it ends each at the next “}}”. */
export function cutAdvice(text: string): string | undefined {
	const isCut = [...text.matchAll(PART)].some(([, code]) => {
		const bare = code.replace(QUOTED, '');
		return bare.split('{').length > bare.split('}').length;
	});
	return isCut
		? 'n8n ends an expression at “}}”: inside it, write “} }” with a space, where objects end'
		: undefined;
}

/** Each UTF-16 unit as the code of a string writes it: `\u200b`. */
function escaped(character: string): string {
	return [...Array(character.length).keys()]
		.map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
		.join('');
}
