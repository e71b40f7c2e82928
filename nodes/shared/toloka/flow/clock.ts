/** The clock that all rules use: a real one in n8n, a virtual one in tests. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Resolves after `ms` milliseconds, or within a second of an abort; 0 yields to the event loop. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
