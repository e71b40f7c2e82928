/** Numbers as people, sheets and programs write them; ASCII digits and a decimal point only. */
export const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** What typography has for the hyphen that programs write. */
export const MINUS_SIGN = /\u2212/g;

function plainNumber(text: string): string {
	return text.trim().replace(MINUS_SIGN, '-');
}

/** The number that a text says in any usual spelling, digits perhaps lost; NaN where it says none. */
export function numberIn(text: string): number {
	const plain = plainNumber(text);
	if (!DECIMAL.test(plain)) return Number.NaN;
	const number = Number(plain);
	// What is too small to be held has lost all its digits.
	return number === 0 && /^[^e]*[1-9]/i.test(plain) ? Number.NaN : number;
}

/** The whole number that a text says; NaN also for a fraction that a number is too short to hold. */
export function wholeNumberIn(text: string): number {
	const number = numberIn(text);
	return Number.isInteger(number) && hasFraction(plainNumber(text)) ? Number.NaN : number;
}

/** Whether digits other than 0 stand behind the decimal point, after the exponent has moved it. */
function hasFraction(decimal: string): boolean {
	const parts = /^[+-]?(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(decimal) ?? [];
	const [, whole = '', fraction = '', exponent = '0'] = parts;
	const point = Math.max(0, whole.length + Number(exponent));
	return /[1-9]/.test(`${whole}${fraction}`.slice(point));
}

/** A number as sentences have it: `1,048,576`. */
export function inDigits(number: number): string {
	return number.toLocaleString('en-US', { maximumFractionDigits: 10 });
}

/** Whether a number is what was written: whole ones have lost digits beyond 2^53. */
export function isExact(number: number): boolean {
	return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

/**
 * An ID as text, without spaces around it, where a number or a text may be one. A column of whole
 * numbers with a gap comes from Python as `21.0`.
 */
export function idIn(value: unknown): unknown {
	if (typeof value === 'bigint' || (typeof value === 'number' && isExact(value))) {
		return String(value);
	}
	return typeof value === 'string' ? value.trim().replace(/^(\d+)\.0$/, '$1') : value;
}
