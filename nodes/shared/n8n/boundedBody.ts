import { TolokaFailure } from '../toloka/service/failures';
import { isRecord } from '../toloka/values/foreign';
import { giveBack } from '../toloka/values/memory';

/** A body as n8n's helper streams it (n8n §3); the type of Node.js cannot be imported here. */
interface Streamed {
	on(event: string, listener: (given: unknown) => void): unknown;
	destroy(): void;
	destroyed?: boolean;
}

export function isStreamed(body: unknown): body is Streamed {
	return isRecord(body) && typeof body.destroy === 'function' && typeof body.on === 'function';
}

/** Memory for an announced length is taken up to here; what is longer grows into it. */
const MAX_FIRST_ROOM = 1 << 26;

/**
 * Reads a body of up to so many bytes. One that announces more is not read at all, another one up to
 * the limit: whatever is sent, no more than that is held. The memory of what was read is given back
 * piece by piece: a page of 13 MB as a list of pieces keeps V8 collecting (n8n §3).
 *
 * @param ends ends the reading, also of a body that stalls.
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
	// Listens, as a loop over the body would hold it up while the process is busy with other work.
	const read = new Promise<void>((resolve, reject) => {
		const fail = (error: unknown) => {
			// What is left of the body is not wanted, and its connection is closed.
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

/** Memory that grows with what is added to it. */
class Room {
	private bytes: Buffer = Buffer.allocUnsafeSlow(0);
	private size = 0;

	constructor(
		private readonly maxBytes: number,
		private readonly announced: number,
	) {}

	/** The memory of the piece is given back. */
	add(piece: Buffer): void {
		const needed = this.size + piece.length;
		if (needed > this.maxBytes) throw tooLarge(undefined);
		if (needed > this.bytes.length) this.resize(Math.max(needed, this.nextLength()));
		piece.copy(this.bytes, this.size);
		giveBack(piece);
		this.size = needed;
	}

	filled(): Buffer {
		if (this.size !== this.bytes.length) this.resize(this.size);
		return this.bytes;
	}

	/** What was announced at first, then twice as much each time: few copies, whatever that was. */
	private nextLength(): number {
		const { length } = this.bytes;
		return length === 0 ? Math.min(this.announced, MAX_FIRST_ROOM) : 2 * length;
	}

	private resize(length: number): void {
		const other = Buffer.allocUnsafeSlow(length);
		this.bytes.copy(other, 0, 0, this.size);
		giveBack(this.bytes);
		this.bytes = other;
	}
}

function tooLarge(bytes: number | undefined): TolokaFailure {
	return new TolokaFailure('answer-too-large', { bytes });
}
