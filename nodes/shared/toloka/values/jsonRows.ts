import { withAllDigits } from './exactJson';
import { parsedJson } from './foreign';

/** Rows of a JSON text: parsed, or as text with one character per byte (`latin1`), whatever it means. */

/** How rows are read. */
export interface RowReader<Slice> {
	/**
	 * Finds rows, separated by commas, between two indexes without parsing them; returns undefined if
	 * they are not in the usual form.
	 */
	find?: (bytes: Buffer, from: number, to: number) => Slice | undefined;
	/** Takes rows that are parsed; returns undefined if they are something else. */
	take: (rows: unknown[]) => Slice | undefined;
}

/** Takes rows as they are. */
export const PARSED: RowReader<unknown[]> = { take: (rows) => rows };

/** Reads rows, separated by commas, between two indexes; returns undefined if they are something else. */
export function readRows<Slice>(
	{ find, take }: RowReader<Slice>,
	bytes: Buffer,
	from: number,
	to: number,
): Slice | undefined {
	const found = find?.(bytes, from, to);
	if (found !== undefined) return found;
	const rows = parsedRows(bytes, from, to);
	return rows && take(rows);
}

export function parsedRows(bytes: Buffer, from: number, to: number): unknown[] | undefined {
	const text = `[${bytes.toString('utf8', from, to)}]`;
	const rows = parsedJson(text);
	return Array.isArray(rows) ? (withAllDigits(rows, text) as unknown[]) : undefined;
}

/** Writes a value as JSON with one character per byte. */
export function writtenText(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('latin1');
}

/** Parses a JSON text with one character per byte. */
export function parsedText(text: string): unknown {
	return JSON.parse(Buffer.from(text, 'latin1').toString()) as unknown;
}

const PLAIN_STRING = /^"[ !#-[\]-~]*"$/;

/** Returns what stands between the quotes of a JSON text, if it is a string that means just that. */
export function plainString(text: string | undefined): string | undefined {
	return text !== undefined && PLAIN_STRING.test(text) ? text.slice(1, -1) : undefined;
}

/**
 * A copy of a text. One that is kept must be a copy: otherwise the long text of which it is a part
 * would be kept, too.
 */
export function ownText(text: string): string {
	return Buffer.from(text).toString();
}
