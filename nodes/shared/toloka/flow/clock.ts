/** Time as the rules see it: the host brings the real one, tests a virtual one. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Resolves after `ms` milliseconds, or within a second of `signal` being aborted; 0 is a pause. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
