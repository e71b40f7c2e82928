import { hasOwn, isSameContent } from '../values/content';
import { isRecord } from '../values/foreign';
import { withZones } from '../values/times';
import type { Item } from './items';

const TIMES = ['created_at', 'started_at', 'finished_at'];

/** An app item as nodes output it. */
export function itemOutput(item: Item): Record<string, unknown> {
	return withZones(item, TIMES);
}

/** Reserved top-level names: the item's own, and those with a meaning for n8n. */
const TAKEN = new Set([
	'id',
	'app_project_id',
	'batch_id',
	'status',
	'input_data',
	'errors',
	...TIMES,
	'dedupeKey',
	'error',
	'__proto__',
]);

/**
 * An app item with its output fields at the top level; a field whose name is taken gets the prefix
 * `output_`. Inputs that Toloka repeats as outputs (toloka-api §5.5) stay in `input_data` only.
 */
export function simplifiedItem(item: Item): Record<string, unknown> {
	const { output_data: outputs, ...own } = itemOutput(item);
	const inputs = isRecord(own.input_data) ? own.input_data : {};
	const row: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(isRecord(outputs) ? outputs : {})) {
		if (hasOwn(inputs, name) && isSameContent(inputs[name], value)) continue;
		row[freeName(name, own)] = value;
	}
	return { ...row, ...own };
}

/** The service may also add fields of its own that are not documented yet. */
function freeName(name: string, own: Record<string, unknown>): string {
	const plain = name.replace(/^(output_)+/, '');
	return TAKEN.has(plain) || hasOwn(own, plain) ? `output_${name}` : name;
}
