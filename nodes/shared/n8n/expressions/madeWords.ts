import type { Evaluate } from './gapWords';
import { valuesRead } from './gapWords';
import { readsOther } from './namedColumns';
import { textsWithin } from '../../toloka/values/within';

/** Finds the words that expressions make of cells which they cannot read: “Price: NaN”. */

const MADE: ReadonlyArray<readonly [word: RegExp, what: string]> = [
	[/Invalid DateTime/, 'a date'],
	[/(?<![\p{L}\p{N}_])Invalid Date(?![\p{L}\p{N}_])/u, 'a date'],
	[/(?<![\p{L}\p{N}_.])NaN(?![\p{L}\p{N}_])/u, 'a number'],
	[/\[object Object\]/, 'text'],
];

export function hasMadeWord(value: unknown): boolean {
	const texts = textsOf(value);
	return MADE.some(([form]) => texts.some((text) => form.test(text)));
}

/** What returns texts that the item has in another form, as `base64Decode` does. */
const DECODES = /(?:decode\w*|atob)\s*\(/i;

/**
 * Explains such a word. The word may belong to the text itself if the expression or what it reads has
 * it, or if the expression decodes texts.
 *
 * @param value what the expression returned.
 */
export function madeWordFlaw(
	value: unknown,
	text: string,
	json: object,
	evaluate: Evaluate,
): string | undefined {
	if (!hasMadeWord(value) || DECODES.test(text)) return undefined;
	const texts = textsOf(value);
	const read = textsWithin([json, valuesRead(text, json, evaluate)]);
	for (const [form, what] of MADE) {
		const [word] = texts.flatMap((one) => form.exec(one) ?? []);
		if (word === undefined || [text, ...read].some((one) => one.includes(word))) continue;
		// Not all of what it reads elsewhere is known, but texts are rarely about such objects.
		if (word.startsWith('[') || !readsOther(text)) {
			return `has “${word}” in it, because its expression reads something that is not ${what}`;
		}
	}
	return undefined;
}

/** Nearly all values are texts. */
function textsOf(value: unknown): string[] {
	return typeof value === 'string' ? [value] : textsWithin(value);
}
