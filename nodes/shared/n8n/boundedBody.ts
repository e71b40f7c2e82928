import { TolokaFailure } from '../toloka/service/failures';
import { isRecord } from '../toloka/values/foreign';

/** A body as n8n's helper streams it (n8n §3); the type of Node.js cannot be imported here. */
interface Streamed extends AsyncIterable<unknown> {
	destroy(reason?: Error): void;
}

export function isStreamed(body: unknown): body is Streamed {
	return isRecord(body) && typeof body.destroy === 'function' && Symbol.asyncIterator in body;
}

/**
 * Reads a body of up to so many bytes. One that announces more is not read at all, another one up to
 * the limit: whatever is sent, no more than that is held.
 *
 * @param ends ends the reading, also of a body that stalls.
 */
export async function readBounded(
	body: Streamed,
	contentLength: unknown,
	maxBytes: number,
	ends: AbortSignal,
): Promise<Buffer> {
	const announced = Number(contentLength ?? 0);
	const chunks: Buffer[] = [];
	let size = 0;
	let isRead = false;
	const end = () => body.destroy(new Error('ended'));
	ends.addEventListener('abort', end);
	try {
		if (announced > maxBytes) throw tooLarge(announced);
		for await (const chunk of body) {
			const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
			size += bytes.length;
			if (size > maxBytes) throw tooLarge(undefined);
			chunks.push(bytes);
		}
		isRead = true;
		return Buffer.concat(chunks, size);
	} finally {
		// What is left of the body is not wanted, and its connection is closed.
		if (!isRead) body.destroy();
		ends.removeEventListener('abort', end);
	}
}

function tooLarge(bytes: number | undefined): TolokaFailure {
	return new TolokaFailure('answer-too-large', { bytes });
}
