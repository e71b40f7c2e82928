import { readName } from '../toloka/fields/row';
import { isRecord } from '../toloka/values/foreign';
import { unseenIn } from '../toloka/values/unseen';

/** `$json.pool`, `$json["pool id"]`, also within JSON. */
const OF_ITEM = /\$json(?:\??\.([\p{L}_$][\p{L}\p{N}_$]*)|\[\\?["'](.*?)\\?["']\])/gu;
/** `\ufeff` in a quoted name, also within JSON. */
const ESCAPED = /\\+u([\da-f]{4})/gi;
/** An expression as a JSON string. */
const EXPRESSION = /"=(?:[^"\\]|\\.)*"/g;

/** The columns that an expression names. */
export interface Named {
	columns: string[];
	/** Whether the expression has a fallback (`??` or `||`), so that a column may be missing. */
	hasFallback: boolean;
}

export function namedIn(expression: string): Named {
	const plain = expression.replace(ESCAPED, (_escape, code: string) =>
		String.fromCharCode(parseInt(code, 16)),
	);
	const found = [...plain.matchAll(OF_ITEM)];
	const columns = found.map(([, name, quoted = name]) => quoted);
	return { columns, hasFallback: /\?\?|\|\|/.test(expression) };
}

/** Replaces each column that an item does not have by null. */
export function nullForMissing(expression: string, json: object): string {
	return expression.replace(OF_ITEM, (column, name?: string, quoted = name) =>
		String(quoted) in json ? column : '(null)',
	);
}

/** Returns the columns that each expression in a parameter names. */
export function namedInJson(json: string): Named[] {
	return [...json.matchAll(EXPRESSION)].map(([expression]) => namedIn(expression));
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
