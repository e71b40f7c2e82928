import type { Named } from './namedColumns';
import { isBlank } from '../toloka/fields/row';
import { ownOf } from '../toloka/values/content';
import { clean, isRecord } from '../toloka/values/foreign';

/** Finds gaps in texts that expressions build: people would see “undefined”, or nothing, there. */

/** Matches `{{ $json.file }}`, but not `{{ $json.file ?? "" }}`, whose fallback is intended. */
const PART =
	/\{\{\s*(\$json((?:\.[\p{L}_$][\p{L}\p{N}_$]*|\["[^"\\]+"\]|\['[^'\\]+'\])+))\s*\}\}/gu;
const STEP = /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[["'](.+?)["']\]/gu;

interface LinkPart {
	expression: string;
	/** Path of names to its value in an item. */
	names: string[];
}

/** Returns the parts of a link that come from the item; none if the whole link does. */
export function partsIn(text: string): LinkPart[] {
	if (text.replace(/\{\{.*?\}\}/gs, '').trim() === '') return [];
	return [...text.matchAll(PART)].map(([, expression, path]) => ({
		expression,
		names: [...path.matchAll(STEP)].map(([, name, quoted = name]) => quoted),
	}));
}

/** Explains a text with “undefined”: `{{ "id " + $json.id }}` for an item without that column. */
export function undefinedPart(
	value: unknown,
	text: string,
	{ columns }: Named,
	json: object,
): string | undefined {
	if (typeof value !== 'string' || !value.includes('undefined')) return undefined;
	const missing = columns.find((name) => !(name in json));
	if (missing === undefined || text.includes('undefined')) return undefined;
	return `has “undefined” in it, because the item has no column “${clean(missing, 80)}”`;
}

/** Returns the problem of a link if the item leaves a part of it empty. */
export function emptyPart(parts: readonly LinkPart[], json: object) {
	const empty = parts.find(({ names }) => isBlank(valueAt(json, names)));
	if (empty === undefined) return undefined;
	const name = clean(empty.names.join('.'), 80);
	return {
		reason: `has an expression that finds nothing in “${name}” for a part of its link`,
		advice: `Fill in “${name}”, or write {{ ${clean(empty.expression)} ?? "" }} in the expression if that part may be empty`,
	};
}

function valueAt(json: object, names: readonly string[]): unknown {
	let value: unknown = json;
	for (const name of names) value = isRecord(value) ? ownOf(value, name) : undefined;
	return value;
}
