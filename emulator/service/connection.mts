import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EmulatorClock } from '../clock.mts';
import type { Connection, RawReply } from '../steering/delivery.mts';

/** Requests that hang until they are released. */
export class HangingRequests {
	readonly #releases = new Set<() => void>();

	get size(): number {
		return this.#releases.size;
	}

	async wait(gone: (callback: () => void) => void): Promise<void> {
		await new Promise<void>((resolve) => {
			const release = (): void => {
				this.#releases.delete(release);
				resolve();
			};
			this.#releases.add(release);
			gone(release);
		});
	}

	releaseAll(): void {
		for (const release of [...this.#releases]) {
			release();
		}
	}
}

/** What a connection needs of the emulator. */
interface Surroundings {
	/** The service's clock, shown in the Date header of responses. */
	clock: EmulatorClock;
	closing: AbortSignal;
	hanging: HangingRequests;
}

/** Writes to the socket itself, since faults need more than the framework can send. */
export function connectionOf(
	request: FastifyRequest,
	reply: FastifyReply,
	{ clock, closing, hanging }: Surroundings,
): Connection {
	const { raw } = reply;
	reply.hijack();
	const writeHead = (reply: RawReply): void => {
		const date = new Date(clock.now()).toUTCString();
		raw.writeHead(reply.status, { Date: date, ...reply.headers, ...lengthOf(reply) });
	};
	const reset = (): void => {
		request.raw.socket.resetAndDestroy();
	};
	return {
		reset,
		send: (reply) => {
			writeHead(reply);
			if (reply.isChunked === true) raw.flushHeaders();
			raw.end(reply.bytes);
		},
		sendBroken: (reply, bytes) => {
			writeHead(reply);
			raw.write(reply.bytes.subarray(0, bytes), () => request.raw.socket.destroy());
		},
		hang: async () => {
			await hanging.wait((release) => raw.once('close', release));
			reset();
		},
		sleep: async (ms) => {
			await sleep(ms, undefined, { signal: closing }).catch(() => undefined);
		},
	};
}

/** A 204 must not have a length, and chunked responses have none. */
function lengthOf(reply: RawReply): Record<string, string> {
	return reply.status === 204 || reply.isChunked === true
		? {}
		: { 'content-length': String(reply.bytes.length) };
}
