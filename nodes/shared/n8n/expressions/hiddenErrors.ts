import { isBlank } from '../../toloka/fields/rows/row';
import { clean, isRecord } from '../../toloka/values/foreign';
import type { Evaluate } from './gapWords';
import { valuesRead } from './gapWords';

/**
 * Finds expressions that fail without an error: n8n returns nothing for most of them (n8n §4), as if
 * the cells that they read were empty.
 */

const PART = /\{\{(.*?)\}\}/gs;
/** Only a call fails for a value that is there. */
const CALL = /\w\s*\(/;
/** The way to what a value does not have: nothing, as n8n says. */
const OF_NOTHING =
	/^Cannot (?:read propert|destructure|convert undefined)|^(?:undefined|object null) is not|its return value is not iterable$|\b(?:undefined|null)\b.*\bis not valid JSON/;
const PREFIX = /^(?:\(intermediate value\))+\.?/;

/**
 * Returns the error that n8n hides if an expression returns nothing, or a text with nothing in place
 * of a part, although the item has a value in all that it reads.
 *
 * @param value what the expression returned.
 */
export function hiddenError(
	value: unknown,
	text: string,
	json: object,
	evaluate: Evaluate,
): string | undefined {
	if (!hasCall(text)) return undefined;
	for (const part of partsThatMayBeEmpty(value, text)) {
		const read = hasCall(part) ? valuesRead(part, json, evaluate) : [];
		if (read.length === 0 || read.some(isBlank)) continue;
		const error = errorOf(part, evaluate);
		if (error !== '' && !OF_NOTHING.test(error)) {
			return clean(error.replace(PREFIX, ''));
		}
	}
	return undefined;
}

export function hasCall(text: string): boolean {
	return CALL.test(text);
}

/** Whether a parameter, or an entry of a collection, has no value. */
export function hasNothing(value: unknown): boolean {
	return isBlank(value) || (isRecord(value) && Object.values(value).some(isBlank));
}

/** The code of the expressions that may have returned nothing. */
function partsThatMayBeEmpty(value: unknown, text: string): string[] {
	const around = text.split(PART).filter((_part, index) => index % 2 === 0);
	return [...text.matchAll(PART)].flatMap(([, code], index) => {
		const joined = `${around[index]}${around[index + 1]}`;
		const isWhole = joined === '' && around.length === 2;
		const mayBe = isWhole ? isBlank(value) : typeof value === 'string' && value.includes(joined);
		return mayBe ? [code] : [];
	});
}

/** The message of an expression's error; empty if there is none. */
function errorOf(code: string, evaluate: Evaluate): string {
	try {
		const caught = evaluate(
			`{{ (() => { try { void (\n${code}\n); return "" } catch (error) { return String(error.message) } })() }}`,
		);
		return typeof caught === 'string' ? caught : '';
	} catch {
		return '';
	}
}
