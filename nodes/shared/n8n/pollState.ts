import type { IPollFunctions } from 'n8n-workflow';
import type { Cursor } from '../toloka/flow/cursor';
import { parseCursor } from '../toloka/flow/cursor';
import { isRecord } from '../toloka/values/foreign';
import { fingerprint } from '../toloka/values/keys';
import { PROCESS_ID } from './processId';

export interface PollState {
	/** What is watched; another scope starts anew. Filters are no part of it. */
	scope: string;
	/** What Start From said; another beginning starts anew. Unknown in states of version 1. */
	start: string | undefined;
	/** By the name of the feed. */
	cursors: Map<string, Cursor>;
	/**
	 * When feeds were first asked for that have no cursor yet, because the service did not answer;
	 * by the clock of this host, epoch milliseconds.
	 */
	begun: Map<string, number>;
	/** Name of the feed with which the next poll begins. */
	next?: string;
	/** What is stored for another scope, until this one was read: the change may be a mistake. */
	other?: unknown;
}

/** A delivery that the process which made it did not confirm by a further poll. */
interface Unconfirmed {
	process: string;
	/** When that poll began, by the service's clock, which all processes share; epoch milliseconds. */
	at: number;
	/** Where the poll went on from. */
	before: Map<string, Cursor>;
	/** Where it would have gone on from, had it not repeated an earlier delivery. */
	repeated?: Map<string, Cursor>;
}

export interface Recalled {
	state: PollState;
	/** A delivery of another process that may have ended before n8n had stored the execution. */
	lost?: Unconfirmed;
}

const KEY = 'cursor';
const VERSION = 2;

/** What n8n holds for this trigger, as it is; stored state is outside input. */
export function storedState(context: IPollFunctions): unknown {
	return context.getWorkflowStaticData('node')[KEY];
}

/** Short for a stored state, to see whether it is still the same. */
export function fingerprintOf(stored: unknown): string {
	return fingerprint([JSON.stringify(stored) ?? '']);
}

/** What is stored for the scope that was read last. */
export function lastRead(stored: unknown): unknown {
	return isRecord(stored) && stored.other !== undefined ? stored.other : stored;
}

export function readState(stored: unknown, scope: string): Recalled | undefined {
	const own = [stored, lastRead(stored)].find((one) => isRecord(one) && one.scope === scope);
	const state = parseState(own, scope);
	if (state === undefined || !isRecord(own)) return undefined;
	const lost = parseUnconfirmed(own.unconfirmed);
	return lost === undefined || lost.process === PROCESS_ID ? { state } : { state, lost };
}

/**
 * A further poll after less than this is none of the schedule, whose shortest interval is a minute:
 * the process that delivered ended right after it.
 */
const ENDED_AT_ONCE_MS = 50_000;

/**
 * The cursors to go on from in order to repeat a delivery that was not confirmed: once, because
 * processes may also just take turns; again only where the repetition itself was cut off at once.
 *
 * @param now the service's time, epoch milliseconds.
 */
export function takenBack({ cursors }: PollState, lost: Unconfirmed, now: number) {
	const isAtOnce = now - lost.at < ENDED_AT_ONCE_MS;
	const before = isAtOnce ? lost.before : (lost.repeated ?? lost.before);
	return new Map([...cursors, ...before]);
}

function parseState(stored: unknown, scope: string): PollState | undefined {
	if (!isRecord(stored) || stored.version !== VERSION || stored.scope !== scope) return undefined;
	const { start, begun, next } = stored;
	const times = isRecord(begun) ? Object.entries(begun) : [];
	return {
		scope,
		start: typeof start === 'string' ? start : undefined,
		cursors: parseCursors(stored.cursors),
		begun: new Map(times.filter((entry): entry is [string, number] => isTime(entry[1]))),
		...(typeof next === 'string' && { next }),
		...(stored.other !== undefined && { other: stored.other }),
	};
}

/** Whether a value can be a moment since the epoch. */
function isTime(value: unknown): boolean {
	return typeof value === 'number' && value >= 0 && value <= LAST_TIME_MS;
}

/** The last millisecond that a date can have. */
const LAST_TIME_MS = 8.64e15;

function parseCursors(stored: unknown): Map<string, Cursor> {
	const cursors = new Map<string, Cursor>();
	for (const [name, value] of Object.entries(isRecord(stored) ? stored : {})) {
		const cursor = parseCursor(value);
		if (cursor !== undefined) cursors.set(name, cursor);
	}
	return cursors;
}

function parseUnconfirmed(stored: unknown): Unconfirmed | undefined {
	if (!isRecord(stored) || typeof stored.process !== 'string') return undefined;
	const { process, at, before, repeated } = stored;
	return {
		process,
		at: isTime(at) ? Number(at) : 0,
		before: parseCursors(before),
		...(isRecord(repeated) && { repeated: parseCursors(repeated) }),
	};
}

/**
 * Stores the state whole: n8n notices only assignments of top-level keys (n8n §1).
 *
 * @param unconfirmed what to fall back to should this process end before its next poll.
 */
export function writeState(
	context: IPollFunctions,
	{ scope, start, cursors, begun, next, other }: PollState,
	unconfirmed?: Omit<Unconfirmed, 'process'>,
): void {
	context.getWorkflowStaticData('node')[KEY] = {
		version: VERSION,
		scope,
		...(start !== undefined && { start }),
		cursors: Object.fromEntries(cursors),
		...(begun.size > 0 && { begun: Object.fromEntries(begun) }),
		...(next !== undefined && { next }),
		...(other !== undefined && { other }),
		...(unconfirmed && {
			unconfirmed: {
				process: PROCESS_ID,
				at: unconfirmed.at,
				before: Object.fromEntries(unconfirmed.before),
				...(unconfirmed.repeated && { repeated: Object.fromEntries(unconfirmed.repeated) }),
			},
		}),
	};
}
