import { delimiterIn } from './likely';
import { isRecord } from '../values/foreign';
import { asSpoken } from '../values/unseen';

/** Rows that are the names of the columns: their file was read as if it began at another line. */

const TOLOKA_COLUMN = /^(?:INPUT|GOLDEN|HINT|TASK|OUTPUT)\s*:/i;

/**
 * What to do where the cells of a row that mean no field name fields instead: in files whose first
 * line is a title, or `sep=;`.
 *
 * @param cells with a value.
 */
export function headerAdvice(
	cells: readonly unknown[],
	fields: readonly string[],
): string | undefined {
	const [first, ...others] = cells;
	const listed = Array.isArray(first) || isRecord(first) ? Object.values(first) : undefined;
	if (others.length === 0 && listed !== undefined) {
		return areNames(listed, fields)
			? `${HERE}: turn Header Row on where the file is read`
			: undefined;
	}
	return areNames(cells, fields)
		? `${HERE}: set Starting Line or Range to it where the file is read`
		: undefined;
}

const HERE = 'the names of the columns are in this row';

/** One name among other values may be a value. */
function areNames(cells: readonly unknown[], fields: readonly string[]): boolean {
	const spoken = fields.map(asSpoken);
	const names = cells.filter(
		(cell) =>
			typeof cell === 'string' &&
			(spoken.includes(asSpoken(cell)) ||
				TOLOKA_COLUMN.test(cell) ||
				delimiterIn(cell, fields) !== undefined),
	);
	return names.length >= Math.min(2, Math.max(1, cells.length));
}
