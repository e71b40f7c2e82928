import { INEXACT, isInexact } from './flaws';

/** What a number beyond 2^53 looks like in text; nearly all texts contain none. */
const LONG = /\d{16}|\de\+\d/;

/**
 * What is wrong with a text if an expression put a number of the item into it that has lost digits:
 * `id 152…`. Nothing, if the item also has the same digits as text.
 */
export function lostDigits(text: unknown, item: object): string | undefined {
	if (typeof text !== 'string' || !LONG.test(text)) return undefined;
	const values = valuesIn(item);
	const lost = values.find(
		(value) => typeof value === 'number' && isInexact(value) && text.includes(String(value)),
	);
	if (lost === undefined) return undefined;
	const digits = String(lost);
	const isRight = values.some((value) => typeof value === 'string' && value.includes(digits));
	return isRight ? undefined : `has ${digits}, ${INEXACT}`;
}

/** All values within an object at any depth, each object once. */
function valuesIn(item: object): unknown[] {
	const values: unknown[] = [];
	const seen = new Set<unknown>();
	const open: unknown[] = [item];
	for (const value of open) {
		if (typeof value !== 'object' || value === null) values.push(value);
		else if (!seen.has(value)) {
			seen.add(value);
			for (const part of Object.values(value)) open.push(part);
		}
	}
	return values;
}
