import { readsOther } from './namedColumns';
import { textsWithin } from '../../toloka/values/within';

/** Finds the words that expressions make of cells which they cannot read: “Price: NaN”. */

const MADE: ReadonlyArray<readonly [word: RegExp, what: string]> = [
	[/Invalid DateTime/, 'a date'],
	[/(?<![\p{L}\p{N}_])Invalid Date(?![\p{L}\p{N}_])/u, 'a date'],
	[/(?<![\p{L}\p{N}_.])NaN(?![\p{L}\p{N}_])/u, 'a number'],
];

export function hasMadeWord(value: unknown): boolean {
	return MADE.some(([form]) => wordIn(value, form) !== undefined);
}

/**
 * Explains such a word. The word may belong to the text itself if the expression or the item has it,
 * or if the expression reads other items.
 *
 * @param value what the expression returned.
 */
export function madeWordFlaw(value: unknown, text: string, json: object): string | undefined {
	for (const [form, what] of MADE) {
		const [word] = wordIn(value, form) ?? [];
		if (word === undefined || text.includes(word) || readsOther(text)) continue;
		if (textsWithin(json).some((one) => one.includes(word))) continue;
		return `has “${word}” in it, because its expression reads something that is not ${what}`;
	}
	return undefined;
}

/** Nearly all values are texts without such a word. */
function wordIn(value: unknown, form: RegExp): RegExpExecArray | undefined {
	const texts = typeof value === 'string' ? [value] : textsWithin(value);
	for (const text of texts) {
		const found = form.exec(text);
		if (found !== null) return found;
	}
	return undefined;
}
