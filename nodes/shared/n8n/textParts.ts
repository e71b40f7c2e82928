import type { Named } from './namedColumns';
import { nullForMissing } from './namedColumns';
import { isBlank } from '../toloka/fields/row';
import { clean } from '../toloka/values/foreign';

/** Texts that expressions put together: people see what is missing in them, or nothing. */

const EXPRESSION = /\{\{.*?\}\}/gs;
/** `{{ $json.file }}`; one that says what else to take, such as `{{ $json.file ?? "" }}`, is meant so. */
const PART =
	/^\{\{\s*(\$json((?:\.[\p{L}_$][\p{L}\p{N}_$]*|\["[^"\\]+"\]|\['[^'\\]+'\])+))\s*\}\}$/u;
const STEP = /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[["'](.+?)["']\]/gu;

interface LinkPart {
	expression: string;
	/** The names that lead to its value in an item; none where more than a name is in it. */
	names: string[];
}

/** The parts of a link that are expressions; none where the item has all of the link. */
export function partsIn(text: string): LinkPart[] {
	if (text.replace(EXPRESSION, '').trim() === '') return [];
	return [...text.matchAll(EXPRESSION)].map(([part]) => {
		const [, expression = part, path = ''] = PART.exec(part) ?? [];
		return {
			expression,
			names: [...path.matchAll(STEP)].map(([, name, quoted = name]) => quoted),
		};
	});
}

/**
 * Why a text has the word for a column that the item does not have: `{{ "id " + $json.id }}`. It may
 * also be a word of the text itself: then it is there, too, where null stands for the column.
 */
export function undefinedPart(
	value: unknown,
	text: string,
	{ columns }: Named,
	json: object,
	evaluate: (text: string) => unknown,
): string | undefined {
	if (!hasWord(value) || text.includes('undefined')) return undefined;
	const missing = columns.find((name) => !(name in json));
	if (missing === undefined || hasWord(evaluate(nullForMissing(text, json)))) return undefined;
	return `has “undefined” in it, because the item has no column “${clean(missing, 80)}”`;
}

function hasWord(value: unknown): boolean {
	return typeof value === 'string' && value.includes('undefined');
}

/**
 * What is wrong with a link of which the item leaves a part empty. Beside parts that are filled in,
 * one may be empty on purpose, as a query is, but not the name of a file.
 */
export function emptyPart(value: unknown, parts: readonly LinkPart[], json: object) {
	const empty = parts.filter(({ names }) => names.length > 0 && isBlank(valueAt(json, names)));
	if (empty.length === 0) return undefined;
	if (empty.length < parts.length && !String(value).includes('/.')) return undefined;
	const [{ names, expression }] = empty;
	const name = clean(names.join('.'), 80);
	return {
		reason: `has an expression that finds nothing in “${name}” for a part of its link`,
		advice: `Fill in “${name}”, or write {{ ${clean(expression)} ?? "" }} in the expression if that part may be empty`,
	};
}

function valueAt(json: object, names: readonly string[]): unknown {
	let value: unknown = json;
	for (const name of names) value = (value as Record<string, unknown> | undefined)?.[name];
	return value;
}
