import type { Problem } from '../toloka/fields/check';
import { clean, isRecord } from '../toloka/values/foreign';

/** Rows that are a list within one item, as APIs and files deliver them. */

const ITEM_IS_LIST: Problem = {
	field: '',
	reason: 'the item is a list of rows',
	advice: 'Make one item of each row before the node, for example with Code',
};

type IsRow = (one: Record<string, unknown>) => boolean;

/** What to say of an item that holds a list of rows; undefined where it holds none. */
export function listProblem(json: object, isRow: IsRow = () => true): Problem | undefined {
	if (Array.isArray(json)) return isListOfRows(json, isRow) ? ITEM_IS_LIST : undefined;
	const names = Object.entries(json).filter(([, value]) => isListOfRows(value, isRow));
	return names.length === 0 ? undefined : inList(clean(names[0][0], 80));
}

function inList(name: string): Problem {
	return {
		field: '',
		reason: `the rows are in the list “${name}”`,
		advice: `Put Split Out before the node and enter “${name}” as its field`,
	};
}

/** Whether a value is a list of objects, the first of them a row. */
export function isListOfRows(value: unknown, isRow: IsRow = () => true): boolean {
	return Array.isArray(value) && isRecord(value[0]) && value.every(isRecord) && isRow(value[0]);
}
