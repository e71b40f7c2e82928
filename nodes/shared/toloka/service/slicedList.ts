import { readExactly } from '../values/exactJson';
import type { RowReader } from '../values/jsonRows';
import { parsedRows, readRows } from '../values/jsonRows';
import { freeBuffer } from '../values/memory';
import type { ApiRequest, Send } from './requests';
import { isPage, listIn } from './paging';
import { unexpectedShape } from './requests';
import { parsedJson, isRecord } from '../values/foreign';

/** About 500 solutions; short enough for the garbage collector to free the text cheaply. */
const SLICE_BYTES = 1 << 16;
/** Wrong cuts to try before the rest becomes one slice. */
const MAX_TRIES = 3;

/**
 * Lists of the Apps API are called `content`; an older description says `items` (toloka-api §12,
 * 19).
 */
const OPENING = /^\s*\{\s*"(items|content)"\s*:\s*\[/;
const FIRST_KEY = /^\s*(\{\s*"(?:[^"\\]|\\.)*"\s*:)/;
/** Bytes at the beginning of a response or a row that suffice to recognize its form. */
const BEGINNING = 1_000;
const SPACE = 0x20;
const NOTHING = Buffer.alloc(0);

/** Rows as the service sent them, from one offset in a response to another. */
export interface RawRows {
	bytes: Buffer;
	from: number;
	to: number;
}

/** The rows of one response: bytes, or parsed if its form is unusual. */
export type RowList = RawRows | unknown[];

/**
 * Reads a response `{"items":[…],"has_more":…}`, or one with `content`, and keeps its rows as
 * bytes: as objects, a page of 100,000 rows takes five times the memory, and parsing it blocks n8n
 * for a tenth of a second. A response of another form is parsed whole.
 */
export function readSlicedList(bytes: Buffer): unknown {
	const [opening = '', name = ''] = OPENING.exec(beginningOf(bytes, 0, bytes.length)) ?? [];
	const closing = bytes.lastIndexOf(']');
	if (name === '' || closing < opening.length) return readExactly(bytes);
	const envelope = parsedJson(opening + bytes.toString('utf8', closing));
	if (!isRecord(envelope) || typeof envelope.has_more !== 'boolean') {
		return readExactly(bytes);
	}
	const rows: RawRows = { bytes, from: opening.length, to: closing };
	const hasRows = bytes.subarray(rows.from, rows.to).some((byte) => byte > SPACE);
	return { ...envelope, [name]: hasRows ? rows : [] };
}

/** The list in a response that `readSlicedList` read; undefined if there is none. */
export function rowsOf(body: unknown): RowList | undefined {
	const list = listIn(body);
	return isRawRows(list) || Array.isArray(list) ? list : undefined;
}

function isRawRows(value: unknown): value is RawRows {
	return isRecord(value) && Buffer.isBuffer(value.bytes);
}

export interface ListPage {
	list: RowList;
	hasMore: boolean;
	/** The service's time when it responded, epoch milliseconds. */
	serviceTime?: number;
	/** What was being read; completes "while …" in messages. */
	doing: string;
}

/**
 * Requests one page of a list.
 *
 * @param rows what the rows are, for the message about another response: “tasks”.
 */
export async function readListPage(
	send: Send,
	request: ApiRequest,
	rows: string,
): Promise<ListPage> {
	const { body, serviceTime } = await send({ ...request, read: readSlicedList });
	const list = rowsOf(body);
	if (!isPage(body) || list === undefined) {
		throw unexpectedShape(request.doing, `a list of ${rows} with has_more`);
	}
	return { list, hasMore: body.has_more, serviceTime, doing: request.doing };
}

export function isEmptyList(list: RowList): boolean {
	return !isRawRows(list) && list.length === 0;
}

/** Yields the rows of a list in slices, and frees the list's memory once all are read. */
export function* slicesOf<Slice>(
	list: RowList,
	doing: string,
	reader: RowReader<Slice>,
): Generator<Slice> {
	if (!isRawRows(list)) {
		if (list.length > 0) yield reader.take(list) ?? refuseRows(doing);
		return;
	}
	yield* sliceRows(list, doing, reader);
	freeBuffer(list.bytes);
	list.bytes = NOTHING;
}

function refuseRows(doing: string): never {
	throw unexpectedShape(doing, 'a list of rows');
}

/** Returns the rows of a slice; throws unless all have the expected form. */
export function rowsAs<Row>(
	rows: unknown[],
	isRow: (row: unknown) => row is Row,
	doing: string,
	expected: string,
): Row[] {
	if (rows.every(isRow)) return rows;
	throw unexpectedShape(doing, expected);
}

/** Reads the last row of a list before the others; undefined if it cannot be told apart. */
export function lastRowOf(list: RowList): unknown {
	if (!isRawRows(list)) return list[list.length - 1];
	const border = borderOf(list);
	const at = border === undefined ? -1 : list.bytes.lastIndexOf(border, list.to);
	if (at < list.from) return undefined;
	// Rows with another first key follow without a border.
	return parsedRows(list.bytes, at + 2, list.to)?.at(-1);
}

/** Text with one character per byte, so that its indexes are byte offsets. */
function beginningOf(bytes: Buffer, from: number, to: number): string {
	return bytes.toString('latin1', from, Math.min(from + BEGINNING, to));
}

/**
 * Reads the rows slice by slice. A slice ends where the next row seems to begin; as the previous
 * cut was right, this cut is right if and only if the text between them can be read.
 */
function* sliceRows<Slice>(
	list: RawRows,
	doing: string,
	reader: RowReader<Slice>,
): Generator<Slice> {
	const border = borderOf(list);
	for (let start = list.from; start < list.to;) {
		const { slice, end } = nextSlice(list, start, border, doing, reader);
		yield slice;
		start = end + 1;
	}
}

/** The bytes between two rows, up to the first key of the second; undefined if rows are not objects. */
function borderOf({ bytes, from, to }: RawRows): Buffer | undefined {
	const firstKey = FIRST_KEY.exec(beginningOf(bytes, from, to))?.[1];
	return firstKey === undefined ? undefined : Buffer.from(`},${firstKey}`, 'latin1');
}

function nextSlice<Slice>(
	{ bytes, to }: RawRows,
	start: number,
	border: Buffer | undefined,
	doing: string,
	reader: RowReader<Slice>,
): { slice: Slice; end: number } {
	let at = start + SLICE_BYTES;
	for (let tries = 1; ; tries++) {
		const next = border === undefined ? -1 : bytes.indexOf(border, at);
		const end = next === -1 || next >= to || tries > MAX_TRIES ? to : next + 1;
		const slice = readRows(reader, bytes, start, end);
		if (slice !== undefined) return { slice, end };
		if (end === to) refuseRows(doing);
		at = end;
	}
}
