import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import { invalidField } from './errors.mts';

/** Returns the body as an object; refuses unknown keys, so that a misspelled one is noticed. */
export function requireObject(body: Json | undefined, allowed: readonly string[]): JsonObject {
	if (!isJsonObject(body)) {
		throw invalidField('body', body === undefined ? 'NOT_NULL_BODY' : 'OBJECT_EXPECTED');
	}
	for (const name of Object.keys(body)) {
		if (!allowed.includes(name)) {
			throw invalidField(name, 'VALUE_NOT_ALLOWED');
		}
	}
	return body;
}

export function readText(fields: JsonObject, name: string): string | null {
	const value = fields[name];
	if (value === undefined || value === null) {
		return null;
	}
	if (typeof value !== 'string') {
		throw invalidField(name, 'STRING_EXPECTED');
	}
	return value;
}

export function readFlag(fields: JsonObject, name: string): boolean {
	const value = fields[name] ?? false;
	if (typeof value !== 'boolean') {
		throw invalidField(name, 'BOOLEAN_EXPECTED');
	}
	return value;
}
