import { textOf } from '../shared/toloka/values/foreign';

/** Names of fields: a list, or an expression's text with commas between them. */
export function readNames(value: unknown): string[] {
	const names = Array.isArray(value) ? value.map(textOf) : textOf(value).split(',').map(textOf);
	return [...new Set(names)].filter((name) => name !== '');
}
