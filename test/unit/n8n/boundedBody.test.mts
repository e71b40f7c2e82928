import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isStreamed, readBounded } from '../../../nodes/shared/n8n/transport/boundedBody.ts';

/** Creates a body of many chunks, and counts how many were read. */
function streamed(chunks: number, stallsAt = Infinity) {
	const told = { pulled: 0 };
	const body = new Readable({
		highWaterMark: 10,
		read() {
			if (told.pulled === stallsAt) return;
			const letter = String.fromCharCode(FIRST + (told.pulled % LETTERS));
			this.push(told.pulled === chunks ? null : Buffer.alloc(10, letter));
			told.pulled++;
		},
	});
	return { body, told };
}

const FIRST = 'a'.charCodeAt(0);
const LETTERS = 26;
const textOf = (chunks: number) =>
	Array.from({ length: chunks }, (_, place) =>
		String.fromCharCode(FIRST + (place % LETTERS)).repeat(10),
	).join('');
const never = new AbortController().signal;

describe('a bounded body', () => {
	it('is read whole up to its limit', async () => {
		const { body } = streamed(10);
		expect(isStreamed(body)).toBe(true);
		expect(String(await readBounded(body, undefined, 100, never))).toBe(textOf(10));
		expect(String(await readBounded(streamed(10).body, '100', 100, never))).toBe(textOf(10));
	});

	it.each([undefined, '0', '1', '95', '970', '100000', '1e15', 'none'])(
		'is what was sent, whatever length was announced (%s)',
		async (announced) => {
			const bytes = await readBounded(streamed(97).body, announced, Infinity, never);
			expect(String(bytes)).toBe(textOf(97));
			expect(bytes.buffer.byteLength).toBe(970);
		},
	);

	it('may be empty', async () => {
		expect(await readBounded(streamed(0).body, undefined, 100, never)).toHaveLength(0);
	});

	it('that announces too much is not read at all', async () => {
		const { body, told } = streamed(10);
		await expect(readBounded(body, '101', 100, never)).rejects.toMatchObject({
			kind: 'answer-too-large',
			details: { bytes: 101 },
		});
		expect([told.pulled, body.destroyed]).toEqual([0, true]);
	});

	it.each([undefined, '50'])('that is too long is read up to the limit (%s)', async (announced) => {
		const { body, told } = streamed(1_000_000);
		await expect(readBounded(body, announced, 100, never)).rejects.toMatchObject({
			kind: 'answer-too-large',
			details: { bytes: undefined },
		});
		expect(told.pulled).toBeLessThan(20);
		expect(body.destroyed).toBe(true);
	});

	it('that stalls ends at its deadline', async () => {
		const { body } = streamed(10, 5);
		const ends = new AbortController();
		const reading = readBounded(body, undefined, 100, ends.signal);
		await new Promise(setImmediate);
		ends.abort();
		await expect(reading).rejects.toThrow('ended');
		expect(body.destroyed).toBe(true);
	});

	it('that is truncated is a failure, not a shorter body', async () => {
		const { body } = streamed(10, 5);
		const reading = readBounded(body, undefined, 100, never);
		await new Promise(setImmediate);
		body.destroy();
		await expect(reading).rejects.toThrow('closed in the middle of the response');
	});

	it('that was truncated before it is read is a failure, too', async () => {
		const { body } = streamed(10, 5);
		body.destroy();
		await new Promise(setImmediate);
		const reading = readBounded(body, undefined, 100, never);
		await expect(reading).rejects.toThrow('closed in the middle of the response');
	});

	it('is missing if it was read already', () => {
		expect([Buffer.alloc(3), '', undefined].map(isStreamed)).toEqual([false, false, false]);
	});
});
