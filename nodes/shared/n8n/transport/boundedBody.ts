import { TolokaFailure } from '../../toloka/service/failures';
import { isRecord } from '../../toloka/values/foreign';
import { freeBuffer } from '../../toloka/values/memory';

/** A body as n8n's helper streams it (n8n §3); the type of Node.js cannot be imported here. */
interface Streamed {
	on(event: string, listener: (given: unknown) => void): unknown;
	destroy(): void;
	destroyed?: boolean;
}

export function isStreamed(body: unknown): body is Streamed {
	return isRecord(body) && typeof body.destroy === 'function' && typeof body.on === 'function';
}

/** Most memory to allocate at first for an announced length; a longer body makes it grow. */
const MAX_FIRST_ROOM = 1 << 26;

/**
 * Reads a body of at most `maxBytes`. A body that announces more is not read at all, any other only
 * up to the limit, so that no more than that is held in memory. Each piece is freed once it is
 * copied: a page of 13 MB as a list of pieces keeps V8 collecting garbage (n8n §3).
 *
 * @param ends aborts the reading, even of a body that stalls.
 */
export async function readBounded(
	body: Streamed,
	contentLength: unknown,
	maxBytes: number,
	ends: AbortSignal,
): Promise<Buffer> {
	const announced = Number(contentLength) || 0;
	if (announced > maxBytes) {
		body.destroy();
		throw tooLarge(announced);
	}
	const room = new Room(maxBytes, announced);
	let end = () => undefined as void;
	// Uses listeners: a loop over the body would slow it down while the process is busy.
	const read = new Promise<void>((resolve, reject) => {
		const fail = (error: unknown) => {
			// Discards the rest of the body and closes its connection.
			body.destroy();
			reject(error as Error);
		};
		end = () => fail(new Error('ended'));
		body.on('data', (chunk) => {
			try {
				room.add(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
			} catch (error) {
				fail(error);
			}
		});
		body.on('end', () => resolve());
		body.on('error', fail);
		const closed = () => fail(new Error('The connection was closed in the middle of the response'));
		body.on('close', closed);
		if (body.destroyed === true) closed();
	});
	ends.addEventListener('abort', end);
	try {
		await read;
	} finally {
		ends.removeEventListener('abort', end);
	}
	return room.filled();
}

/** A buffer that grows as pieces are added. */
class Room {
	private bytes: Buffer = Buffer.allocUnsafeSlow(0);
	private size = 0;

	constructor(
		private readonly maxBytes: number,
		private readonly announced: number,
	) {}

	/** Copies a piece and frees its memory. */
	add(piece: Buffer): void {
		const needed = this.size + piece.length;
		if (needed > this.maxBytes) throw tooLarge(undefined);
		if (needed > this.bytes.length) this.resize(Math.max(needed, this.nextLength()));
		piece.copy(this.bytes, this.size);
		freeBuffer(piece);
		this.size = needed;
	}

	filled(): Buffer {
		if (this.size !== this.bytes.length) this.resize(this.size);
		return this.bytes;
	}

	/** The announced length at first, then double each time: few copies, whatever was announced. */
	private nextLength(): number {
		const { length } = this.bytes;
		return length === 0 ? Math.min(this.announced, MAX_FIRST_ROOM) : 2 * length;
	}

	private resize(length: number): void {
		const other = Buffer.allocUnsafeSlow(length);
		this.bytes.copy(other, 0, 0, this.size);
		freeBuffer(this.bytes);
		this.bytes = other;
	}
}

function tooLarge(bytes: number | undefined): TolokaFailure {
	return new TolokaFailure('answer-too-large', { bytes });
}
