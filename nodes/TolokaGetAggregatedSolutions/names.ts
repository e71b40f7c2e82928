import type { Field } from '../shared/n8n/readers';
import { isEmpty, readText } from '../shared/n8n/readers';
import { parsedJson } from '../shared/toloka/values/foreign';

/** Names of fields: a list, or an expression's text, as JSON or with commas between them. */
export function readNames(value: unknown, field: Field): string[] {
	if (isEmpty(value)) return [];
	if (!Array.isArray(value)) {
		const text = readText(value, field) ?? '';
		const list = text.startsWith('[') ? parsedJson(text) : undefined;
		return readNames(Array.isArray(list) ? list : text.split(','), field);
	}
	const names = value.map((name: unknown) => readText(name, field));
	return [...new Set(names)].filter((name): name is string => name !== undefined);
}
