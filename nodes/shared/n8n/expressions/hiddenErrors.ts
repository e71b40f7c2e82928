import { isBlank } from '../../toloka/fields/rows/row';
import { clean, isRecord } from '../../toloka/values/foreign';
import { PART } from './expressions';
import type { Evaluate } from './gapWords';
import { valuesRead } from './gapWords';

/**
 * Finds expressions that fail without an error: n8n returns nothing for most of them (n8n §4), as if
 * the cells that they read were empty.
 */

/** Only calls and arithmetic fail for a value that is there. */
const WORK = /\w\s*\(|[-+*/%]/;
/** The way to what a value does not have: nothing, as n8n says. */
const OF_NOTHING =
	/^Cannot (?:read propert|destructure|convert undefined)|^(?:undefined|object null) is not|its return value is not iterable$|^"undefined" is not valid JSON$|^Reduce of empty array/;
const PREFIX = /^(?:\(intermediate value\))+\.?/;
/** Luxon writes an invalid date as null, with no error. */
const WRITTEN_DATE = /\.to(?:ISO(?:Week)?(?:Date|Time)?|SQL(?:Date|Time)?|RFC2822|HTTP)\([^()]*\)/g;

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
	for (const part of partsThatMayFail(value, text)) {
		const read = valuesRead(part, json, evaluate);
		if (read.length === 0 || read.some(isBlank)) continue;
		const error = errorOf(part, evaluate);
		if (error !== '' && !OF_NOTHING.test(error)) {
			return clean(error.replace(PREFIX, ''));
		}
	}
	return undefined;
}

/** Whether an expression may have failed, given the value of its parameter or its collection. */
export function mayHideError(value: unknown, text: string): boolean {
	const values = isRecord(value) ? Object.values(value) : [value];
	return values.some((one) => partsThatMayFail(one, text).length > 0);
}

/** The code of the expressions that may have failed: they may have returned nothing. */
function partsThatMayFail(value: unknown, text: string): string[] {
	if (!WORK.test(text)) return [];
	const around = text.split(PART).filter((_part, index) => index % 2 === 0);
	const isWhole = around.length === 2 && around.join('') === '';
	return [...text.matchAll(PART)].flatMap(([, code], index) => {
		const mayBe = isWhole ? isNothing(value, code) : isText(value) && isJoined(value, index);
		return mayBe && WORK.test(code) ? [code] : [];
	});

	/** Whether what is before and after a part follows each other. */
	function isJoined(whole: string, index: number): boolean {
		const joined = `${around[index]}${around[index + 1]}`;
		// The ends of a parameter have been trimmed.
		if (around.length === 2) return whole.trim() === joined.trim();
		if (index === 0) return whole.startsWith(joined);
		return index === around.length - 2 ? whole.endsWith(joined) : whole.includes(joined);
	}
}

function isNothing(value: unknown, code: string): boolean {
	return isBlank(value) || (isText(value) && value.includes('null') && datesAsYears(code) !== code);
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

/** Writes dates in a way that tells invalid ones. */
function datesAsYears(code: string): string {
	return code.replace(WRITTEN_DATE, '.toFormat("yyyy")');
}

/** The message of an expression's error, or what is wrong with its result; empty if nothing is. */
function errorOf(code: string, evaluate: Evaluate): string {
	const error = resultOf(`Number.isNaN((\n${code}\n)) ? "its result is not a number (NaN)" : ""`);
	const dated = datesAsYears(code);
	if (error !== '' || dated === code) return error;
	const isInvalid = resultOf(`String((\n${dated}\n))`).includes('Invalid DateTime');
	return isInvalid ? 'it reads something that is not a date' : '';

	function resultOf(words: string): string {
		try {
			const caught = evaluate(
				`{{ (() => { try { return ${words} } catch (error) { return String(error.message) } })() }}`,
			);
			return isText(caught) ? caught : '';
		} catch {
			return '';
		}
	}
}
