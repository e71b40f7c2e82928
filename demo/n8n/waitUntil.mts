import { setTimeout as sleep } from 'node:timers/promises';

/** Thrown by a probe when waiting longer is pointless; the caller receives it unchanged. */
export class GiveUp extends Error {}

const PAUSE_MS = 100;

/**
 * Calls `probe` until it returns something other than `undefined` or `false`. A probe that throws
 * is called again; the error of its last call is reported if time runs out.
 */
export async function waitUntil<T>(
	description: string,
	probe: () => T | undefined | false | Promise<T | undefined | false>,
	timeoutMs: number,
	pauseMs = PAUSE_MS,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	let lastError: unknown;
	for (;;) {
		try {
			const answer = await probe();
			if (answer !== undefined && answer !== false) return answer;
			lastError = undefined;
		} catch (error) {
			if (error instanceof GiveUp) throw error;
			lastError = error;
		}
		if (Date.now() >= deadline) throw timeoutError(description, timeoutMs, lastError);
		await sleep(pauseMs);
	}
}

function timeoutError(description: string, timeoutMs: number, lastError: unknown): Error {
	const seconds = Math.round(timeoutMs / 100) / 10;
	const reason = lastError instanceof Error ? `; the last try failed: ${lastError.message}` : '';
	return new Error(`Gave up after waiting ${seconds} s for ${description}${reason}`, {
		cause: lastError,
	});
}
