import type { FieldSpec, FieldSpecs } from './specs';

/** What happens to fields of an item that the project does not declare. */
export type ExtraFields = 'refuse' | 'leaveOut';

/**
 * An item's own JSON as an input object: text becomes the declared type where that loses nothing,
 * as rows from CSV files and spreadsheets hold numbers and lists as text. It is the JSON itself, not
 * a copy, where nothing changes.
 */
export function inputFrom(
	json: Record<string, unknown>,
	specs: FieldSpecs,
	extraFields: ExtraFields,
): Record<string, unknown> {
	for (const field in json) {
		const value = json[field];
		if (value === undefined || sentValue(value, specs.get(field), extraFields) !== value) {
			return changed(json, specs, extraFields);
		}
	}
	return json;
}

function changed(
	json: Record<string, unknown>,
	specs: FieldSpecs,
	extraFields: ExtraFields,
): Record<string, unknown> {
	const entries = Object.entries(json)
		.map(([field, value]) => [field, sentValue(value, specs.get(field), extraFields)] as const)
		.filter(([, value]) => value !== undefined);
	// Assigning one by one would turn a field named __proto__ into something else.
	return Object.fromEntries(entries);
}

/** Undefined for what is not sent. */
function sentValue(value: unknown, spec: FieldSpec | undefined, extraFields: ExtraFields): unknown {
	if (spec === undefined) return extraFields === 'leaveOut' ? undefined : value;
	if (value === '' && spec.required === false) return undefined;
	return asDeclared(value, spec.type);
}

function asDeclared(value: unknown, type: string): unknown {
	if (typeof value === 'number' && type === 'string') return String(value);
	if (typeof value !== 'string') return value;
	if (type.startsWith('array_')) return parsedOr(value, (parsed) => Array.isArray(parsed));
	if (type === 'boolean') return booleanOr(value);
	if (type !== 'integer' && type !== 'float') return value;
	const number = Number(value);
	return value.trim() !== '' && Number.isFinite(number) && String(number) === value.trim()
		? number
		: value;
}

function booleanOr(text: string): unknown {
	const word = text.trim().toLowerCase();
	return word === 'true' || word === 'false' ? word === 'true' : text;
}

function parsedOr(text: string, accept: (parsed: unknown) => boolean): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return accept(parsed) ? parsed : text;
	} catch {
		return text;
	}
}
