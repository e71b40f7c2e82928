import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import axios from 'axios';
import type { Task } from '../../task.mts';

/** What the loops need of a client: axios has it, and what n8n hands to a node can do it. */
export interface Http {
	get<Body>(path: string, options?: Query): Promise<{ data: Body }>;
	post<Body>(path: string, body: unknown, options?: Query): Promise<{ data: Body }>;
}

interface Query {
	params?: Record<string, unknown>;
}

/** One connection pool with keep-alive. */
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

/** Runs `work` over all entries, at most `concurrency` at once. */
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

/** Consecutive parts of at most `size` entries. */
export function partsOf<Entry>(entries: readonly Entry[], size: number): Entry[][] {
	const parts: Entry[][] = [];
	for (let start = 0; start < entries.length; start += size) {
		parts.push(entries.slice(start, start + size));
	}
	return parts;
}
