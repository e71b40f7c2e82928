import { isUndivided } from '../flaws/commas';
import { withAllDigits } from '../../values/exactJson';
import { isRecord, parsedJson } from '../../values/foreign';
import { jsonInCell, jsonText } from '../../values/tolokaCells';

/**
 * The entries of a list in text: JSON, a Postgres array, or the format of Toloka's files: no
 * brackets, commas between entries, a comma inside one as `\,`, and coordinates in quotes
 * (toloka-api §13). Links may also be separated by semicolons, vertical bars or white space.
 * Returns undefined if the text is not a list; an entry is undefined if nothing is between two
 * commas.
 */
export function listFrom(text: string, entryType: string): unknown[] | undefined {
	const trimmed = jsonText(text);
	if (entryType === 'json') return objectsIn(trimmed);
	const isOfPlaces = entryType === 'coordinates' && /^\{\s*"/.test(trimmed);
	const places = isOfPlaces ? objectsIn(trimmed) : undefined;
	if (places !== undefined) return places;
	const parsed = /^[[{]/.test(trimmed) ? parsedJson(trimmed) : undefined;
	if (Array.isArray(parsed)) return listOf(withAllDigits(parsed, trimmed));
	if (POSTGRES.test(trimmed)) return postgresEntries(trimmed, entryType);
	// Other JSON, truncated JSON, or code such as Python's: splitting it would yield fragments.
	if (isRecord(parsed) || FOREIGN.test(trimmed) || isCutOff(trimmed)) return undefined;
	const quoted = trimmed.startsWith('"') ? quotedEntries(`[${trimmed}]`) : undefined;
	if (quoted !== undefined) return quoted;
	if (entryType === 'url' && !trimmed.includes('"')) return linksIn(trimmed);
	// A single pair loses its quotes when the file is read.
	if (entryType === 'coordinates' && PAIR.test(trimmed)) return [trimmed];
	const pairs = entryType === 'coordinates' ? trimmed.split(BETWEEN_PAIRS) : [];
	if (pairs.length > 1 && pairs.every((pair) => DECIMAL_PAIR.test(pair))) return pairs;
	return isUndivided(trimmed, entryType) ? undefined : entriesOf(trimmed);
}

const PAIR = /^[^,\\]+,[^,\\]+$/;
/** In `55,73;37,58` the commas may also be decimal commas. */
const DECIMAL_PAIR = /^[^,.\\]+\.[^,.\\]+,[^,.\\]+\.[^,.\\]+$/;
const BETWEEN_PAIRS = /[;|\n]/;
/** `['a', 'b']`, `('a', 'b')`, `{'a': 1}`, `array(['a', 'b'])`; `c("a", "b")` of R. */
const FOREIGN =
	/^(?:\[.*\]|[({]\s*['"].*[)}]|(?:array|c|frozenset|set)\(\s*["'[{](?:[^()]*|.*["'\]}]\s*)\))$/s;

function objectsIn(text: string): unknown[] | undefined {
	return listOf(jsonInCell(text)) ?? listOf(jsonInCell(`[${text}]`));
}

function listOf(value: unknown): unknown[] | undefined {
	return Array.isArray(value) ? value : undefined;
}

function quotedEntries(json: string): unknown[] | undefined {
	const parsed = parsedJson(json);
	return parsed === undefined ? undefined : listOf(withAllDigits(parsed, json));
}

/** Whether a text begins like JSON and ends before its brackets are closed. */
function isCutOff(text: string): boolean {
	const [opening, closing] = text.startsWith('{') ? ['{', '}'] : ['[', ']'];
	return text.startsWith(opening) && text.split(opening).length > text.split(closing).length;
}

/** An array as Postgres writes it: {1,2}, {"a, b",NULL}. */
const POSTGRES =
	/^\{(?:|(?:"(?:[^"\\]|\\.)*"|[^\s"',{}\\][^"{},\\]*)(?:,(?:"(?:[^"\\]|\\.)*"|[^\s"',{}\\][^"{},\\]*))*)\}$/s;
const POSTGRES_ENTRY = /"((?:[^"\\]|\\.)*)"|[^,"{}]+/gs;

/** Braces may also be a part of a single text. */
function postgresEntries(text: string, entryType: string): unknown[] | undefined {
	if (entryType === 'string' && /^\{[^",]+\}$/.test(text)) return undefined;
	return [...text.slice(1, -1).matchAll(POSTGRES_ENTRY)].map(([entry, quoted]) => {
		if (quoted !== undefined) return quoted.replace(/\\(.)/gs, '$1');
		return entry === 'NULL' ? null : entry.trim();
	});
}

/**
 * Separators between links; those within a link, and escaped ones, are a part of it. A comma after
 * a file extension always separates: the check refuses what follows unless it is a link.
 */
const BETWEEN_LINKS =
	/(?:(?<!\s)\s+)?(?<!\\)[,;|]\s*(?=[a-z][a-z\d+.-]*:\/\/|www\.|[,;|]|$)|(?<!\s)\s+(?=[a-z][a-z\d+.-]*:\/\/|www\.)|(?<=\.[a-z]{3,4}),/i;

function linksIn(text: string): Array<string | undefined> {
	return text.split(BETWEEN_LINKS).map((link) => link.replace(/\\,/g, ',') || undefined);
}

/** An entry in quotes, which may contain commas and doubled quotes, or one without quotes. */
const ENTRY = /\s*(?:"((?:[^"]|"")*)"\s*(?=,)|((?:\\,|[^,])*)),/gy;

function entriesOf(text: string): Array<string | undefined> {
	const entries: Array<string | undefined> = [];
	// With a comma at the end, every entry ends with one.
	for (const [, quoted, plain] of `${text},`.matchAll(ENTRY)) {
		const entry = quoted?.replace(/""/g, '"') ?? plain.replace(/\\,/g, ',').trim();
		entries.push(quoted === undefined && entry === '' ? undefined : entry);
	}
	return entries;
}
