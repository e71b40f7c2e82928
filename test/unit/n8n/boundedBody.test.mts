import { describe, expect, it } from 'vitest';
import { isStreamed, readBounded } from '../../../nodes/shared/n8n/boundedBody.ts';

/** A body of many chunks, which counts how many were asked for. */
function streamed(chunks: number, stallsAt = Infinity) {
	const told = { pulled: 0, destroyed: 0 };
	let wake = (_reason: Error) => undefined as void;
	const body = {
		destroy: (reason?: Error) => {
			told.destroyed++;
			wake(reason ?? new Error('destroyed'));
		},
		async *[Symbol.asyncIterator]() {
			for (let place = 0; place < chunks; place++) {
				if (place === stallsAt) await new Promise((_, reject) => (wake = reject));
				told.pulled++;
				yield Buffer.alloc(10, String.fromCharCode(FIRST + (place % LETTERS)));
			}
		},
	};
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
		'is what was sent, whatever length it announces (%s)',
		async (announced) => {
			const bytes = await readBounded(streamed(97).body, announced, Infinity, never);
			expect(String(bytes)).toBe(textOf(97));
			expect(bytes.buffer.byteLength).toBe(970);
		},
	);

	it('may be empty', async () => {
		expect(await readBounded(streamed(0).body, undefined, 100, never)).toHaveLength(0);
	});

	it('that announces more is not read at all', async () => {
		const { body, told } = streamed(10);
		await expect(readBounded(body, '101', 100, never)).rejects.toMatchObject({
			kind: 'answer-too-large',
			details: { bytes: 101 },
		});
		expect(told).toEqual({ pulled: 0, destroyed: 1 });
	});

	it.each([undefined, '50'])('that is longer is read up to the limit (%s)', async (announced) => {
		const { body, told } = streamed(1_000_000);
		await expect(readBounded(body, announced, 100, never)).rejects.toMatchObject({
			kind: 'answer-too-large',
			details: { bytes: undefined },
		});
		expect(told).toEqual({ pulled: 11, destroyed: 1 });
	});

	it('that stalls ends with its deadline', async () => {
		const { body, told } = streamed(10, 5);
		const ends = new AbortController();
		const reading = readBounded(body, undefined, 100, ends.signal);
		await new Promise(setImmediate);
		ends.abort();
		await expect(reading).rejects.toThrow('ended');
		expect(told.destroyed).toBeGreaterThan(0);
	});

	it('is none where it was read already', () => {
		expect([Buffer.alloc(3), '', undefined].map(isStreamed)).toEqual([false, false, false]);
	});
});
