/** The workloads of a contestant; W6 runs in virtual time. */
export type Work = 'W1' | 'W2' | 'W3' | 'W4' | 'W5' | 'W6' | 'W8' | 'W9' | 'W10' | 'W11';

/** The workloads that W12 repeats with a distant service. */
export const FAR_WORK = ['W1', 'W2', 'W3', 'W4', 'W5'] as const;

/** The workloads of the benchmark. W7 is W1 and W3 at growing sizes. */
export type WorkloadId = Work | `W12-${(typeof FAR_WORK)[number]}`;

/** One run of one workload, as a contestant receives it. */
export interface Task {
	workload: Work;
	/** Rows, items, tasks or operations. */
	rows: number;
	/** Base URL of the emulator. */
	baseUrl: string;
	token: string;
	/**
	 * ID of the subject: an operation (W1, W2, W9), a project (W3, W5, W8, W11) or a pool (W4, W10).
	 */
	target: string;
	/** ID of the pool with the tasks of W9. */
	pool?: string;
	/** File with the certificate to trust if the service is distant. */
	certificate?: string;
}

/** What a contestant measures itself. */
export interface Outcome {
	/** Wall time of the work itself. */
	seconds: number;
	/** Number of rows in the output. */
	rows: number;
	/**
	 * Other figures, such as the number of rows that came twice. `emptyNodeMs` is the time of a node
	 * that does nothing with the same items; `times` is the number of repetitions behind one figure.
	 */
	figures?: Record<string, number>;
}

/** What is measured from outside. */
export interface Measurement extends Outcome {
	/** CPU time of the process that did the work, if known. */
	cpuSeconds?: number;
	/** Resident size before the work, and its peak during the work. */
	idleMb?: number;
	peakMb?: number;
	/** Longest time for which the event loop was blocked. */
	longestBlockMs?: number;
	/** Requests to the service, by endpoint. */
	requests?: Record<string, number>;
}

/** A run that a contestant could not finish. */
export interface Failed {
	failed: string;
}
