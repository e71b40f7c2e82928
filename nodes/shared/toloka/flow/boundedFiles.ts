import type { Pause } from './pauses';
import { freeBuffer } from '../values/memory';
import type { Dialect } from '../values/csv';
import type { Row } from '../values/table';
import { headerLine, tableLine } from '../values/csv';
import { cellsOf, withColumnsOf } from '../values/table';

/** Writes long lists to files of bounded size, page by page, so that only one part is in memory. */

interface Lines {
	header(columns: readonly string[]): string;
	line(row: Row, columns: readonly string[]): string;
}

type Encoding = 'utf8' | 'latin1';

export interface FileFormat<Entry> extends Lines {
	/** How characters become bytes: as UTF-8 by default, or each as one byte. */
	encoding?: Encoding;
	rowOf(entry: Entry): Row;
	idOf(entry: Entry): string;
	/** The columns known before the first row; undefined if the format has no columns. */
	firstColumns?: string[];
}

export const NDJSON_LINES: Lines = {
	header: () => '',
	line: (row) => `${JSON.stringify(row)}\n`,
};

export function tableLines(dialect: Dialect): Lines {
	return {
		header: (columns) => headerLine(columns, dialect),
		line: (row, columns) => tableLine(cellsOf(row, columns), dialect),
	};
}

/** The entries of one response, in slices; read them all before requesting the next page. */
export type SlicedPage<Entry> = Iterable<Entry[]> | AsyncIterable<Entry[]>;

/** How full a part must be to end with its page, so that it does not wait for the next page. */
const FULL_ENOUGH = 0.5;

export interface FilePart {
	/** The file; its memory is freed or reused once the next part is requested. */
	bytes: Buffer;
	/** Number of entries. */
	count: number;
	firstId?: string;
	lastId?: string;
	/** The header of a table. */
	columns?: string[];
}

export interface FileSettings<Entry> {
	format: FileFormat<Entry>;
	/** Largest size of a part; only a single chunk that is larger exceeds it. */
	maxBytes: number;
	/** Called between slices of work, so that the process can do other work. */
	pause: Pause;
}

/** Lines are collected up to about this many characters and then written together. */
const CHUNK_CHARACTERS = 1 << 16;

/**
 * Yields the parts of a walk, each a complete file; an empty walk yields one empty part. A table
 * has the columns that are known when it begins: an entry with a new column begins the next part.
 */
export async function* boundedFiles<Entry>(
	walk: AsyncIterable<SlicedPage<Entry>>,
	settings: FileSettings<Entry>,
): AsyncGenerator<FilePart> {
	const { format } = settings;
	let columns = format.firstColumns;
	let part: OpenPart | undefined;
	let isEmpty = true;
	for await (const page of walk) {
		for await (const chunk of chunksOfPage(page, columns, settings)) {
			if (part !== undefined && !fits(part, chunk)) {
				yield closed(part);
				part = newPart(chunk, part.bytes, format);
			}
			part ??= newPart(chunk, Buffer.allocUnsafeSlow(settings.maxBytes), format);
			add(part, chunk);
			columns = chunk.columns;
			isEmpty = false;
		}
		if (part === undefined || part.size < settings.maxBytes * FULL_ENOUGH) continue;
		yield closed(part);
		freeBuffer(part.bytes);
		part = undefined;
	}
	if (isEmpty) part = newPart({ columns, text: '' }, Buffer.alloc(0), format);
	if (part !== undefined) yield closed(part);
}

/** Lines of consecutive entries. */
interface Chunk extends Omit<FilePart, 'bytes'> {
	text: string;
	encoding?: Encoding;
}

interface OpenPart extends FilePart {
	/** Bytes in use; the rest of the buffer takes no memory until it is written. */
	size: number;
}

/** Creates a part for this chunk, in the given memory unless the chunk alone is larger. */
function newPart<Entry>(
	{ columns, text, encoding }: Pick<Chunk, 'columns' | 'text' | 'encoding'>,
	memory: Buffer,
	format: FileFormat<Entry>,
): OpenPart {
	const header = Buffer.from(columns ? format.header(columns) : '');
	const needed = header.length + Buffer.byteLength(text, encoding);
	const bytes = needed > memory.length ? Buffer.allocUnsafeSlow(needed) : memory;
	header.copy(bytes);
	return { bytes, size: header.length, count: 0, columns };
}

/** In UTF-8, per UTF-16 code unit. */
const MAX_BYTES_A_CHARACTER = 3;

function fits({ columns, bytes, size }: OpenPart, chunk: Chunk): boolean {
	const room = bytes.length - size;
	const { text, encoding } = chunk;
	// The bytes are counted only if the part is nearly full.
	const isShort = text.length * MAX_BYTES_A_CHARACTER <= room;
	return columns === chunk.columns && (isShort || Buffer.byteLength(text, encoding) <= room);
}

function add(part: OpenPart, { text, encoding, count, firstId, lastId }: Chunk): void {
	part.size += part.bytes.write(text, part.size, encoding);
	part.count += count;
	part.firstId ??= firstId;
	part.lastId = lastId;
}

function closed({ bytes, size, ...part }: OpenPart): FilePart {
	return { ...part, bytes: bytes.subarray(0, size) };
}

async function* chunksOfPage<Entry>(
	page: SlicedPage<Entry>,
	known: string[] | undefined,
	{ format, pause }: FileSettings<Entry>,
): AsyncGenerator<Chunk> {
	let columns = known;
	for await (const slice of page) {
		const rows = slice.map((entry) => format.rowOf(entry));
		columns = columns && withColumnsOf(rows, columns);
		yield* chunksOfRows(rows, slice, columns, format);
		await pause();
	}
}

function* chunksOfRows<Entry>(
	rows: readonly Row[],
	entries: readonly Entry[],
	columns: string[] | undefined,
	format: FileFormat<Entry>,
): Generator<Chunk> {
	let lines: string[] = [];
	let characters = 0;
	let first = 0;
	for (let index = 0; index < rows.length; index++) {
		const line = format.line(rows[index], columns ?? []);
		lines.push(line);
		characters += line.length;
		if (characters < CHUNK_CHARACTERS && index < rows.length - 1) continue;
		yield {
			text: lines.join(''),
			encoding: format.encoding,
			count: index - first + 1,
			firstId: format.idOf(entries[first]),
			lastId: format.idOf(entries[index]),
			columns,
		};
		lines = [];
		characters = 0;
		first = index + 1;
	}
}
