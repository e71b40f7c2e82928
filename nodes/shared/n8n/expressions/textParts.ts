import { PART, pasteable } from './expressions';
import { KEY, namesIn, valueAt } from './namedColumns';
import { isBlank } from '../../toloka/fields/rows/row';
import { clean } from '../../toloka/values/foreign';

/** Finds empty parts of links that expressions build. */

/** Matches `{{ $json.file }}`, but not `{{ $json.file ?? "" }}`, whose fallback is intended. */
const COLUMN = new RegExp(String.raw`^\{\{\s*(\$json((?:${KEY})+))\s*\}\}$`, 'su');

interface LinkPart {
	expression: string;
	/** Path of names to its value in an item; empty if the expression is more than a name. */
	names: string[];
}

/** Returns the expressions in a link; none if the whole link comes from the item. */
export function partsIn(text: string): LinkPart[] {
	if (text.replace(PART, '').trim() === '') return [];
	return [...text.matchAll(PART)].map(([part]) => {
		const [, expression = part, path = ''] = COLUMN.exec(part) ?? [];
		return { expression, names: namesIn(path) };
	});
}

/**
 * Returns the problem of a link if the item leaves a part of it empty. If other parts are filled in,
 * it may be intended, as for a query, but not for the name of a file.
 */
export function emptyPart(value: unknown, parts: readonly LinkPart[], json: object) {
	const empty = parts.filter(({ names }) => names.length > 0 && isNothing(valueAt(json, names)));
	if (empty.length === 0) return undefined;
	if (empty.length < parts.length && !String(value).includes('/.')) return undefined;
	const [{ names, expression }] = empty;
	const name = clean(names.join('.'), 80);
	const fallback = pasteable(`${expression} ?? ""`);
	const orEmpty = `, or write ${fallback} in the expression if that part may be empty`;
	return {
		reason: `has an expression that finds nothing in “${name}” for a part of its link`,
		advice: `Fill in “${name}”${fallback === undefined ? '' : orEmpty}`,
	};
}

/** Whether n8n puts nothing into a text for a value (n8n §4). */
function isNothing(value: unknown): boolean {
	return isBlank(value) || Number.isNaN(value) || (Array.isArray(value) && String(value) === '');
}
