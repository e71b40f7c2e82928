import { delimiterIn, spokenField } from './likely';
import { asSeen, asSpoken, prefixed } from './names';
import { partsOf } from './parts';
import { ownOf } from '../values/content';
import { clean, isRecord } from '../values/foreign';

/** Where the values or the names of fields are in a row that has them not as its columns. */

/**
 * What to do about it.
 *
 * @param row its columns that mean no field.
 * @param missing those of the fields that the row should have.
 */
export function elsewhere(
	row: Readonly<Record<string, unknown>>,
	missing: readonly string[],
	fields: readonly string[],
): string | undefined {
	return withinObject(row, missing) ?? headerAdvice(Object.values(row), fields);
}

/** As a webhook delivers them in its `body`, and models as text in their `output`. */
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

/** Prefixes by which a cell is known to be the name of a column. */
const OF_NAMES = ['INPUT', 'GOLDEN', 'HINT', 'TASK', 'OUTPUT'];

/** In files whose first line is a title, or `sep=;`. */
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

/** One name among other values may be a value. */
function areNames(cells: readonly unknown[], fields: readonly string[]): boolean {
	const spoken = fields.map(spokenField);
	const letters = spoken.map(asSeen);
	const isName = (cell: string): boolean => {
		if (OF_NAMES.includes(prefixed(cell)?.prefix ?? '')) return true;
		const seen = asSeen(cell);
		// Most texts have no name anywhere in them, and to divide a long one takes its time.
		if (!letters.some((name) => seen.includes(name))) return false;
		return spoken.includes(asSpoken(cell)) || delimiterIn(cell, fields) !== undefined;
	};
	const names = cells.filter((cell) => typeof cell === 'string' && isName(cell));
	return names.length >= Math.min(2, Math.max(1, cells.length));
}
