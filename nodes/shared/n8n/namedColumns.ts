import { isRecord } from '../toloka/values/foreign';
import { asRead, unseenIn } from '../toloka/values/unseen';

/** `$json.pool`, `$json["pool id"]`, also within JSON. */
const OF_ITEM = /\$json(?:\??\.([\p{L}_$][\p{L}\p{N}_$]*)|\[\\?["'](.*?)\\?["']\])/gu;

/** The columns that expressions name. */
export function columnsNamedIn(expressions: string): string[] {
	return [...expressions.matchAll(OF_ITEM)].map(([, plain, quoted = plain]) => quoted);
}

/**
 * What is wrong with the name of a column that an expression asks an item for and does not find:
 * nobody sees it, and the cell would count as empty.
 */
export function misnamedColumn(names: readonly string[], json: unknown): string | undefined {
	if (!isRecord(json)) return undefined;
	for (const name of names) {
		if (name in json) continue;
		const found = Object.keys(json).find((key) => key.includes(name) && asRead(key) === name);
		if (found === undefined) continue;
		return `finds no column “${name}”: its name has ${unseenIn(found) ?? 'spaces around it'}`;
	}
	return undefined;
}

export const RENAME_COLUMN =
	'Rename the column where it comes from; the option Exclude Byte Order Mark (BOM) of Extract from File leaves such a mark out';
