import type { Json, JsonObject } from '../json.mts';
import { readFlag, readText, requireObject } from '../service/bodies.mts';
import { entityTooLarge, invalidField } from '../service/errors.mts';

/** Items in one upload (api-facts §4.1). */
export const MAX_ITEMS_PER_REQUEST = 10_000;

export interface BulkBody {
	fields: JsonObject;
	items: readonly Json[];
	batchId: string | null;
	forceNewOriginal: boolean;
	ignoreErrors: boolean;
}

/** Body of `items/bulk` and of `POST batches` (api-facts §5.4, §5.8). */
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
