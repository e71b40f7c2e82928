import type { Json, JsonObject } from '../json.mts';
import { readFlag, readText, requireObject } from '../service/bodies.mts';
import { entityTooLarge, invalidField } from '../service/errors.mts';

/** Maximum number of items in one upload (toloka-api §4.1). */
const MAX_ITEMS_PER_REQUEST = 10_000;

interface BulkBody {
	fields: JsonObject;
	items: readonly Json[];
	batchId: string | null;
	forceNewOriginal: boolean;
	ignoreErrors: boolean;
}

/**
 * Body of `items/bulk` and `POST batches`; only a batch may have no items (toloka-api §5.4, §5.8).
 */
export function bulkBody(
	body: Json | undefined,
	allowed: readonly string[],
	{ minItems }: { minItems: 0 | 1 },
): BulkBody {
	const fields = requireObject(body, allowed);
	return {
		fields,
		items: readItems(fields.items, minItems),
		batchId: readText(fields, 'batch_id'),
		forceNewOriginal: readFlag(fields, 'force_new_original'),
		ignoreErrors: readFlag(fields, 'ignore_errors'),
	};
}

function readItems(items: Json | undefined, minItems: 0 | 1): readonly Json[] {
	if (items === undefined || items === null) {
		if (minItems === 0) return [];
		throw invalidField('items', 'VALUE_REQUIRED');
	}
	if (!Array.isArray(items)) {
		throw invalidField('items', 'ARRAY_EXPECTED');
	}
	if (items.length < minItems) {
		throw invalidField('items', 'ARRAY_SIZE_LESS_THAN_MIN', [minItems]);
	}
	if (items.length > MAX_ITEMS_PER_REQUEST) {
		throw entityTooLarge(`Request contains ${items.length} items, at most 10000 are allowed`);
	}
	return items;
}
