import type { Json } from '../json.mts';
import type { LogEntry } from './log.mts';

/** Which requests a fault applies to; all given properties must match. */
interface FaultMatch {
	method?: string;
	/** A route's name as in the log, for example `POST /task-suites`. */
	route?: string;
	/** Regular expression that the path must match. */
	path?: string;
	/** Query parameters that must be present; `*` accepts any value. */
	query?: Record<string, string>;
	/** Minimum number of items, tasks, suites or bonuses in the body. */
	minCount?: number;
	/** Maximum number of them. */
	maxCount?: number;
	/** Strike from the n-th matching request on (1 = the first). */
	nth?: number;
	/** Strike at every k-th matching request. */
	every?: number;
}

/** What happens; `applied` = the service does its work although its response is lost. */
export type FaultAction =
	| {
			kind: 'status';
			status: number;
			headers?: Record<string, string>;
			/** Text is sent as is, anything else as JSON; absent = empty body. */
			body?: Json;
			applied?: boolean;
	  }
	| { kind: 'reset-before' }
	| { kind: 'reset-after' }
	/** Applied, then a 5xx (502 by default) or, with status 0, a reset. */
	| { kind: 'lost-answer'; status?: number }
	/**
	 * Applied; `broken` framing drops the connection, `valid` sends a shorter but proper response.
	 */
	| { kind: 'truncate'; bytes?: number; framing?: 'broken' | 'valid' }
	| { kind: 'garbage'; status?: number; applied?: boolean }
	| { kind: 'html'; status?: number; applied?: boolean }
	| { kind: 'empty'; status?: number; applied?: boolean }
	/** No response; a reset once the faults are cleared or the emulator is closed. */
	| { kind: 'hang'; applied?: boolean }
	/** Waits in real time; with `clock: 'emulator'` the emulator's clock advances instead. */
	| { kind: 'delay'; ms: number; clock?: 'real' | 'emulator'; applied?: boolean }
	/** The emulator's clock jumps forward or back during this request. */
	| { kind: 'clock-jump'; ms: number }
	/** The operation that this request starts ends as FAIL; `applied` = after it took effect. */
	| { kind: 'operation-fail'; applied?: boolean }
	/** `POOL_OPEN` fails inside an operation that ends as SUCCESS (toloka-api §6.5). */
	| { kind: 'pool-open-fail' };

export type Fault = FaultAction & {
	match?: FaultMatch;
	/** How often it strikes; default: once, or always with `every`. */
	times?: number | 'always';
};

/** A fault with its counters. */
interface ArmedFault {
	id: number;
	fault: Fault;
	/** Matching requests so far. */
	seen: number;
	/** How often it has struck. */
	struck: number;
	spent: boolean;
}

export interface Faults {
	/** Returns the fault's number. */
	add(fault: Fault): number;
	/** Returns copies, spent faults included. */
	list(): ArmedFault[];
	remove(id: number): void;
	/** Removes all faults and releases hanging requests. */
	clear(): void;
}

export interface FaultBoard extends Faults {
	/** Counts the request for every matching fault and returns the first fault that strikes. */
	take(entry: LogEntry): Fault | null;
	/** Registers what `clear` calls to release hanging requests. */
	onClear(release: () => void): void;
}

export function createFaults(): FaultBoard {
	let armed: ArmedFault[] = [];
	let nextId = 1;
	const releases: Array<() => void> = [];
	return {
		add: (fault) => {
			checkPattern(fault);
			const id = nextId++;
			armed.push({ id, fault, seen: 0, struck: 0, spent: false });
			return id;
		},
		list: () => armed.map((entry) => ({ ...entry })),
		remove: (id) => {
			armed = armed.filter((entry) => entry.id !== id);
		},
		clear: () => {
			armed = [];
			releases.forEach((release) => release());
		},
		take: (entry) => strike(armed.filter(({ fault }) => fits(fault.match ?? {}, entry))),
		onClear: (release) => {
			releases.push(release);
		},
	};
}

function strike(fitting: ArmedFault[]): Fault | null {
	for (const candidate of fitting) {
		candidate.seen += 1;
	}
	const due = fitting.find(isDue);
	if (due === undefined) {
		return null;
	}
	due.struck += 1;
	due.spent = due.struck >= timesOf(due.fault);
	return due.fault;
}

function isDue({ fault, seen, spent }: ArmedFault): boolean {
	const { nth = 1, every = 1 } = fault.match ?? {};
	return !spent && seen >= nth && seen % every === 0;
}

function timesOf(fault: Fault): number {
	const times = fault.times ?? (fault.match?.every === undefined ? 1 : 'always');
	return times === 'always' ? Infinity : times;
}

function fits(match: FaultMatch, entry: LogEntry): boolean {
	return (
		(match.method === undefined || match.method === entry.method) &&
		(match.route === undefined || match.route === entry.route) &&
		(match.path === undefined || new RegExp(match.path).test(entry.path)) &&
		(match.minCount === undefined || (entry.count ?? 0) >= match.minCount) &&
		(match.maxCount === undefined || (entry.count ?? Infinity) <= match.maxCount) &&
		Object.entries(match.query ?? {}).every(([name, value]) =>
			value === '*' ? entry.query[name] !== undefined : entry.query[name] === value,
		)
	);
}

/** Refuses an invalid pattern when the fault is added, not at the first request. */
function checkPattern(fault: Fault): void {
	if (fault.match?.path !== undefined) {
		new RegExp(fault.match.path);
	}
}
