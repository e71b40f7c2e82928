import type { Problem } from '../../toloka/fields/cells/check';
import type { Part } from '../../toloka/fields/flaws/parts';
import { partsOf } from '../../toloka/fields/flaws/parts';
import { accessTo } from '../../toloka/fields/cells/within';
import { clean, isRecord, parsedJson } from '../../toloka/values/foreign';
import { pasteable } from './expressions';

/** Finds rows that are a list within one item, as APIs and files deliver them. */

const BY_CODE = 'Turn each row into an item before the node, for example with Code';

const ITEM_IS_LIST: Problem = { field: '', reason: 'the item is a list of rows', advice: BY_CODE };

type IsRow = (one: Record<string, unknown>) => boolean;

/** Returns the problem of an item that contains a list of rows; undefined if it contains none. */
export function listProblem(json: object, isRow?: IsRow): Problem | undefined {
	if (Array.isArray(json)) return isListOfRows(json, isRow) ? ITEM_IS_LIST : undefined;
	const lists = partsOf(json).filter(({ value }) => isListOfRows(value, isRow));
	// Without `isRow`, a list of objects counts as rows only if it is a column's own value.
	const found = lists.find(({ names, isText }) => isRow ?? (!isText && names.length === 1));
	if (found !== undefined) return inList(found);
	return isRow && inLines(json, isRow);
}

function inList({ names, path, isText }: Part): Problem {
	const name = clean(path, 80);
	const reason = `the rows are in the list “${name}”`;
	if (!isText) {
		const advice = `Put Split Out before the node and enter “${name}” as its field`;
		return { field: '', reason, advice };
	}
	const advice = splitAdvice(`$json${names.map(accessTo).join('')}`);
	return { field: '', reason: `${reason}, which is text`, advice };
}

/** Finds a text with one row per line (NDJSON), as the node Extract from File returns a text file. */
function inLines(json: object, isRow: IsRow): Problem | undefined {
	const isFound = (cell: unknown) => typeof cell === 'string' && isRowPerLine(cell.trim(), isRow);
	const [name] = Object.entries(json).find(([, cell]) => isFound(cell)) ?? [];
	if (name === undefined) return undefined;
	const lines = `$json${accessTo(name)}.trim().replace(/\\s*\\n\\s*/g, ",")`;
	return {
		field: '',
		reason: `the rows are the lines of the text “${clean(name, 80)}”`,
		advice: splitAdvice(`"[" + ${lines} + "]"`),
	};
}

/** The first line is parsed, and the next one begins like an object. */
function isRowPerLine(text: string, isRow: IsRow): boolean {
	const [, first] = /^(\{[^\n]*\})[^\S\n]*\n\s*\{/.exec(text) ?? [];
	const row = first === undefined ? undefined : parsedJson(first);
	return isRecord(row) && isRow(row);
}

/** @param list the code of an expression whose value is a list as JSON text. */
function splitAdvice(list: string): string {
	const text = pasteable(list);
	return text === undefined
		? BY_CODE
		: `Put Edit Fields before the node, choose JSON and enter { "rows": ${text} }, then Split Out with “rows” as its field`;
}

/** Whether a value is a list of objects whose first entry is a row. */
export function isListOfRows(value: unknown, isRow: IsRow = () => true): boolean {
	return Array.isArray(value) && isRecord(value[0]) && value.every(isRecord) && isRow(value[0]);
}
