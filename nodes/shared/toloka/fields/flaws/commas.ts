import { shown } from './shown';
import { hasCommaWithinBrackets } from '../../values/brackets';

/** Finds commas within entries of a list in text: splitting there would change the entries. */

const BETWEEN_NUMBERS = /,\s+/;
const WITH_DECIMAL_COMMA = /^[+\-\u2212]?\d+,\d+$/;
const WITH_THOUSANDS = /^[+\-\u2212]?[1-9]\d{0,2}(?:,\d{3})+$/;

/** Whether commas are within numbers: `1,5, 2,5`, or `1,000`, as nobody writes `000` for a number. */
function isWithinNumbers(text: string, entryType: string): boolean {
	const numbers = text.trim().split(BETWEEN_NUMBERS);
	if (numbers.length === 1) return WITH_THOUSANDS.test(numbers[0]) && text.includes(',0');
	const withComma = entryType === 'float' ? WITH_DECIMAL_COMMA : WITH_THOUSANDS;
	return numbers.some((number) => withComma.test(number) || WITH_THOUSANDS.test(number));
}

const NUMBERS = ['integer', 'float'];

/** Whether a list in text cannot be split at its commas. */
export function isUndivided(text: string, entryType: string): boolean {
	const isWithin = NUMBERS.includes(entryType) && isWithinNumbers(text, entryType);
	return isWithin || hasCommaWithinBrackets(text);
}

/** A list in a programming language, in which all commas are within brackets. */
const OF_PROGRAMS = /^\s*(?:[\w.]+\(\s*["'[({]|[[({]).*[)\]}]\s*$/s;

/** What is wrong with such commas, and what to do; undefined if the text has none. */
export function commaReason(text: string, entryType: string): string | undefined {
	if (NUMBERS.includes(entryType)) {
		return isWithinNumbers(text, entryType)
			? `has commas within its numbers (${shown(text)}): write a decimal point and nothing between thousands, or the list as JSON`
			: undefined;
	}
	if (entryType !== 'string' || OF_PROGRAMS.test(text) || !hasCommaWithinBrackets(text))
		return undefined;
	return `has a comma within brackets (${shown(text)}): put a backslash before it, or write the list as JSON`;
}
