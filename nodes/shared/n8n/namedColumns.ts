import { isRecord } from '../toloka/values/foreign';
import { asRead, unseenIn } from '../toloka/values/unseen';

/** `$json.pool`, `$json["pool id"]`, also within JSON. */
const OF_ITEM = /\$json(?:\??\.([\p{L}_$][\p{L}\p{N}_$]*)|\[\\?["'](.*?)\\?["']\])/gu;
/** `\ufeff` in a quoted name, also within JSON. */
const ESCAPED = /\\+u([\da-f]{4})/gi;
/** Expressions as JSON has them. */
const EXPRESSION = /"=(?:[^"\\]|\\.)*"/g;

/** The columns that an expression names. */
export interface Named {
	columns: string[];
	/** One of them may be missing. */
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

/** The expression with null for each column that an item does not have. */
export function nullForMissing(expression: string, json: object): string {
	return expression.replace(OF_ITEM, (column, name?: string, quoted = name) =>
		String(quoted) in json ? column : '(null)',
	);
}

/** What the expressions in a parameter name. */
export function namedInJson(json: string): Named[] {
	return [...json.matchAll(EXPRESSION)].map(([expression]) => namedIn(expression));
}

/**
 * What is wrong with the name of a column that an expression asks an item for and does not find:
 * nobody sees it, and the cell would count as empty.
 */
export function misnamedColumn({ columns, hasFallback }: Named, json: unknown): string | undefined {
	if (!isRecord(json)) return undefined;
	const missing = columns.filter((name) => !(name in json));
	if (hasFallback && missing.length < columns.length) return undefined;
	for (const name of missing) {
		const found = Object.keys(json).find((key) => key.includes(name) && asRead(key) === name);
		if (found === undefined || columns.includes(found)) continue;
		return `finds no column “${name}”: its name has ${unseenIn(found) ?? seenIn(found, name)}`;
	}
	return undefined;
}

function seenIn(found: string, name: string): string {
	const isSpaced = found.trim() === name;
	return isSpaced ? 'spaces around it' : 'a byte order mark that was read in another encoding';
}

export const RENAME_COLUMN =
	'Rename the column where it comes from; the option Exclude Byte Order Mark (BOM) of Extract from File leaves such a mark out';
