/** What a contestant can be asked to do; W6 runs in virtual time. */
export type Work = 'W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6' | 'W8' | 'W9' | 'W10' | 'W11';

/** What W12 does again, far away from the service. */
export const FAR_WORK = ['W1', 'W2', 'W3', 'W4', 'W5'] as const;

/** The workloads of the benchmark. W7 is W1 and W3 at growing sizes. */
export type WorkloadId = Work | `W12-${(typeof FAR_WORK)[number]}`;

/** One run of one workload, as a contestant gets it. */
export interface Task {
	workload: Work;
	/** Rows, items, tasks or operations. */
	rows: number;
	/** The emulator. */
	baseUrl: string;
	token: string;
	/** Id of what is worked on: an operation (W1, W2, W9), a project (W3, W5, W8, W11) or a pool (W4, W10). */
	target: string;
	/** Id of the pool with the tasks of W9. */
	pool?: string;
	/** File with the certificate to be trusted, where the service is far away. */
	certificate?: string;
}

/** What a contestant's own code knows about a run. */
export interface Outcome {
	/** Wall time of the work itself. */
	seconds: number;
	/** Rows that came out. */
	rows: number;
	/**
	 * Further figures, such as the number of rows that came twice. `emptyNodeMs` is the time of a node
	 * that does nothing with the same items; `times` is how often the work was done for one figure.
	 */
	figures?: Record<string, number>;
}

/** What was measured around it. */
export interface Measurement extends Outcome {
	/** Processor time of the process that did the work, as far as it can be told. */
	cpuSeconds?: number;
	/** Resident size before the work, and its peak during the work. */
	idleMb?: number;
	peakMb?: number;
	/** Longest time for which the event loop stood still. */
	longestBlockMs?: number;
	/** Requests that the service got, by endpoint. */
	requests?: Record<string, number>;
}

/** A run that a contestant could not finish. */
export interface Failed {
	failed: string;
}
