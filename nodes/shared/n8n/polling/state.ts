import type { IPollFunctions } from 'n8n-workflow';
import type { Cursor } from '../../toloka/flow/cursor';
import { isBehind, parseCursor } from '../../toloka/flow/cursor';
import { isRecord } from '../../toloka/values/foreign';
import { fingerprint } from '../../toloka/values/keys';
import { PROCESS_ID } from './processId';

/** The start that never starts over. */
export const WHEN_PUBLISHED = 'activation';

export interface PollState {
	/** What is watched, without filters; a different scope starts over. */
	scope: string;
	/** Id of the start set in Start From; another one starts over. Unknown in states of version 1. */
	start: string | undefined;
	/** By feed name. */
	cursors: Map<string, Cursor>;
	/**
	 * By name of a feed that has no cursor yet, because the service did not respond: when the feed
	 * was first requested, in epoch milliseconds of this host's clock.
	 */
	firstRequested: Map<string, number>;
	/** Name of the feed that the next poll reads first. */
	next?: string;
	/** State of another scope, kept until this one is read: the change may be a mistake. */
	other?: unknown;
}

/** A delivery that has not been confirmed by another poll of the same process. */
interface Unconfirmed {
	process: string;
	/** When its poll began, by the service's clock, which all processes share; epoch milliseconds. */
	at: number;
	/** The cursors from which the poll read. */
	before: Map<string, Cursor>;
	/** The cursors from which it would have read, had it not repeated an earlier delivery. */
	repeated?: Map<string, Cursor>;
}

export interface Recalled {
	state: PollState;
	/** A delivery of another process that may have ended before n8n stored the execution. */
	lost?: Unconfirmed;
}

const KEY = 'cursor';
const VERSION = 2;

/** Returns what n8n has stored for this trigger, unchecked: stored state is untrusted input. */
export function storedState(context: IPollFunctions): unknown {
	return context.getWorkflowStaticData('node')[KEY];
}

/** Fingerprint of a stored state, to detect changes. */
export function fingerprintOf(stored: unknown): string {
	return fingerprint([JSON.stringify(stored) ?? '']);
}

/** Returns the stored state of the scope that was read last. */
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
 * A poll that follows sooner than this was not scheduled (the shortest interval is a minute): the
 * process that delivered before ended right after its delivery.
 */
const ENDED_AT_ONCE_MS = 50_000;

/**
 * Returns the cursors from which to repeat an unconfirmed delivery. It is repeated once, because
 * processes may simply take turns, and again only if the repetition itself was cut off at once.
 *
 * @param now the service's time, epoch milliseconds.
 */
export function takenBack({ cursors }: PollState, lost: Unconfirmed, now: number) {
	const isAtOnce = now - lost.at < ENDED_AT_ONCE_MS;
	const before = isAtOnce ? lost.before : (lost.repeated ?? lost.before);
	return new Map([...cursors, ...before]);
}

/**
 * Whether a stored state is older than this process's own: a node that gets back a former name finds
 * what was stored under it then, and an execution that ends after hours may store what it read at
 * its start. It is not if another process has gone on from the own one (n8n §1).
 *
 * @param start what is set in Start From now.
 */
export function isLeftOver(stored: PollState, own: PollState | undefined, start: string): boolean {
	if (own === undefined) return false;
	if (start !== WHEN_PUBLISHED && stored.start !== own.start) return own.start === start;
	return [...stored.cursors].every(([feed, cursor]) => {
		const reached = own.cursors.get(feed);
		return reached === undefined || isBehind(cursor, reached);
	});
}

/** Returns a state with what is known of other feeds: another process may have begun them. */
export function withOthers(own: PollState, others: PollState | undefined): PollState {
	if (others === undefined) return own;
	const cursors = new Map([...others.cursors, ...own.cursors]);
	const firstRequested = new Map([...others.firstRequested, ...own.firstRequested]);
	return { ...own, cursors, firstRequested };
}

function parseState(stored: unknown, scope: string): PollState | undefined {
	if (!isRecord(stored) || stored.version !== VERSION || stored.scope !== scope) return undefined;
	const { start, begun, next } = stored;
	const times = isRecord(begun) ? Object.entries(begun) : [];
	return {
		scope,
		start: typeof start === 'string' ? start : undefined,
		cursors: parseCursors(stored.cursors),
		firstRequested: new Map(times.filter((entry): entry is [string, number] => isTime(entry[1]))),
		...(typeof next === 'string' && { next }),
		...(stored.other !== undefined && { other: stored.other }),
	};
}

/** Whether a value can be a time in epoch milliseconds. */
function isTime(value: unknown): boolean {
	return typeof value === 'number' && value >= 0 && value <= LAST_TIME_MS;
}

/** The last epoch millisecond that a `Date` can have. */
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
 * Stores the whole state at once: n8n notices only assignments of top-level keys (n8n §1).
 *
 * @param unconfirmed the delivery to repeat if this process ends before its next poll.
 */
export function writeState(
	context: IPollFunctions,
	{ scope, start, cursors, firstRequested, next, other }: PollState,
	unconfirmed?: Omit<Unconfirmed, 'process'>,
): void {
	context.getWorkflowStaticData('node')[KEY] = {
		version: VERSION,
		scope,
		...(start !== undefined && { start }),
		cursors: Object.fromEntries(cursors),
		...(firstRequested.size > 0 && { begun: Object.fromEntries(firstRequested) }),
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
