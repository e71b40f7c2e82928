import { isInexact, textFlaw, writtenOut } from '../toloka/fields/flaws';
import type { TolokaFailure } from '../toloka/service/failures';
import { refusal } from '../toloka/service/failures';
import { parsedJson } from '../toloka/values/foreign';
import { inDigits, numberIn, wholeNumberIn } from '../toloka/values/numbers';
import { shownValue } from '../toloka/values/unseen';

/**
 * The one reader of what parameters hold. Expressions, sheets, webhooks and imported workflows give
 * numbers and booleans as text: what such a text says is understood, everything else is refused by
 * the field's name, and only what is empty takes the fallback.
 */

/** A field by its name in the panel, and the item whose value it is where items may differ. */
export type Field = string | { label: string; itemIndex: number };

interface Limits<Fallback extends number | undefined = number> {
	/** -Infinity and Infinity where there is no limit. */
	min: number;
	max: number;
	fallback: Fallback;
}

/** True, false, or these words in any case. */
export function readBoolean(value: unknown, field: Field, fallback = false): boolean {
	if (isEmpty(value)) return fallback;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (word === true || word === 'true') return true;
	if (word === false || word === 'false') return false;
	throw refused(value, field, 'true or false');
}

export function readNumber<Fallback extends number | undefined>(
	value: unknown,
	field: Field,
	limits: Limits<Fallback>,
): number | Fallback {
	if (isEmpty(value)) return limits.fallback;
	const number = numberOf(value, numberIn);
	if (number !== undefined && isWithin(number, limits)) return number;
	throw refused(value, field, `a number${rangeText(limits)}`);
}

export function readWholeNumber<Fallback extends number | undefined>(
	value: unknown,
	field: Field,
	limits: Limits<Fallback>,
): number | Fallback {
	if (isEmpty(value)) return limits.fallback;
	const number = numberOf(value, wholeNumberIn);
	if (Number.isSafeInteger(number) && isWithin(Number(number), limits)) return Number(number);
	throw refused(value, field, `a whole number${rangeText(limits)}`);
}

export function readChoice<Choice extends string>(
	value: unknown,
	field: Field,
	allowed: readonly Choice[],
	fallback: NoInfer<Choice>,
): Choice {
	if (isEmpty(value)) return fallback;
	const text = typeof value === 'string' ? value.trim() : '';
	const found = allowed.find((choice) => choice === text);
	if (found !== undefined) return found;
	throw refused(value, field, `one of ${allowed.join(', ')}`);
}

/** Reads what a field holds; refuses by the field's name what it cannot hold. */
export type Reader<Value> = (value: unknown, field: Field) => Value;

export function choiceOf<Choice extends string>(
	allowed: readonly Choice[],
	fallback: NoInfer<Choice>,
): Reader<Choice> {
	return (value, field) => readChoice(value, field, allowed, fallback);
}

export function wholeNumberWithin(limits: Limits): Reader<number> {
	return (value, field) => readWholeNumber(value, field, limits);
}

/** Texts, each once: a list, or text as JSON or with commas between them, as expressions give it. */
export function readTexts(value: unknown, field: Field): string[] {
	if (isEmpty(value)) return [];
	if (!Array.isArray(value)) {
		const text = readText(value, field) ?? '';
		const list = text.startsWith('[') ? parsedJson(text) : undefined;
		return readTexts(Array.isArray(list) ? list : text.split(','), field);
	}
	const texts = value.map((one: unknown) => readText(one, field));
	return [...new Set(texts)].filter((text): text is string => text !== undefined);
}

/** Texts like those of `readTexts`, each one of the values that the field offers. */
export function readChoices(value: unknown, field: Field, allowed: readonly string[]): string[] {
	return readTexts(value, field).map((text) => readChoice(text, field, allowed, ''));
}

/** Text without spaces around it, undefined where it is empty; a number or a date is text too. */
export function readText(value: unknown, field: Field): string | undefined {
	if (isEmpty(value)) return undefined;
	const written = writtenOut(value);
	if (typeof written === 'string') return soundText(written.trim(), field);
	if (typeof written !== 'number' || !Number.isFinite(written)) throw refused(value, field, 'text');
	if (isInexact(written)) throw refused(value, field, 'text to keep all its digits');
	return String(written);
}

/** A text that has not lost its meaning on its way, as cells of rows may not. */
function soundText(text: string, field: Field): string {
	const flaw = textFlaw(text);
	if (flaw === undefined) return text;
	throw about(field, flaw);
}

export function isEmpty(value: unknown): boolean {
	return (value ?? '') === '' || (typeof value === 'string' && value.trim() === '');
}

export function shown(value: unknown): string {
	return isEmpty(value) ? 'nothing' : shownValue(value);
}

/** The number that a value is or says; undefined where it is none, or not a finite one. */
function numberOf(value: unknown, inText: (text: string) => number): number | undefined {
	const isWritten = typeof value === 'string' || typeof value === 'bigint';
	const number = isWritten ? inText(String(value)) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function isWithin(number: number, { min, max }: Limits<number | undefined>): boolean {
	return number >= min && number <= max;
}

function rangeText({ min, max }: Limits<number | undefined>): string {
	const isOpen = max >= Number.MAX_SAFE_INTEGER;
	if (min === -Infinity) return isOpen ? '' : ` of ${inDigits(max)} or less`;
	return isOpen ? ` of ${inDigits(min)} or more` : ` from ${inDigits(min)} to ${inDigits(max)}`;
}

function refused(value: unknown, field: Field, expected: string): TolokaFailure {
	return about(field, `must be ${expected}, not ${shown(value)}`);
}

function about(field: Field, reason: string): TolokaFailure {
	const advice = 'Change the value in the node.';
	if (typeof field === 'string') return refusal(`${field} ${reason}`, advice);
	const { label, itemIndex } = field;
	return refusal(`${label} of item ${itemIndex} ${reason}`, advice, itemIndex);
}
