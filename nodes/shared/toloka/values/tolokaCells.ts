import { hasCommaWithinBrackets } from './brackets';
import { parsedJson } from './foreign';

/** Cells as the files of the Toloka website have them (toloka-api §13). */

const IN_FENCES = /^```\w*\s*([[{].*[\]}])\s*```$/s;

/** JSON without what is around it: spaces of any kind, and the fences in which models write it. */
export function jsonText(text: string): string {
	const trimmed = text.trim();
	const [, fenced = trimmed] = IN_FENCES.exec(trimmed) ?? [];
	return fenced;
}

/** What JSON in a cell holds, where the commas in it may be escaped; undefined for other text. */
export function jsonInCell(cell: string): unknown {
	const text = jsonText(cell);
	const parsed = parsedJson(text);
	// No JSON has such an escape.
	return parsed === undefined && text.includes('\\,')
		? parsedJson(text.replace(/\\,/g, ','))
		: parsed;
}

/**
 * Lists without brackets, coordinates in quotes, other commas within their entries escaped; JSON
 * where that says too little.
 *
 * @param type of the field, where it is declared.
 */
export function tolokaCell(value: unknown, type = ''): unknown {
	if (!Array.isArray(value) || !value.every(isPlainEntry) || value.length === 0) return value;
	if (type.endsWith('json')) return value;
	if (type === 'array_url' && value.some((link) => DIVIDED.test(String(link)))) return value;
	const cell = value.map((entry) => plainEntry(String(entry), type)).join(',');
	return hasCommaWithinBrackets(cell) ? value : cell;
}

/** Links that would be read as several, or as one and an empty entry. */
const DIVIDED = /[;|](?:[,;|]|$|[a-z][a-z\d+.-]*:\/\/|www\.)/i;

function plainEntry(text: string, type: string): string {
	return type === 'array_coordinates' ? `"${text}"` : text.replace(/,/g, '\\,');
}

const NEEDS_JSON = /^$|^[\s"'[{(]|\s$|\\/;

function isPlainEntry(entry: unknown): boolean {
	if (typeof entry === 'string') return !NEEDS_JSON.test(entry);
	return typeof entry === 'number' || typeof entry === 'boolean';
}
