import { delimiterIn, spokenField } from './likely';
import { asSeen, asSpoken, prefixed } from './names';
import { partsOf } from '../flaws/parts';
import { ownOf } from '../../values/content';
import { clean, isRecord } from '../../values/foreign';

/** Finds values or names of fields in a row that does not have them as columns. */

/**
 * Returns what to do about it.
 *
 * @param row the columns of the row that mean no field.
 * @param missing the fields that the row should have.
 */
export function elsewhere(
	row: Readonly<Record<string, unknown>>,
	missing: readonly string[],
	fields: readonly string[],
): string | undefined {
	return (
		withinObject(row, missing) ??
		withinText(row, fields) ??
		headerAdvice(Object.values(row), fields)
	);
}

/** Fields within an object, such as the `body` of a webhook or the `output` text of a model. */
function withinObject(
	row: Readonly<Record<string, unknown>>,
	missing: readonly string[],
): string | undefined {
	const found = partsOf(row).find(
		({ path, value }) =>
			isRecord(value) &&
			!/^\d+$/.test(path) &&
			missing.some((field) => ownOf(value, field) !== undefined),
	);
	if (found === undefined) return undefined;
	return `it is within “${clean(found.path, 80)}”: turn the values in that object into columns, with Edit Fields`;
}

/** A whole table as text, as HTTP Request returns a CSV file. */
function withinText(
	row: Readonly<Record<string, unknown>>,
	fields: readonly string[],
): string | undefined {
	const found = Object.entries(row).find(([, cell]) => {
		const header = typeof cell === 'string' ? headerOf(cell) : '';
		return header !== '' && areNames([header], fields);
	});
	if (found === undefined) return undefined;
	return `“${clean(found[0], 80)}” contains a whole table as text: have it read as a file, and put Extract from File behind that`;
}

/** No file has more names of columns; longer lines are texts. */
const MAX_HEADER = 4_000;

/** The first of several lines; empty if there is only one. */
function headerOf(text: string): string {
	const begin = text.slice(0, MAX_HEADER).trimStart();
	const end = begin.search(/[\r\n]/);
	return end === -1 || begin.slice(end).trim() === '' ? '' : begin.slice(0, end);
}

/** Prefixes that mark a cell as the name of a column. */
const OF_NAMES = ['INPUT', 'GOLDEN', 'HINT', 'TASK', 'OUTPUT'];

/** For files whose first line is a title, or `sep=;`. */
function headerAdvice(cells: readonly unknown[], fields: readonly string[]): string | undefined {
	const [first, ...others] = cells;
	const listed = Array.isArray(first) || isRecord(first) ? Object.values(first) : undefined;
	if (others.length === 0 && listed !== undefined) {
		const turnOn = 'turn Header Row on where the file is read';
		return areNames(listed, fields) ? `${HERE}: ${turnOn}` : undefined;
	}
	const move = 'set Starting Line or Range to it where the file is read';
	return areNames(cells, fields) ? `${HERE}: ${move}` : undefined;
}

const HERE = 'this row contains the column names';

/** Whether cells are names of columns. A single name among other values may be a value. */
function areNames(cells: readonly unknown[], fields: readonly string[]): boolean {
	const spoken = fields.map(spokenField);
	const letters = spoken.map(asSeen);
	const isName = (cell: string): boolean => {
		if (OF_NAMES.includes(prefixed(cell)?.prefix ?? '')) return true;
		const seen = asSeen(cell);
		// Most texts contain no name, and splitting a long one takes time.
		if (!letters.some((name) => seen.includes(name))) return false;
		return spoken.includes(asSpoken(cell)) || delimiterIn(cell, fields) !== undefined;
	};
	const names = cells.filter((cell) => typeof cell === 'string' && isName(cell));
	return names.length >= Math.min(2, Math.max(1, cells.length));
}
