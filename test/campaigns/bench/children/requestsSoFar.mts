import axios from 'axios';
import type { Task } from '../task.mts';

/** Returns the number of requests to the service since `forgetRequests`. */
export async function requestsSoFar({ baseUrl }: Task): Promise<number> {
	const url = `${baseUrl}/_emulator/log?limit=1`;
	const { data } = await axios.get<{ counts: Record<string, number> }>(url);
	return Object.values(data.counts).reduce((sum, count) => sum + count, 0);
}

/** Resets the service's counts. */
export async function forgetRequests({ baseUrl }: Task): Promise<void> {
	await axios.delete(`${baseUrl}/_emulator/log`);
}
