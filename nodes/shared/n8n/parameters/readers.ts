import { isInexact, textFlaw } from '../../toloka/fields/flaws/flaws';
import { scalarIn } from '../../toloka/fields/flaws/liveObjects';
import type { TolokaFailure } from '../../toloka/service/failures';
import { refusal } from '../../toloka/service/failures';
import { checkedId } from '../../toloka/service/requests';
import { parsedJson } from '../../toloka/values/foreign';
import { ambiguityIn, inDigits, numberIn, wholeNumberIn } from '../../toloka/values/numbers';
import { shownValue } from '../../toloka/values/unseen';

/**
 * The only readers of parameter values. Expressions, sheets, webhooks and imported workflows
 * deliver numbers and booleans as text: such text is understood. Only an empty value gets the
 * fallback; everything else is refused with the field's name.
 */

/** A field's name in the panel, with the index of the item if the value may differ per item. */
export type Field = string | { label: string; itemIndex: number };

interface Limits<Fallback extends number | undefined = number> {
	/** -Infinity, or Infinity for `max`, if there is no limit. */
	min: number;
	max: number;
	fallback: Fallback;
}

/** Accepts true, false, or these words in any case. */
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
	const ambiguity = ambiguityIn(value);
	const isClear = Number.isSafeInteger(number) && ambiguity === '';
	if (isClear && isWithin(Number(number), limits)) return Number(number);
	throw refused(value, field, `a whole number${rangeText(limits)}`, ambiguity);
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

/** Reads a field's value; throws a failure with the field's name if it is not allowed. */
export type Reader<Value> = (value: unknown, field: Field) => Value;

export function choiceOf<Choice extends string>(
	allowed: readonly Choice[],
	fallback: NoInfer<Choice>,
): Reader<Choice> {
	return (value, field) => readChoice(value, field, allowed, fallback);
}

export function numberWithin(limits: Limits): Reader<number> {
	return (value, field) => readNumber(value, field, limits);
}

export function wholeNumberWithin(limits: Limits): Reader<number> {
	return (value, field) => readWholeNumber(value, field, limits);
}

/**
 * Refuses an expression that returns nothing for an item if the fallback could cost money that
 * nobody meant to spend. A field that is left empty in the panel gets the fallback.
 */
export function ifGiven<Value>(read: Reader<Value>, advice: string): Reader<Value> {
	return (value, field) => {
		if (typeof field === 'string' || !isEmpty(value)) return read(value, field);
		const { label, itemIndex } = field;
		throw refusal(`${label} of item ${itemIndex} is empty`, advice, itemIndex);
	};
}

/**
 * Refuses an expression that finds nothing in a field that limits something: everything would be
 * read, or everyone would get the tasks. An empty text says that on purpose.
 */
export function assertDefined(value: unknown, field: Field): void {
	if (value === undefined) throw about(field, 'is undefined', NO_LIMIT);
}

const NO_LIMIT =
	"Check what the expression reads. If that may be missing, let the expression return an empty text, as {{ $json.name ?? '' }} does.";

/** Reads an id in a field that limits something; undefined if the field is empty. */
export const readIdIfGiven: Reader<string | undefined> = (value, field) => {
	assertDefined(value, field);
	if (isEmpty(value)) return undefined;
	return typeof field === 'string'
		? checkedId(value, field)
		: checkedId(value, field.label, field.itemIndex);
};

/**
 * Reads distinct texts: a list, a JSON list as text, or comma-separated text from an expression.
 */
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

/** Reads texts like `readTexts`; each must be one of the field's choices. */
export function readChoices(value: unknown, field: Field, allowed: readonly string[]): string[] {
	return readTexts(value, field).map((text) => readChoice(text, field, allowed, ''));
}

/** Returns trimmed text, or undefined if it is empty. A number or a date counts as text, too. */
export function readText(value: unknown, field: Field): string | undefined {
	if (isEmpty(value)) return undefined;
	const written = scalarIn(value);
	if (typeof written === 'string') return soundText(written.trim(), field);
	if (typeof written !== 'number' || !Number.isFinite(written)) throw refused(value, field, 'text');
	if (isInexact(written)) throw refused(value, field, 'text to keep all its digits');
	return String(written);
}

/** Refuses text that lost its meaning on the way; cells of rows have the same check. */
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

/** Returns the finite number that a value is or contains as text; otherwise undefined. */
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

function refused(value: unknown, field: Field, expected: string, more = ''): TolokaFailure {
	const flaw = typeof value === 'string' ? textFlaw(value) : undefined;
	return about(field, flaw ?? `must be ${expected}, not ${shown(value)}${more}`);
}

/** The failure of a field's value. */
export function about(
	field: Field,
	reason: string,
	advice = 'Change the value in the node.',
): TolokaFailure {
	if (typeof field === 'string') return refusal(`${field} ${reason}`, advice);
	const { label, itemIndex } = field;
	return refusal(`${label} of item ${itemIndex} ${reason}`, advice, itemIndex);
}
