import { parsedJson } from './foreign';

/** Cells as the files of the Toloka website have them (toloka-api §13). */

/** What JSON in a cell holds, where the commas in it may be escaped; undefined for other text. */
export function jsonInCell(text: string): unknown {
	const parsed = parsedJson(text);
	// No JSON has such an escape.
	return parsed === undefined && text.includes('\\,')
		? parsedJson(text.replace(/\\,/g, ','))
		: parsed;
}

/** Lists without brackets, commas within their entries escaped; JSON where that says too little. */
export function tolokaCell(value: unknown): unknown {
	if (!Array.isArray(value) || !value.every(isPlainEntry) || value.length === 0) return value;
	return value.map((entry) => String(entry).replace(/,/g, '\\,')).join(',');
}

const NEEDS_JSON = /^$|^[\s"'[{]|\s$|\\/;

function isPlainEntry(entry: unknown): boolean {
	if (typeof entry === 'string') return !NEEDS_JSON.test(entry);
	return typeof entry === 'number' || typeof entry === 'boolean';
}
