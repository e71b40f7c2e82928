import { inParallel } from './batches';
import { TolokaFailure, afterPartialWork, outcomeOf } from './failures';
import type { LogEntry, Operation } from './operation';
import { failedOperation, getOperationLog, isFinished } from './operation';
import type { Chunk } from './suiteChunks';
import type { CreationRun, Started } from './suiteCreation';
import { foreignOperation, startOperations, wavesOf } from './suiteCreation';
import type { Fates } from './suiteResults';
import { refusedFailure } from './suiteRefusals';
import { fatesFromLog, isLogOf } from './suiteResults';
import type { CreationFlags } from './taskSuites';
import { waitForOperations } from './wait';

/** Creating asynchronously and waiting for the outcome. */

export interface Outcome {
	/** What is known of each suite; the others were not created, for the reason of `failure`. */
	fates: Fates;
	failure: TolokaFailure | undefined;
}

export interface Waiting {
	maxWaitMs: number;
	/** Called when the status or the progress of an operation has changed. */
	onProgress?: (operation: Operation) => void;
}

const CONCURRENCY = 3;

/**
 * Creates all suites and finds out what became of each. A request that opens its pool goes out
 * only when all others are done and well, so that no paid work begins on half an upload.
 */
export async function createAndWait(run: CreationRun, waiting: Waiting): Promise<Outcome> {
	const fates: Fates = new Map();
	const { first: unopening, opening } = wavesOf(run);
	for (const wave of [unopening, opening]) {
		const { started, failure } = await startOperations(run, wave);
		const waited = await resultsOf(run, started, waiting, fates);
		const refused = run.flags.skipInvalid ? undefined : refusedFailure(run.drafts, fates);
		const first = failure ?? waited ?? refused;
		if (first !== undefined) return { fates, failure: first };
	}
	for (const chunk of opening) noteUnopened(run, chunk, fates);
	return { fates, failure: undefined };
}

/** Where the request that was to open the pool created nothing, the pool stays as it was. */
function noteUnopened({ drafts }: CreationRun, { positions }: Chunk, fates: Fates): void {
	if (positions.some((position) => fates.get(position)?.id !== undefined)) return;
	const pool = String(drafts[positions[0]].suite.pool_id);
	for (const [position, fate] of fates) {
		if (fate.id === undefined || String(drafts[position].suite.pool_id) !== pool) continue;
		fate.poolProblem = `The pool ${pool} was not opened: all task suites of the last request are invalid`;
	}
}

/** Waits for the operations and adds the fates of their suites; gives the failure that it met. */
async function resultsOf(
	run: CreationRun,
	started: readonly Started[],
	{ maxWaitMs, onProgress }: Waiting,
	fates: Fates,
): Promise<TolokaFailure | undefined> {
	const ids = started.map(({ chunk }) => chunk.id);
	const open = ids.filter((_id, index) => !isFinished(started[index].operation));
	const deadline = run.clock.now() + maxWaitMs;
	const states = await outcomeOf(
		waitForOperations(run.send, open, { deadline, signal: run.signal, onProgress }, run.clock),
	);
	if (states instanceof TolokaFailure) return stillGoingOn(states, open);
	const failures = await inParallel(started, CONCURRENCY, async (one) => {
		const operation = states.get(one.chunk.id) ?? one.operation;
		if (!isFinished(operation)) return undefined;
		const read = await outcomeOf(readFates(run, one, operation, fates));
		return read instanceof TolokaFailure ? read : undefined;
	});
	const unfinished = [...states.values()].filter((operation) => !isFinished(operation));
	const late = unfinished.length > 0 ? notFinished(unfinished, ids.length, maxWaitMs) : undefined;
	return failures.find((failure) => failure !== undefined) ?? late;
}

async function readFates(
	run: CreationRun,
	{ chunk, existed }: Started,
	operation: Operation,
	fates: Fates,
): Promise<void> {
	const log = await outcomeOf(getOperationLog(run.send, chunk.id));
	if (log instanceof TolokaFailure) throw unreadLog(log, operation);
	if (existed && chunk.isGivenId && !isLogOf(chunk, run.drafts, log)) {
		throw foreignOperation(chunk.id);
	}
	const told = fatesFromLog(chunk, run.drafts, log);
	for (const [position, fate] of told) fates.set(position, fate);
	const missing = chunk.positions.filter((position) => !told.has(position));
	if (missing.length === 0) return;
	const someInvalid = [...told.values()].some(({ errors }) => errors !== undefined);
	if (operation.status === 'FAIL' && !someInvalid) throw unexplained(operation, log);
	const errors = [{ path: '', code: '', message: unmentioned(operation, run.flags) }];
	for (const position of missing) fates.set(position, { operationId: chunk.id, errors });
}

/** A suite without an entry in the log was not created (api-facts §12, 23). */
function unmentioned({ status }: Operation, { skipInvalid }: CreationFlags): string {
	if (status !== 'FAIL') return 'not created: the log of the operation does not mention it';
	return skipInvalid
		? 'not created: the operation failed'
		: 'not created, because another task suite of the same request is invalid';
}

function unexplained(operation: Operation, log: readonly LogEntry[]): TolokaFailure {
	const failure = failedOperation(operation, log);
	return new TolokaFailure(failure.kind, {
		...failure.details,
		advice:
			'Run the workflow anew for another try: a retry of this execution finds the same failed operation.',
	});
}

function unreadLog(failure: TolokaFailure, { id, status }: Operation): TolokaFailure {
	return afterPartialWork(
		failure,
		`The operation ${id} ended with ${status}, but its log, which names the created task suites, could not be read. A retry of this execution reads it again and creates nothing twice.`,
	);
}

function stillGoingOn(failure: TolokaFailure, ids: readonly string[]): TolokaFailure {
	if (failure.kind === 'cancelled') return failure;
	return afterPartialWork(failure, goesOn(ids));
}

function notFinished(
	operations: readonly Operation[],
	count: number,
	maxWaitMs: number,
): TolokaFailure {
	return new TolokaFailure('not-finished', {
		text: `${operations.length} of ${count} operations did not finish within ${Math.round(maxWaitMs / 60_000)} minutes`,
		advice: goesOn(operations.map(({ id }) => id)),
	});
}

const SHOWN_IDS = 10;

function goesOn(ids: readonly string[]): string {
	const more = ids.length > SHOWN_IDS ? ` and ${ids.length - SHOWN_IDS} more` : '';
	return `The operations go on at the service: ${ids.slice(0, SHOWN_IDS).join(', ')}${more}. A retry of this execution picks them up without creating anything twice, and so does Toloka Wait for Operation.`;
}
