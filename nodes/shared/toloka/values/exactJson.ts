import { isRecord } from './foreign';

/** Texts are matched as well, so that no digits within them are taken for a number. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
const INTEGER = /^-?\d+$/;

/**
 * What a JSON text holds, where `JSON.parse` gave `value` for it. Integers beyond 2^53, which a
 * number cannot hold, are text: no digit of an answer is lost.
 */
export function withAllDigits(value: unknown, text: string): unknown {
	if (!holdsRoundedInteger(value)) return value;
	return JSON.parse(
		text.replace(TOKEN, (token) =>
			INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
		),
	) as unknown;
}

/** Reads a JSON text with all digits of its integers; throws where it is none. */
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
