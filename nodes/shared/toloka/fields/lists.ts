import { isRecord, parsedJson } from '../values/foreign';

/**
 * The entries of a list as text: JSON, or as Toloka's files write lists: without brackets, commas
 * between the entries, a comma inside one as `\,`, and coordinates in quotes (toloka-api §13).
 * Undefined where the text is no list.
 */
export function listFrom(text: string, entryType: string): unknown[] | undefined {
	const trimmed = text.trim();
	const parsed = /^[[{]/.test(trimmed) ? parsedJson(trimmed) : undefined;
	if (Array.isArray(parsed)) return parsed;
	if (entryType === 'json') return listOf(parsedJson(`[${trimmed}]`));
	// JSON of another form, cut off, or Python's ['a', 'b']: its entries would be pieces of it.
	if (isRecord(parsed) || /^\[.*\]$/s.test(trimmed) || isCutOff(trimmed)) return undefined;
	if (trimmed.startsWith('"')) return listOf(parsedJson(`[${trimmed}]`)) ?? entriesOf(trimmed);
	// A single pair loses its quotes where the cell is read.
	return entryType === 'coordinates' && PAIR.test(trimmed) ? [trimmed] : entriesOf(trimmed);
}

const PAIR = /^[^,\\]+,[^,\\]+$/;

function listOf(value: unknown): unknown[] | undefined {
	return Array.isArray(value) ? value : undefined;
}

/** Whether a text begins as JSON does and ends before its brackets are closed. */
function isCutOff(text: string): boolean {
	const [opening, closing] = text.startsWith('{') ? ['{', '}'] : ['[', ']'];
	return text.startsWith(opening) && text.split(opening).length > text.split(closing).length;
}

/** An entry in quotes, in which commas and doubled quotes may be, or one without. */
const ENTRY = /\s*(?:"((?:[^"]|"")*)"\s*(?=,)|((?:\\,|[^,])*)),/gy;

function entriesOf(text: string): string[] {
	const entries: string[] = [];
	// The comma at the end makes every entry end with one.
	for (const [, quoted, plain] of `${text},`.matchAll(ENTRY)) {
		entries.push(quoted?.replace(/""/g, '"') ?? plain.replace(/\\,/g, ',').trim());
	}
	return entries;
}
