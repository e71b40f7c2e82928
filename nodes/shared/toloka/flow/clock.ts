/** The clock of the rules: the host provides the real one, tests a virtual one. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/**
	 * Resolves after `ms` milliseconds, or within a second after `signal` is aborted; 0 yields to the
	 * event loop.
	 */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
