import type { Clock } from '../flow/clock';
import { TolokaFailure, isFailure, isTransient, outcomeOf } from '../service/failures';
import type { FinishedList } from './finishedList';
import { finishedList } from './finishedList';
import type { Operation } from './operation';
import { isFinished, readOperation } from './operation';
import type { Send } from '../service/requests';
import { inParallel } from '../flow/parallel';

export interface WaitOptions {
	/** Epoch milliseconds; the last look falls on it. */
	deadline: number;
	signal?: AbortSignal;
	/** Called when the status or the progress of an operation has changed. */
	onProgress?: (operation: Operation) => void;
	/** Called for an operation that is given up, as it cannot be read any more; throws to give up on all. */
	onFailure?: (operationId: string, failure: TolokaFailure) => void;
	/** Ends the wait for all as soon as one operation is like this. */
	stopAt?: (operation: Operation) => boolean;
	/** Longest time between two looks, for operations that take hours; 1.5 seconds unless given. */
	longestDelayMs?: number;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 1_500;
const CONCURRENCY = 8;
/** Up to this many open operations are polled one by one; beyond that, through the list. */
const FEW = 8;
/** Open operations polled one by one beside the list, for those that no list shows. */
const LOOKS_PER_TURN = 40;
/** How far before the first response to search, to allow for clock skew. */
const CLOCK_TOLERANCE_MS = 60_000;
/** The wait is given up when no response was usable for this long. */
const LONGEST_TROUBLE_MS = 5 * 60_000;

interface Watch {
	send: Send;
	options: WaitOptions;
	states: Map<string, Operation>;
	/** Ids that are not known to be finished; the one not read for longest comes first. */
	open: string[];
	/** Service time of the first answer, epoch milliseconds. */
	serviceTime?: number;
	/** What kept the latest look from being complete. */
	interruption?: TolokaFailure;
}

/**
 * Waits for many operations in one loop and returns the last known state of each, finished or not.
 * The first look comes at once, the last one at the deadline. Where many are open, one list request
 * tells which of them have finished, so a look costs at most one request per open operation.
 */
export async function waitForOperations(
	send: Send,
	operationIds: readonly string[],
	options: WaitOptions,
	clock: Clock,
): Promise<Map<string, Operation>> {
	const { deadline, signal, longestDelayMs = LONGEST_DELAY_MS } = options;
	const watch: Watch = { send, options, states: new Map(), open: [...new Set(operationIds)] };
	let list: FinishedList | undefined;
	let interruptedSince = Infinity;
	for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, longestDelayMs)) {
		const isLast = clock.now() >= deadline;
		await look(watch, isLast ? undefined : list);
		list ??= finishedList(send, (watch.serviceTime ?? clock.now()) - CLOCK_TOLERANCE_MS);
		const now = clock.now();
		interruptedSince =
			watch.interruption === undefined ? Infinity : Math.min(interruptedSince, now);
		const mustGiveUp = isLast ? !isEachKnown(watch) : now - interruptedSince >= LONGEST_TROUBLE_MS;
		if (watch.interruption !== undefined && mustGiveUp) throw watch.interruption;
		if (isLast || watch.open.length === 0 || isStopped(watch)) return watch.states;
		const pause = Math.max(delay, watch.interruption?.details.waitMs ?? 0);
		await clock.sleep(Math.min(pause, Math.max(0, deadline - now)), signal);
		if (signal?.aborted) throw new TolokaFailure('canceled', { doing: 'waiting for operations' });
	}
}

/** One look at the open operations: through the list where that is cheaper and possible. */
async function look(watch: Watch, list: FinishedList | undefined): Promise<void> {
	watch.interruption = undefined;
	const { open } = watch;
	if (list?.usable && open.length > FEW) {
		await lookThroughList(watch, list);
		if (list.usable) return await readEach(watch, Math.ceil(open.length / LOOKS_PER_TURN));
	}
	await readEach(watch, open.length);
}

async function lookThroughList(watch: Watch, list: FinishedList): Promise<void> {
	const found = await outcomeOf(list.look());
	if (isFailure(found)) return interrupt(watch, found);
	const open = new Set(watch.open);
	for (const operation of found) if (open.has(operation.id)) record(watch, operation);
	watch.open = watch.open.filter((id) => !isKnownToBeFinished(watch, id));
}

/** Reads the operations that were not read for longest, and puts those still open at the end. */
async function readEach(watch: Watch, count: number): Promise<void> {
	const due = watch.open.slice(0, count);
	const givenUp = new Set<string>();
	await inParallel(due, CONCURRENCY, async (id) => {
		if (watch.interruption !== undefined) return;
		const outcome = await outcomeOf(readOperation(watch.send, id));
		if (!isFailure(outcome)) {
			watch.serviceTime ??= outcome.serviceTime;
			return record(watch, outcome.operation, id);
		}
		if (isTransient(outcome)) return interrupt(watch, outcome);
		if (outcome.kind === 'canceled' || watch.options.onFailure === undefined) throw outcome;
		watch.options.onFailure(id, outcome);
		givenUp.add(id);
		watch.states.delete(id);
	});
	const rest = [...watch.open.slice(count), ...due];
	watch.open = rest.filter((id) => !isKnownToBeFinished(watch, id) && !givenUp.has(id));
}

/** The service may be back at the next look; the rest of this one is left out. */
function interrupt(watch: Watch, failure: TolokaFailure): void {
	watch.interruption = failure;
}

function record(watch: Watch, operation: Operation, id = operation.id): void {
	const before = watch.states.get(id);
	watch.states.set(id, operation);
	const changed = before?.status !== operation.status || before.progress !== operation.progress;
	if (changed) watch.options.onProgress?.(operation);
}

function isEachKnown({ open, states }: Watch): boolean {
	return open.every((id) => states.has(id));
}

function isStopped({ options: { stopAt }, states }: Watch): boolean {
	return stopAt !== undefined && [...states.values()].some(stopAt);
}

function isKnownToBeFinished({ states }: Watch, id: string): boolean {
	const state = states.get(id);
	return state !== undefined && isFinished(state);
}
