import { TolokaFailure } from '../toloka/service/failures';
import { isRecord } from '../toloka/values/foreign';
import { giveBack } from '../toloka/values/memory';

/** A body as n8n's helper streams it (n8n §3); the type of Node.js cannot be imported here. */
interface Streamed extends AsyncIterable<unknown> {
	destroy(reason?: Error): void;
}

export function isStreamed(body: unknown): body is Streamed {
	return isRecord(body) && typeof body.destroy === 'function' && Symbol.asyncIterator in body;
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
	let room: Buffer = Buffer.allocUnsafeSlow(0);
	let size = 0;
	let isRead = false;
	const end = () => body.destroy(new Error('ended'));
	ends.addEventListener('abort', end);
	try {
		if (announced > maxBytes) throw tooLarge(announced);
		for await (const chunk of body) {
			const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
			const needed = size + bytes.length;
			if (needed > maxBytes) throw tooLarge(undefined);
			if (needed > room.length) room = moved(room, size, roomFor(needed, room, announced));
			bytes.copy(room, size);
			giveBack(bytes);
			size = needed;
		}
		isRead = true;
		return size === room.length ? room : moved(room, size, size);
	} finally {
		// What is left of the body is not wanted, and its connection is closed.
		if (!isRead) body.destroy();
		ends.removeEventListener('abort', end);
	}
}

/** What was announced at first, then twice as much each time: few copies, whatever was announced. */
function roomFor(needed: number, { length }: Buffer, announced: number): number {
	const wished = length === 0 ? Math.min(announced, MAX_FIRST_ROOM) : 2 * length;
	return Math.max(needed, wished);
}

function moved(room: Buffer, size: number, length: number): Buffer {
	const other = Buffer.allocUnsafeSlow(length);
	room.copy(other, 0, 0, size);
	giveBack(room);
	return other;
}

function tooLarge(bytes: number | undefined): TolokaFailure {
	return new TolokaFailure('answer-too-large', { bytes });
}
