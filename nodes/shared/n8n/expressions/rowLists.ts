import type { Problem } from '../../toloka/fields/cells/check';
import type { Part } from '../../toloka/fields/flaws/parts';
import { partsOf } from '../../toloka/fields/flaws/parts';
import { accessTo } from '../../toloka/fields/cells/within';
import { clean, isRecord } from '../../toloka/values/foreign';
import { pasteable } from './expressions';

/** Finds rows that are a list within one item, as APIs and files deliver them. */

const ITEM_IS_LIST: Problem = {
	field: '',
	reason: 'the item is a list of rows',
	advice: 'Turn each row into an item before the node, for example with Code',
};

type IsRow = (one: Record<string, unknown>) => boolean;

/** Returns the problem of an item that contains a list of rows; undefined if it contains none. */
export function listProblem(json: object, isRow?: IsRow): Problem | undefined {
	if (Array.isArray(json)) return isListOfRows(json, isRow) ? ITEM_IS_LIST : undefined;
	const lists = partsOf(json).filter(({ value }) => isListOfRows(value, isRow));
	// Without `isRow`, a list of objects counts as rows only if it is a column's own value.
	const found = lists.find(({ names, isText }) => isRow ?? (!isText && names.length === 1));
	return found && inList(found);
}

function inList({ names, path, isText }: Part): Problem {
	const name = clean(path, 80);
	const reason = `the rows are in the list “${name}”`;
	if (!isText) {
		const advice = `Put Split Out before the node and enter “${name}” as its field`;
		return { field: '', reason, advice };
	}
	const text = pasteable(`$json${names.map(accessTo).join('')}`);
	const advice =
		text === undefined
			? ITEM_IS_LIST.advice
			: `Put Edit Fields before the node, choose JSON and enter { "rows": ${text} }, then Split Out with “rows” as its field`;
	return { field: '', reason: `${reason}, which is text`, advice };
}

/** Whether a value is a list of objects whose first entry is a row. */
export function isListOfRows(value: unknown, isRow: IsRow = () => true): boolean {
	return Array.isArray(value) && isRecord(value[0]) && value.every(isRecord) && isRow(value[0]);
}
