import { csvLine } from './csv';
import { flattened } from './solutionRows';
import type { Solution } from './solutions';

/** Solutions as files of bounded size, made page by page so that no more than one part is held. */

export interface FilePart {
	bytes: Buffer;
	/** Solutions in it. */
	count: number;
	firstTaskId?: string;
	lastTaskId?: string;
	/** The header of a CSV part. */
	columns?: string[];
}

export interface FileSettings {
	format: 'csv' | 'ndjson';
	/** Largest size of a part; only a single chunk of rows that is larger exceeds it. */
	maxBytes: number;
	/** Whether NDJSON has output values beside a solution's own fields, as CSV always has. */
	flatten: boolean;
	/** Called between slices of work, so that other work of the process gets its turn. */
	pause: () => Promise<void>;
}

/** Solutions between two pauses; they take some 10 ms. */
const SLICE = 5_000;
/** Lines are encoded together up to so many characters. */
const CHUNK_CHARACTERS = 1 << 18;
const FIRST_COLUMNS = ['task_id', 'pool_id', 'confidence'];

/**
 * The parts of a walk, each a complete file; an empty walk gives one empty part. A CSV part has the
 * columns that are known when it begins: a solution with a further one begins the next part.
 */
export async function* fileParts(
	walk: AsyncGenerator<Solution[]>,
	settings: FileSettings,
): AsyncGenerator<FilePart> {
	let part: OpenPart | undefined;
	for await (const chunk of encodedChunks(walk, settings)) {
		if (part !== undefined && !fits(part, chunk, settings.maxBytes)) {
			yield closed(part);
			part = undefined;
		}
		part ??= newPart(chunk.columns);
		add(part, chunk);
	}
	yield closed(part ?? newPart(firstColumns(settings)));
}

interface OpenPart extends Omit<FilePart, 'bytes'> {
	chunks: Buffer[];
	size: number;
}

function newPart(columns: string[] | undefined): OpenPart {
	const header = columns ? [Buffer.from(csvLine(columns))] : [];
	return { chunks: header, size: header[0]?.length ?? 0, count: 0, columns };
}

function fits(part: OpenPart, chunk: FilePart, maxBytes: number): boolean {
	return part.columns === chunk.columns && part.size + chunk.bytes.length <= maxBytes;
}

function add(part: OpenPart, { bytes, count, firstTaskId, lastTaskId }: FilePart): void {
	part.chunks.push(bytes);
	part.size += bytes.length;
	part.count += count;
	part.firstTaskId ??= firstTaskId;
	part.lastTaskId = lastTaskId;
}

function closed({ chunks, size, ...part }: OpenPart): FilePart {
	return { ...part, bytes: Buffer.concat(chunks, size) };
}

type Row = Record<string, unknown>;

async function* encodedChunks(
	walk: AsyncGenerator<Solution[]>,
	settings: FileSettings,
): AsyncGenerator<FilePart> {
	let columns = firstColumns(settings);
	for await (const page of walk) {
		for (let from = 0; from < page.length; from += SLICE) {
			const slice = page.slice(from, from + SLICE);
			const rows = columns || settings.flatten ? slice.map(flattened) : slice;
			columns = columns && withColumnsOf(rows, columns);
			yield* chunksOf(rows, columns);
			await settings.pause();
		}
	}
}

function firstColumns({ format }: FileSettings): string[] | undefined {
	return format === 'csv' ? FIRST_COLUMNS : undefined;
}

/** The columns and, at their end, those that some row adds to them. */
function withColumnsOf(rows: readonly Row[], columns: string[]): string[] {
	const known = new Set(columns);
	for (const row of rows) for (const name of Object.keys(row)) known.add(name);
	return known.size === columns.length ? columns : [...known];
}

/** Consecutive rows as encoded lines. */
function* chunksOf(rows: readonly Row[], columns: string[] | undefined): Generator<FilePart> {
	let text = '';
	let first = 0;
	for (const [index, row] of rows.entries()) {
		text += columns ? csvLine(columns.map((name) => row[name])) : `${JSON.stringify(row)}\n`;
		if (text.length < CHUNK_CHARACTERS && index < rows.length - 1) continue;
		yield {
			bytes: Buffer.from(text),
			count: index - first + 1,
			firstTaskId: String(rows[first].task_id),
			lastTaskId: String(row.task_id),
			columns,
		};
		text = '';
		first = index + 1;
	}
}
