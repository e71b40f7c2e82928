/** One request as it was received, without its Authorization header and body. */
export interface LogEntry {
	/** Emulator time, milliseconds. */
	at: number;
	method: string;
	path: string;
	query: Record<string, string>;
	/** For example `POST /app-projects/{id}/items/bulk`; method and path if no route matched. */
	route: string;
	/** 0 while unanswered, or when the connection was cut. */
	status: number;
	bodyBytes: number;
	/** Number of items, tasks, suites or bonuses in the body. */
	count?: number;
	/** Number of tasks in the body of `POST /task-suites` or `POST /tasks`. */
	tasks?: number;
	/** Kind of the fault that struck. */
	fault?: string;
}

export interface RequestLog {
	/** In order of arrival; a very long log keeps only the newest entries. */
	entries(): readonly LogEntry[];
	/** Number of requests to a route, including those no longer among the entries. */
	count(route: string): number;
	counts(): Record<string, number>;
	clear(): void;
}

export interface WritableLog extends RequestLog {
	add(entry: LogEntry): void;
}

const KEPT_ENTRIES = 200_000;

export function createLog(): WritableLog {
	let entries: LogEntry[] = [];
	const counts = new Map<string, number>();
	return {
		entries: () => entries,
		count: (route) => counts.get(route) ?? 0,
		counts: () => Object.fromEntries(counts),
		clear: () => {
			entries = [];
			counts.clear();
		},
		add: (entry) => {
			entries.push(entry);
			counts.set(entry.route, (counts.get(entry.route) ?? 0) + 1);
			if (entries.length > 2 * KEPT_ENTRIES) {
				entries = entries.slice(-KEPT_ENTRIES);
			}
		},
	};
}
