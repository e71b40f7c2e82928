/** Text, or a number as text, without spaces around it; empty for everything else. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** What a JSON text holds; undefined where it is none. */
export function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** Deeper than any data; far deeper ones would end the process of reading, comparing or writing. */
export const MAX_LEVELS = 500;

/** Whether it can be written as JSON: n8n also passes on big integers and circular structures. */
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

/** The objects of a list: the list itself where it holds nothing else. */
export function recordsIn(value: unknown): Array<Record<string, unknown>> {
	if (!Array.isArray(value)) return [];
	return value.every(isRecord) ? value : value.filter(isRecord);
}

/** The objects of a list by their places: an empty one stands for whatever else the list holds. */
export function recordsByPlace(value: unknown): Array<Record<string, unknown>> {
	if (!Array.isArray(value)) return [];
	return value.every(isRecord) ? value : value.map((entry) => (isRecord(entry) ? entry : {}));
}

const MAX_TEXT = 300;

/** Foreign text made safe to show: no control characters, bounded length. */
export function clean(text: string, maxLength = MAX_TEXT): string {
	const visible = text
		.slice(0, 4 * maxLength)
		.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.trim();
	if (visible.length <= maxLength) return visible;
	// Without the first half of a character that the cut went through.
	return `${visible.slice(0, maxLength - 1).replace(/\p{Cs}$/u, '')}…`;
}
