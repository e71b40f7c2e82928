import { shown } from './shown';
import { hasCommaWithinBrackets } from '../values/brackets';

/** Commas in a list as text that are a part of its entries: to divide there would make others of them. */

const BETWEEN_NUMBERS = /,\s+/;
const WITH_DECIMAL_COMMA = /^[+\-\u2212]?\d+,\d+$/;
const WITH_THOUSANDS = /^[+\-\u2212]?[1-9]\d{0,2}(?:,\d{3})+$/;

/** `1,5, 2,5`; `1,000`, whose zeros nobody writes for a number of their own. */
function isWithinNumbers(text: string, entryType: string): boolean {
	const numbers = text.trim().split(BETWEEN_NUMBERS);
	if (numbers.length === 1) return WITH_THOUSANDS.test(numbers[0]) && text.includes(',0');
	const withComma = entryType === 'float' ? WITH_DECIMAL_COMMA : WITH_THOUSANDS;
	return numbers.some((number) => withComma.test(number) || WITH_THOUSANDS.test(number));
}

const NUMBERS = ['integer', 'float'];

/** Whether a list as text cannot be divided at its commas. */
export function isUndivided(text: string, entryType: string): boolean {
	const isWithin = NUMBERS.includes(entryType) && isWithinNumbers(text, entryType);
	return isWithin || hasCommaWithinBrackets(text);
}

/** A list as another language has it: it has no other comma. */
const OF_PROGRAMS = /^\s*(?:[\w.]+\(\s*["'[({]|[[({]).*[)\]}]\s*$/s;

/** What to do about such commas; undefined where the text is no such list. */
export function commaReason(text: string, entryType: string): string | undefined {
	if (NUMBERS.includes(entryType)) {
		return isWithinNumbers(text, entryType)
			? `has commas within its numbers, is ${shown(text)}: write a decimal point and nothing between thousands, or the list as JSON`
			: undefined;
	}
	if (entryType !== 'string' || OF_PROGRAMS.test(text) || !hasCommaWithinBrackets(text))
		return undefined;
	return `has a comma within brackets, is ${shown(text)}: put a backslash before it, or write the list as JSON`;
}
