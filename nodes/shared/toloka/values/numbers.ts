/** Numbers as people, sheets and programs write them; ASCII digits and a decimal point only. */
export const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** The typographic minus sign, for which programs write a hyphen. */
export const MINUS_SIGN = /\u2212/g;

function plainNumber(text: string): string {
	return text.trim().replace(MINUS_SIGN, '-');
}

/** The number in a text of any usual spelling, perhaps with digits lost; NaN if there is none. */
export function numberIn(text: string): number {
	const plain = plainNumber(text);
	if (!DECIMAL.test(plain)) return Number.NaN;
	const number = Number(plain);
	// A number too small to represent has lost all its digits.
	return number === 0 && /^[^e]*[1-9]/i.test(plain) ? Number.NaN : number;
}

/** The whole number in a text; NaN also for a fraction that is lost when the text becomes a number. */
export function wholeNumberIn(text: string): number {
	const number = numberIn(text);
	return Number.isInteger(number) && hasFraction(plainNumber(text)) ? Number.NaN : number;
}

/** `12.000`: a whole number with decimals, or in thousands, as many countries write them. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}\.000$/;

/** What a text for a whole number may mean, as the end of a sentence; empty if that is clear. */
export function ambiguityIn(value: unknown): string {
	const plain = typeof value === 'string' ? plainNumber(value) : '';
	if (!AMBIGUOUS.test(plain)) return '';
	return `, which may mean ${Number(plain)} or ${Number(plain.replace('.', ''))}`;
}

/** Whether digits other than 0 follow the decimal point once the exponent has moved it. */
function hasFraction(decimal: string): boolean {
	const parts = /^[+-]?(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(decimal) ?? [];
	const [, whole = '', fraction = '', exponent = '0'] = parts;
	const point = Math.max(0, whole.length + Number(exponent));
	return /[1-9]/.test(`${whole}${fraction}`.slice(point));
}

/** A number as sentences show it: `1,048,576`. */
export function inDigits(number: number): string {
	return number.toLocaleString('en-US', { maximumFractionDigits: 10 });
}

/** Whether a number is exactly what was written: whole numbers beyond 2^53 have lost digits. */
export function isExact(number: number): boolean {
	return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

/**
 * Converts a number or text that may be an ID to text without surrounding spaces; returns other
 * values as is. Python exports whole numbers as `21.0` if their column has a gap.
 */
export function idIn(value: unknown): unknown {
	if (typeof value === 'bigint' || (typeof value === 'number' && isExact(value))) {
		return String(value);
	}
	return typeof value === 'string' ? value.trim().replace(/^(\d+)\.0$/, '$1') : value;
}
