import { readName } from '../../toloka/fields/rows/row';
import { isRecord, parsedJson } from '../../toloka/values/foreign';
import { unseenIn } from '../../toloka/values/unseen';

/** A name in the code of an expression: `.pool`, `["pool id"]`. */
export const KEY = String.raw`\.([\p{L}_$][\p{L}\p{N}_$]*)|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]`;
/** A name that is called is a method that n8n adds: `$json.toJsonString()`. */
const NOT_CALLED = String.raw`(?![\p{L}\p{N}_$]|\s*(?:\?\.)?\()`;
const OF_ITEM = new RegExp(
	String.raw`\$json(?:\?\.(?=\[)|\?(?=\.))?(?:${KEY})${NOT_CALLED}`,
	'gsu',
);
/** An expression as a JSON string. */
const EXPRESSION = /"=(?:[^"\\]|\\.)*"/g;

/** What JSON writes otherwise than a text in single quotes. */
const OF_JSON = new Map([
	["\\'", "'"],
	['"', '\\"'],
]);

const KEYS = new RegExp(KEY, 'gsu');

/** Returns the names of a path: `.body["pool id"]`. */
export function namesIn(path: string): string[] {
	return [...path.matchAll(KEYS)].map(([, ...key]) => nameIn(key));
}

/** Returns the value that a path of names leads to; undefined if there is none. */
export function valueAt(json: object, names: readonly string[]): unknown {
	let value: unknown = json;
	for (const name of names) value = (value as Record<string, unknown> | null | undefined)?.[name];
	return value;
}

/** Returns the name that a match of `KEY` captured. */
function nameIn([plain, double, single = '']: ReadonlyArray<string | undefined>): string {
	if (plain !== undefined) return plain;
	const code = double ?? single.replace(/\\.|"/gs, (part) => OF_JSON.get(part) ?? part);
	const name = parsedJson(`"${code}"`);
	return typeof name === 'string' ? name : code;
}

/** The columns that an expression names. */
export interface Named {
	columns: string[];
	/** Whether the expression has a fallback (`??`, `||`, `$ifEmpty`), so that a column may be missing. */
	hasFallback: boolean;
}

export function namedIn(expression: string): Named {
	const columns = [...expression.matchAll(OF_ITEM)].map(([, ...key]) => nameIn(key));
	return { columns, hasFallback: /\?\?|\|\||\$ifEmpty\b/.test(expression) };
}

/** What an expression reads besides the item, other than n8n's time and functions. */
const OTHER = /\$(?=[a-z(])(?!(?:json|now|today|if|ifEmpty|min|max)\b)/i;

/** Whether an expression reads more than the item: another node's items, or variables. */
export function readsOther(expression: string): boolean {
	return OTHER.test(expression);
}

/** Returns the expressions in a parameter, which is given as JSON, without their equals sign. */
export function expressionsIn(json: string): string[] {
	return [...json.matchAll(EXPRESSION)].map(([text]) => (JSON.parse(text) as string).slice(1));
}

/**
 * Explains why an expression finds no column: its name in the item has extra characters that are
 * easy to miss. The cell would silently count as empty.
 */
export function misnamedColumn({ columns, hasFallback }: Named, json: unknown): string | undefined {
	if (!isRecord(json)) return undefined;
	const missing = columns.filter((name) => !(name in json));
	if (hasFallback && missing.length < columns.length) return undefined;
	for (const name of missing) {
		const found = Object.keys(json).find((key) => key !== name && readName(key) === name);
		if (found === undefined || columns.includes(found)) continue;
		return `finds no column “${name}”: its name in the input has ${unseenIn(found) ?? seenIn(found, name)}`;
	}
	return undefined;
}

function seenIn(found: string, name: string): string {
	if (found.trim() === name) return 'spaces around it';
	const isAccented = found.trim().normalize() === name;
	return isAccented
		? 'letters and their accents as separate characters'
		: 'a byte order mark that was read in another encoding';
}

export const RENAME_COLUMN =
	'Rename the column where it comes from; the option Exclude Byte Order Mark (BOM) of Extract from File leaves such a mark out';
