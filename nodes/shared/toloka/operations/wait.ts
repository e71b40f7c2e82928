import type { Clock } from '../flow/clock';
import { Rounds } from '../flow/rounds';
import { TolokaFailure, isFailure, outcomeOf } from '../service/failures';
import type { FinishedList } from './finishedList';
import { finishedList } from './finishedList';
import type { Operation, OperationRead } from './operation';
import { isFinished, notFinished, readOperation } from './operation';
import type { Send } from '../service/requests';

export interface WaitOptions {
	/** Epoch milliseconds; the last poll is at this time. */
	deadline: number;
	signal?: AbortSignal;
	/** Called when the status or the progress of an operation has changed. */
	onProgress?: (operation: Operation) => void;
	/** Called for an operation that is given up as unreadable; by default, the wait fails. */
	onFailure?: (operationId: string, failure: TolokaFailure) => void;
	/** Called at the deadline for an operation that was never read; by default, the wait fails. */
	onUnread?: (operationId: string, failure: TolokaFailure) => void;
	/** Ends the whole wait as soon as this is true for one operation. */
	stopAt?: (operation: Operation) => boolean;
	/** Longest delay between polls, for operations that take hours; 1.5 seconds by default. */
	longestDelayMs?: number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 1_500;
/** Up to this many open operations are polled one by one; beyond that, through the list. */
const FEW = 8;
/** One in this many open operations is also polled by itself, as the list may not show all. */
const POLLED_SINGLY_ONE_IN = 40;
/** How far before the first response to search, to allow for clock skew. */
const CLOCK_TOLERANCE_MS = 60_000;
/** An operation without a usable response for this long is given up. */
const LONGEST_INTERRUPTION_MS = 5 * 60_000;

interface Watch {
	options: WaitOptions;
	rounds: Rounds<OperationRead>;
	states: Map<string, Operation>;
	/** Ids not known to be finished, the one read longest ago first. */
	open: string[];
	/** Service time of the first response, epoch milliseconds. */
	serviceTime?: number;
}

/** How long to wait for an operation. */
export interface ActionWait {
	clock: Clock;
	signal?: AbortSignal;
	waitMs: number;
}

/** Waits until operations have ended with SUCCESS or FAIL; throws if that takes too long. */
export async function waitForEnds(
	send: Send,
	operations: readonly Operation[],
	{ clock, signal, waitMs }: ActionWait,
): Promise<Operation[]> {
	const open = operations.filter((operation) => !isFinished(operation)).map(({ id }) => id);
	if (open.length === 0) return [...operations];
	const options = { deadline: clock.now() + waitMs, signal };
	const states = await waitForOperations(send, open, options, clock);
	const last = operations.map((operation) => states.get(operation.id) ?? operation);
	const late = last.find((operation) => !isFinished(operation));
	if (late === undefined) return last;
	throw notFinished(late.id, late, waitMs);
}

/** Waits until one operation has ended. */
export async function waitForEnd(
	send: Send,
	operation: Operation,
	wait: ActionWait,
): Promise<Operation> {
	return (await waitForEnds(send, [operation], wait))[0];
}

/**
 * Waits for many operations in one loop and returns the last known state of each, finished or not.
 * The first poll is immediate, the last one at the deadline. If many are open, the list of finished
 * operations is read instead, so a poll costs at most one request per open operation.
 */
export async function waitForOperations(
	send: Send,
	operationIds: readonly string[],
	options: WaitOptions,
	clock: Clock,
): Promise<Map<string, Operation>> {
	const { deadline, signal, longestDelayMs = LONGEST_DELAY_MS } = options;
	const watch = watchOf(send, operationIds, options, clock);
	let list: FinishedList | undefined;
	for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, longestDelayMs)) {
		const isLast = clock.now() >= deadline;
		const askedMs = await look(watch, isLast ? undefined : list);
		list ??= finishedList(send, (watch.serviceTime ?? clock.now()) - CLOCK_TOLERANCE_MS);
		if (isLast) tellUnread(watch);
		if (isLast || watch.open.length === 0 || isStopped(watch)) return watch.states;
		const pause = Math.max(delay, askedMs);
		await clock.sleep(Math.min(pause, Math.max(0, deadline - clock.now())), signal);
		if (signal?.aborted) throw new TolokaFailure('canceled', { doing: 'waiting for operations' });
	}
}

function watchOf(send: Send, ids: readonly string[], options: WaitOptions, clock: Clock): Watch {
	const watch: Watch = {
		options,
		states: new Map(),
		open: [...new Set(ids)],
		rounds: new Rounds<OperationRead>({
			clock,
			longestInterruptionMs: LONGEST_INTERRUPTION_MS,
			lookAt: async (id) => await readOperation(send, id),
			onRead: (id, { operation, serviceTime }) => {
				watch.serviceTime ??= serviceTime;
				record(watch, operation, id);
			},
			onFailure: (id, failure) => {
				if (options.onFailure === undefined) throw failure;
				watch.states.delete(id);
				options.onFailure(id, failure);
			},
		}),
	};
	return watch;
}

/**
 * Polls the open operations, through the list if that is cheaper and possible.
 *
 * @returns how many milliseconds the service asked to wait before the next poll.
 */
async function look(watch: Watch, list: FinishedList | undefined): Promise<number> {
	let askedMs = 0;
	let count = watch.open.length;
	if (list?.usable && count > FEW) {
		askedMs = await lookThroughList(watch, list);
		if (list.usable) count = Math.ceil(count / POLLED_SINGLY_ONE_IN);
	}
	await readEach(watch, count);
	return Math.max(askedMs, watch.rounds.askedMs);
}

async function lookThroughList(watch: Watch, list: FinishedList): Promise<number> {
	const found = await outcomeOf(list.look());
	if (isFailure(found)) {
		if (found.kind === 'canceled') throw found;
		return found.details.waitMs ?? 0;
	}
	const open = new Set(watch.open);
	for (const operation of found) if (open.has(operation.id)) record(watch, operation);
	watch.open = watch.open.filter((id) => !isKnownToBeFinished(watch, id));
	return 0;
}

/** Reads the operations that were read longest ago, and moves those still open to the end. */
async function readEach(watch: Watch, count: number): Promise<void> {
	const due = watch.open.slice(0, count);
	const kept = await watch.rounds.lookAtEach(due);
	const rest = [...watch.open.slice(count), ...kept];
	watch.open = rest.filter((id) => !isKnownToBeFinished(watch, id));
}

/** Reports the operations that could not be read at the deadline either. */
function tellUnread({ open, states, rounds, options }: Watch): void {
	for (const id of open) {
		const failure = rounds.failureOf(id);
		if (failure === undefined || states.has(id)) continue;
		if (options.onUnread === undefined) throw failure;
		options.onUnread(id, failure);
	}
}

function record(watch: Watch, operation: Operation, id = operation.id): void {
	const before = watch.states.get(id);
	watch.states.set(id, operation);
	const changed = before?.status !== operation.status || before.progress !== operation.progress;
	if (changed) watch.options.onProgress?.(operation);
}

function isStopped({ options: { stopAt }, states }: Watch): boolean {
	return stopAt !== undefined && [...states.values()].some(stopAt);
}

function isKnownToBeFinished({ states }: Watch, id: string): boolean {
	const state = states.get(id);
	return state !== undefined && isFinished(state);
}
