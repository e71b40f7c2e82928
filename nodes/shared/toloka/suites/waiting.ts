import { TolokaFailure, inDoubt, isFailure, outcomeOf } from '../service/failures';
import type { Operation } from '../operations/operation';
import { isFinished } from '../operations/operation';
import type { PlannedRequest } from './chunks';
import type { CreationRun, Started, Starts } from './starting';
import { foreignOperation, mostSerious, startOperations, wavesOf } from './starting';
import { refusedFailure } from './refusals';
import { fatesFromLog, isLogOf } from './results';
import type { CreationFlags } from './taskSuites';
import { waitForOperations } from '../operations/wait';
import { inParallel } from '../flow/parallel';
import type { LogEntry } from '../operations/log';
import { failedOperation, getOperationLog } from '../operations/log';
import { afterPartialWork } from '../service/sentences';
import type { Fates, Outcome } from './fates';

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
		const results = new Results(run, fates);
		const { started, failures } = await startOperations(run, wave, async (one) => {
			if (isFinished(one.operation)) await results.read(one, one.operation);
		});
		await finish(run, started, waiting, results);
		noteUnsent(run, failures, fates);
		const refused = run.plan.flags.skipInvalid ? undefined : refusedFailure(run.drafts, fates);
		const failure = mostSerious([...results.failures, ...failures.values()]) ?? refused;
		if (failure !== undefined) return { fates, failure };
	}
	for (const part of opening) noteUnopened(run, part, fates);
	return { fates, failure: undefined };
}

function noteUnsent({ drafts }: CreationRun, failures: Starts['failures'], fates: Fates): void {
	const [first] = failures.values();
	if (first === undefined) return;
	for (const position of drafts.keys()) {
		if (!fates.has(position)) fates.set(position, { failure: failures.get(position) ?? first });
	}
}

/** Where the request that was to open the pool created nothing, the pool stays as it was. */
function noteUnopened({ drafts }: CreationRun, { positions }: PlannedRequest, fates: Fates): void {
	if (positions.some((position) => fates.get(position)?.id !== undefined)) return;
	const pool = String(drafts[positions[0]].suite.pool_id);
	for (const [position, fate] of fates) {
		if (fate.id === undefined || String(drafts[position].suite.pool_id) !== pool) continue;
		fate.poolProblem = `The pool ${pool} was not opened: all task suites of the last request are invalid`;
	}
}

/**
 * The fates of the suites of each operation, and the failures met. The failure of one operation
 * never stands for another one: that may have got through.
 */
class Results {
	readonly failures: TolokaFailure[] = [];

	constructor(
		private readonly run: CreationRun,
		private readonly fates: Fates,
	) {}

	async read(one: Started, operation: Operation): Promise<void> {
		const outcome = await outcomeOf(readFates(this.run, one, operation, this.fates));
		if (isFailure(outcome)) this.fail(one, outcome);
	}

	fail({ chunk }: Started, failure: TolokaFailure): void {
		this.failures.push(failure);
		for (const position of chunk.positions) this.fates.set(position, { failure });
	}
}

/** Waits for the operations that were not finished when they were started, and reads their results. */
async function finish(
	run: CreationRun,
	started: readonly Started[],
	{ maxWaitMs, onProgress }: Waiting,
	results: Results,
): Promise<void> {
	const open = started.filter(({ operation }) => !isFinished(operation));
	const ids = open.map(({ chunk }) => chunk.id);
	const deadline = run.clock.now() + maxWaitMs;
	const states = await outcomeOf(
		waitForOperations(run.send, ids, { deadline, signal: run.signal, onProgress }, run.clock),
	);
	const unfinished = isFailure(states)
		? stillGoingOn(states, ids)
		: notFinished([...states.values()], started.length, maxWaitMs);
	await inParallel(open, CONCURRENCY, async (one) => {
		const state = isFailure(states) ? undefined : states.get(one.chunk.id);
		if (state !== undefined && isFinished(state)) await results.read(one, state);
		else results.fail(one, unfinished);
	});
}

async function readFates(
	run: CreationRun,
	{ chunk, existed }: Started,
	operation: Operation,
	fates: Fates,
): Promise<void> {
	const log = await outcomeOf(getOperationLog(run.send, chunk.id));
	if (isFailure(log)) throw unreadLog(log, operation);
	if (existed && chunk.isGivenId && !isLogOf(chunk, run.drafts, log)) {
		throw foreignOperation(chunk.id);
	}
	const told = fatesFromLog(chunk, run.drafts, log);
	for (const [position, fate] of told) fates.set(position, fate);
	const missing = chunk.positions.filter((position) => !told.has(position));
	if (missing.length === 0) return;
	const someInvalid = [...told.values()].some(({ errors }) => errors !== undefined);
	if (operation.status === 'FAIL' && !someInvalid) throw unexplained(operation, log);
	const errors = [{ path: '', code: '', message: unmentioned(operation, run.plan.flags) }];
	for (const position of missing) fates.set(position, { operationId: chunk.id, errors });
}

/** A suite without an entry in the log was not created (toloka-api §12, 23). */
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
		inDoubt(failure),
		`The operation ${id} ended with ${status}, but its log, which names the created task suites, could not be read. A retry of this execution reads it again and creates nothing twice.`,
	);
}

function stillGoingOn(failure: TolokaFailure, ids: readonly string[]): TolokaFailure {
	if (failure.kind === 'cancelled') return failure;
	return afterPartialWork(inDoubt(failure), goesOn(ids));
}

function notFinished(
	operations: readonly Operation[],
	count: number,
	maxWaitMs: number,
): TolokaFailure {
	const unfinished = operations.filter((operation) => !isFinished(operation));
	return new TolokaFailure('not-finished', {
		text: `${unfinished.length} of ${count} operations did not finish within ${Math.round(maxWaitMs / 60_000)} minutes`,
		advice: goesOn(unfinished.map(({ id }) => id)),
		isInDoubt: true,
	});
}

const SHOWN_IDS = 10;

function goesOn(ids: readonly string[]): string {
	const more = ids.length > SHOWN_IDS ? ` and ${ids.length - SHOWN_IDS} more` : '';
	return `The operations go on at the service: ${ids.slice(0, SHOWN_IDS).join(', ')}${more}. A retry of this execution picks them up without creating anything twice, and so does Toloka Wait for Operation.`;
}
