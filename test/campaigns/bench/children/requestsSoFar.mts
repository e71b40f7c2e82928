import axios from 'axios';
import type { Task } from '../task.mts';

/** How many requests the service got since its counts were taken last. */
export async function requestsSoFar({ baseUrl }: Task): Promise<number> {
	const url = `${baseUrl}/_emulator/log?limit=1`;
	const { data } = await axios.get<{ counts: Record<string, number> }>(url);
	return Object.values(data.counts).reduce((sum, count) => sum + count, 0);
}
