interface Transferable {
	buffer: ArrayBufferLike & { transfer?: (size: number) => unknown };
}

/**
 * Frees a buffer that is no longer needed. V8 does so only when it collects its old generation;
 * while many buffers wait for that, V8 collects all the time, which makes its young generation
 * grow: 100 MB in a walk of a million solutions. Node.js 20 has no `transfer`.
 */
export function freeBuffer(bytes: Buffer): void {
	const { buffer, length } = bytes as Buffer & Transferable;
	// A small buffer may share its memory with others.
	if (buffer.byteLength === length) buffer.transfer?.(0);
}
