/** Returns text, or a number as text, without surrounding spaces; empty text for anything else. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Parses a JSON text; undefined if the text is not JSON. */
export function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * Deeper than any real data; reading, comparing or writing far deeper values could crash the
 * process.
 */
export const MAX_LEVELS = 500;

/** Whether a value can be written as JSON: n8n also passes on big integers and circular structures. */
export function isJson(value: unknown): boolean {
	if (isDeeper(value, MAX_LEVELS)) return false;
	try {
		return JSON.stringify(value) !== undefined;
	} catch {
		return false;
	}
}

function isDeeper(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	for (const part of Object.values(value)) if (isDeeper(part, levels - 1)) return true;
	return false;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The properties of an object, except those that throw when they are read. */
export function readableEntries(object: object): Array<[string, unknown]> {
	return Object.keys(object).flatMap((key): Array<[string, unknown]> => {
		try {
			return [[key, object[key as never]]];
		} catch {
			return [];
		}
	});
}

/** The objects in a list; the list itself if it contains nothing else. */
export function recordsIn(value: unknown): Array<Record<string, unknown>> {
	if (!Array.isArray(value)) return [];
	return value.every(isRecord) ? value : value.filter(isRecord);
}

/** The objects in a list by their places, with an empty object in place of any other entry. */
export function recordsByPlace(value: unknown): Array<Record<string, unknown>> {
	if (!Array.isArray(value)) return [];
	return value.every(isRecord) ? value : value.map((entry) => (isRecord(entry) ? entry : {}));
}

const MAX_TEXT = 300;

/** Makes foreign text safe to show: no control characters, bounded length. */
export function clean(text: string, maxLength = MAX_TEXT): string {
	const visible = text
		.slice(0, 4 * maxLength)
		.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.trim();
	if (visible.length <= maxLength) return visible;
	// Drops the first half of a character that was cut in two.
	return `${visible.slice(0, maxLength - 1).replace(/\p{Cs}$/u, '')}…`;
}
