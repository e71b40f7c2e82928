import { isRecord, parsedJson } from './foreign';

/** Strings are matched too, so that digits within them are not treated as numbers. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
const INTEGER = /^-?\d+$/;

/**
 * Returns `value`, the parsed `text`, with integers beyond 2^53 as text: a number cannot hold them,
 * and no digit of a response may be lost.
 */
export function withAllDigits(value: unknown, text: string): unknown {
	if (!holdsRoundedInteger(value)) return value;
	return JSON.parse(
		text.replace(TOKEN, (token) =>
			INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
		),
	) as unknown;
}

/** Parses a JSON text with all digits of its integers; throws if the text is not JSON. */
export function parseExactly(text: string): unknown {
	return withAllDigits(JSON.parse(text), text);
}

export function readExactly(bytes: Buffer): unknown {
	return parseExactly(bytes.toString());
}

function holdsRoundedInteger(value: unknown): boolean {
	if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
	if (Array.isArray(value)) return value.some(holdsRoundedInteger);
	if (!isRecord(value)) return false;
	for (const key in value) if (holdsRoundedInteger(value[key])) return true;
	return false;
}

/** The values in an object, or in its JSON text; undefined for anything else. */
export function valuesOf(value: unknown): Record<string, unknown> | undefined {
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	const read =
		typeof value === 'string' && isRecord(parsed) ? withAllDigits(parsed, value) : parsed;
	return isRecord(read) ? read : undefined;
}
