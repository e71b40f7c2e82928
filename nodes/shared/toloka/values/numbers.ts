/** Numbers as people, sheets and programs write them; ASCII digits and a decimal point only. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text says in any usual spelling, digits perhaps lost; NaN where it says none. */
export function numberIn(text: string): number {
	const trimmed = text.trim();
	if (!DECIMAL.test(trimmed)) return Number.NaN;
	const number = Number(trimmed);
	// What is too small to be held has lost all its digits.
	return number === 0 && /^[^e]*[1-9]/i.test(trimmed) ? Number.NaN : number;
}

/** The same for whole numbers: a fraction that a number is too short to hold is none of them. */
export function wholeNumberIn(text: string): number {
	const number = numberIn(text);
	return Number.isInteger(number) && hasFraction(text.trim()) ? Number.NaN : number;
}

/** Whether digits other than 0 stand behind the decimal point, after the exponent has moved it. */
function hasFraction(decimal: string): boolean {
	const parts = /^[+-]?(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(decimal) ?? [];
	const [, whole = '', fraction = '', exponent = '0'] = parts;
	const point = Math.max(0, whole.length + Number(exponent));
	return /[1-9]/.test(`${whole}${fraction}`.slice(point));
}

/** Whether a number is what was written: whole ones have lost digits beyond 2^53. */
export function isExact(number: number): boolean {
	return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}
