import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import { entityTooLarge, invalidField } from '../service/errors.mts';

/** Items in one upload (toloka-api §4.1). */
export const MAX_ITEMS_PER_REQUEST = 10_000;

export interface BulkBody {
	fields: JsonObject;
	items: readonly Json[];
	batchId: string | null;
	forceNewOriginal: boolean;
	ignoreErrors: boolean;
}

/** The body as an object with known keys only: a misspelt key must not pass unseen. */
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

/** Body of `items/bulk` and of `POST batches` (toloka-api §5.4, §5.8). */
export function bulkBody(body: Json | undefined, allowed: readonly string[]): BulkBody {
	const fields = requireObject(body, allowed);
	return {
		fields,
		items: readItems(fields.items),
		batchId: readText(fields, 'batch_id'),
		forceNewOriginal: readFlag(fields, 'force_new_original'),
		ignoreErrors: readFlag(fields, 'ignore_errors'),
	};
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

function readItems(items: Json | undefined): readonly Json[] {
	if (items === undefined || items === null) {
		throw invalidField('items', 'VALUE_REQUIRED');
	}
	if (!Array.isArray(items)) {
		throw invalidField('items', 'ARRAY_EXPECTED');
	}
	if (items.length === 0) {
		throw invalidField('items', 'ARRAY_SIZE_LESS_THAN_MIN', [1]);
	}
	if (items.length > MAX_ITEMS_PER_REQUEST) {
		throw entityTooLarge(`Request holds ${items.length} items, at most 10000 are allowed`);
	}
	return items;
}
