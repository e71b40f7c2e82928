import type { Json, JsonObject } from '../json.mts';
import type { FieldSpec, Spec } from '../service/inputSpec.mts';
import type { Switches } from '../steering/switches.mts';

type Normalization = Switches['normalizeInput'];

/** Returns an input as the service stores it: as sent, unless a switch normalizes it. */
export function inputKept(sent: JsonObject, spec: Spec, normalization: Normalization): JsonObject {
	switch (normalization) {
		case 'none':
			return sent;
		case 'default-field':
			return { ...sent, ...defaultsFor(sent, spec) };
		case 'url':
			return mapValues(sent, (value, name) => (isLink(spec[name]) ? asLink(value) : value));
		case 'text':
			return mapValues(sent, numbersAsText);
	}
}

/** Defaults of all absent optional fields; if none is absent, of a field of the service's own. */
function defaultsFor(sent: JsonObject, spec: Spec): JsonObject {
	const absent = Object.entries(spec).filter(
		([name, field]) => name !== 'id' && field.required === false && !Object.hasOwn(sent, name),
	);
	return absent.length === 0
		? { locale: 'EN' }
		: Object.fromEntries(absent.map(([name, field]) => [name, defaultOf(field)]));
}

function defaultOf(field: FieldSpec): Json {
	const type = field.type.toLowerCase();
	if (type.startsWith('array_')) {
		return [];
	}
	if (field.allowed_values?.[0] !== undefined) {
		return field.allowed_values[0];
	}
	switch (type) {
		case 'boolean':
			return false;
		case 'integer':
		case 'float':
			return field.min_value ?? 0;
		case 'string':
			return '';
		default:
			return null;
	}
}

function isLink(field: FieldSpec | undefined): boolean {
	return field !== undefined && /^(array_)?url$/i.test(field.type);
}

function asLink(value: Json): Json {
	if (Array.isArray(value)) {
		return value.map(asLink);
	}
	if (typeof value !== 'string') {
		return value;
	}
	const link = value.startsWith('www') ? `http://${value}` : value;
	return URL.canParse(link) ? new URL(link).href : value;
}

function numbersAsText(value: Json): Json {
	if (Array.isArray(value)) {
		return value.map(numbersAsText);
	}
	return typeof value === 'number' ? String(value) : value;
}

function mapValues(sent: JsonObject, change: (value: Json, name: string) => Json): JsonObject {
	return Object.fromEntries(
		Object.entries(sent).map(([name, value]) => [name, change(value, name)]),
	);
}
