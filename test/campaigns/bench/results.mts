import type { ContestantId } from './contestants.mts';
import type { Failed, Measurement, WorkloadId } from './task.mts';

/** The runs of one contestant, with one workload at one size. */
export interface Cell {
	workload: WorkloadId;
	title: string;
	rows: number;
	contestant: ContestantId;
	runs: Array<Measurement | Failed>;
}

export interface Medians {
	seconds: number;
	/** Excludes the time that n8n takes for a node that does nothing with the same items. */
	netSeconds: number;
	cpuSeconds?: number;
	idleMb?: number;
	peakMb?: number;
	/** Peak minus idle, per run. */
	addedMb?: number;
	longestBlockMs?: number;
	requests?: number;
	rows: number;
	figures: Record<string, number>;
}

export interface Machine {
	processor: string;
	cores: number;
	memoryGb: number;
	platform: string;
	node: string;
	n8n: string;
}

export interface Results {
	when: string;
	machine: Machine;
	cells: Cell[];
}

export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Returns the medians; undefined if no run succeeded. */
export function mediansOf({ runs }: Cell): Medians | undefined {
	const done = runs.filter((run): run is Measurement => !('failed' in run));
	if (done.length === 0) return undefined;
	const of = (read: (run: Measurement) => number | undefined) => {
		const known = done.map(read).filter((value) => value !== undefined);
		return known.length === 0 ? undefined : median(known);
	};
	const names = new Set(done.flatMap(({ figures }) => Object.keys(figures ?? {})));
	return {
		seconds: of(({ seconds }) => seconds) ?? NaN,
		netSeconds: of(netSeconds) ?? NaN,
		rows: of(({ rows }) => rows) ?? NaN,
		cpuSeconds: of(({ cpuSeconds }) => cpuSeconds),
		idleMb: of(({ idleMb }) => idleMb),
		peakMb: of(({ peakMb }) => peakMb),
		addedMb: of(({ idleMb, peakMb }) =>
			idleMb === undefined || peakMb === undefined ? undefined : peakMb - idleMb,
		),
		longestBlockMs: of(({ longestBlockMs }) => longestBlockMs),
		requests: of(({ requests }) => requests && sum(Object.values(requests))),
		figures: Object.fromEntries(
			[...names].map((name) => [name, of((run) => run.figures?.[name])!]),
		),
	};
}

function netSeconds({ seconds, figures }: Measurement): number {
	return seconds - (figures?.emptyNodeMs ?? 0) / 1000;
}

export function cellOf(
	{ cells }: Results,
	workload: WorkloadId,
	contestant: ContestantId,
	rows?: number,
): Cell | undefined {
	const found = cells.filter(
		(cell) => cell.workload === workload && cell.contestant === contestant,
	);
	return rows === undefined ? found[0] : found.find((cell) => cell.rows === rows);
}

/**
 * Divides the net time by the floor's; undefined without a floor, or if a schedule determines the
 * time.
 */
export function timeAgainstFloor(results: Results, cell: Cell): number | undefined {
	const floor = cellOf(results, cell.workload, 'axios', cell.rows);
	const [theirs, ours] = [floor && mediansOf(floor), mediansOf(cell)];
	if (theirs === undefined || ours === undefined) return undefined;
	return 'pollEverySeconds' in ours.figures ? undefined : ours.netSeconds / theirs.seconds;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}
