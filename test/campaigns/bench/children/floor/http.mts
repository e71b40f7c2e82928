import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import axios from 'axios';
import type { Task } from '../../task.mts';

/**
 * The client methods that the loops need: axios has them, and n8n's helper for nodes can provide
 * them.
 */
export interface Http {
	get<Body>(path: string, options?: Query): Promise<{ data: Body }>;
	post<Body>(path: string, body: unknown, options?: Query): Promise<{ data: Body }>;
}

interface Query {
	params?: Record<string, unknown>;
}

/** Creates a client with one keep-alive connection pool. */
export function connectionTo({ baseUrl, token }: Task): Http {
	return axios.create({
		baseURL: baseUrl,
		httpAgent: new Agent({ keepAlive: true }),
		httpsAgent: new SecureAgent({ keepAlive: true }),
		headers: { Authorization: `ApiKey ${token}` },
		maxBodyLength: Infinity,
		maxContentLength: Infinity,
	});
}

/** Runs `work` for all entries, at most `concurrency` at once. */
export async function inParallel<Entry>(
	entries: readonly Entry[],
	concurrency: number,
	work: (entry: Entry) => Promise<void>,
): Promise<void> {
	const queue = entries.values();
	const worker = async () => {
		for (const entry of queue) await work(entry);
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
}

/** Divides the entries into consecutive parts of at most `size`. */
export function partsOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
	const parts: Entry[][] = [];
	for (let start = 0; start < entries.length; start += size) {
		parts.push(entries.slice(start, start + size));
	}
	return parts;
}
