import { hasCommaWithinBrackets } from './brackets';
import { parsedJson } from './foreign';

/** Cells in the format of files from the Toloka website (toloka-api §13). */

const IN_FENCES = /^```\w*\s*([[{].*[\]}])\s*```$/s;

/** JSON text without surrounding white space or the Markdown fences that language models add. */
export function jsonText(text: string): string {
	const trimmed = text.trim();
	const [, fenced = trimmed] = IN_FENCES.exec(trimmed) ?? [];
	return fenced;
}

/** Parses JSON in a cell, in which commas may be escaped; undefined for other text. */
export function jsonInCell(cell: string): unknown {
	const text = jsonText(cell);
	const parsed = parsedJson(text);
	// JSON has no such escape.
	return parsed === undefined && text.includes('\\,')
		? parsedJson(text.replace(/\\,/g, ','))
		: parsed;
}

/**
 * Converts a list to a cell: without brackets, coordinates in quotes, other commas within entries
 * escaped. Returns other values, and lists that would be ambiguous, unchanged to be written as
 * JSON.
 *
 * @param type declared type of the field, if known.
 */
export function tolokaCell(value: unknown, type = ''): unknown {
	if (!Array.isArray(value) || !value.every(isPlainEntry) || value.length === 0) return value;
	if (type.endsWith('json')) return value;
	if (type === 'array_url' && value.some((link) => DIVIDED.test(String(link)))) return value;
	const cell = value.map((entry) => plainEntry(String(entry), type)).join(',');
	return hasCommaWithinBrackets(cell) ? value : cell;
}

/** A link that would be read as several, or as one and an empty entry. */
const DIVIDED = /[;|](?:[,;|]|$|[a-z][a-z\d+.-]*:\/\/|www\.)/i;

function plainEntry(text: string, type: string): string {
	return type === 'array_coordinates' ? `"${text}"` : text.replace(/,/g, '\\,');
}

const NEEDS_JSON = /^$|^[\s"'[{(]|\s$|\\/;

function isPlainEntry(entry: unknown): boolean {
	if (typeof entry === 'string') return !NEEDS_JSON.test(entry);
	return typeof entry === 'number' || typeof entry === 'boolean';
}
