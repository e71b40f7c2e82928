import type { Clock } from '../flow/clock';
import { TolokaFailure, isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import type { Operation } from '../operations/operation';
import { getOperation, isOfType } from '../operations/operation';
import type { Sent } from './pace';
import { TASKS_A_DAY, TASKS_A_MINUTE, roomAt } from './pace';
import type { Send } from '../service/requests';
import { withPauseAfterEach } from '../flow/pauses';
import type { ReadyRequest, Division, PlannedRequest } from './chunks';
import { chunksOf } from './chunks';
import type { CreationRequest } from './taskSuites';
import { startCreation } from './taskSuites';
import { inParallel } from '../flow/parallel';

/** One run of the node: what is to be created, and what all its requests share. */
export interface CreationRun extends Division {
	send: Send;
	clock: Clock;
	signal?: AbortSignal;
	/** Tasks sent so far, for the pace. */
	sent: Sent[];
}

export interface Started {
	chunk: ReadyRequest;
	operation: Operation;
	/** The operation had been started before, by another try of this run or with the same id. */
	existed: boolean;
}

export interface Starts {
	started: Started[];
	/**
	 * Why no operation is known for a suite, by its position. The first one in it kept what has
	 * neither an operation nor a failure from being sent.
	 */
	failures: Map<number, TolokaFailure>;
}

const CONCURRENCY = 3;

/**
 * Starts one operation per request, within the pace. The first failure keeps further requests from
 * being sent; those under way may fail for reasons of their own.
 *
 * @param onStarted what to do with an operation before the next request is sent in its place.
 */
export async function startOperations(
	run: CreationRun,
	parts: readonly PlannedRequest[],
	onStarted?: (one: Started) => Promise<void>,
): Promise<Starts> {
	const started: Started[] = [];
	const failures = new Map<number, TolokaFailure>();
	const chunks = withPauseAfterEach(chunksOf(run, parts), { clock: run.clock });
	await inParallel(chunks, CONCURRENCY, async (chunk) => {
		if (failures.size > 0) return;
		const outcome = await outcomeOf(startOperation(run, chunk));
		if (isFailure(outcome)) {
			for (const position of chunk.positions) failures.set(position, outcome);
		} else {
			started.push(outcome);
			await onStarted?.(outcome);
		}
	});
	started.sort((one, other) => one.chunk.positions[0] - other.chunk.positions[0]);
	return { started, failures };
}

/** The failure to stop with: a cancellation, else one that leaves open what was created. */
export function mostSerious(failures: readonly TolokaFailure[]): TolokaFailure | undefined {
	const cancelled = failures.find(({ kind }) => kind === 'cancelled');
	return cancelled ?? failures.find(isOutcomeUnclear) ?? failures[0];
}

/** Starts all operations without waiting; those that open their pool come last. */
export async function startAll(run: CreationRun): Promise<Starts> {
	const { first, opening } = wavesOf(run);
	const { started, failures } = await startOperations(run, first);
	if (failures.size > 0) return { started, failures };
	const last = await startOperations(run, opening);
	return { started: [...started, ...last.started], failures: last.failures };
}

/** Requests that open their pool go out after all others. */
export function wavesOf({ parts }: Division): {
	first: PlannedRequest[];
	opening: PlannedRequest[];
} {
	return {
		first: parts.filter(({ opensPool }) => !opensPool),
		opening: parts.filter(({ opensPool }) => opensPool),
	};
}

/**
 * Starts the operation of one request, or goes on with the one that has its id: then an earlier try
 * got through although its answer was lost (toloka-api §7, 3).
 */
async function startOperation(run: CreationRun, chunk: ReadyRequest): Promise<Started> {
	const post = async () => await startCreation(run.send, requestOf(run, chunk), chunk.id);
	const outcome = await outcomeOf(inPace(run, chunk, post));
	if (!isFailure(outcome)) return { chunk, operation: outcome, existed: false };
	const exists = outcome.details.code === 'OPERATION_ALREADY_EXISTS';
	if (outcome.kind !== 'conflict' && !isOutcomeUnclear(outcome)) throw outcome;
	const known = await outcomeOf(getOperation(run.send, chunk.id));
	if (isFailure(known)) {
		if (exists) throw withAdvice(known, `The operation ${chunk.id} was started.`);
		if (!isOutcomeUnclear(outcome)) throw outcome;
		throw withAdvice(outcome, `It is unclear whether the operation ${chunk.id} was started.`);
	}
	if (!isOfType(known, 'TASK_SUITE.BATCH_CREATE')) throw foreignOperation(chunk.id);
	return { chunk, operation: known, existed: true };
}

/** What is known of a creation whose end was not met; a new execution would create it again. */
function withAdvice({ kind, details }: TolokaFailure, known: string): TolokaFailure {
	const advice = `${known} Retry this execution, which creates nothing twice, instead of starting a new one.`;
	return new TolokaFailure(kind, { ...details, advice, isInDoubt: true });
}

/** An operation id that the user gave and that was used for something else. */
export function foreignOperation(operationId: string): TolokaFailure {
	return new TolokaFailure('refused-locally', {
		text: `The operation id ${operationId} was used before for something else`,
		advice: 'Enter another Operation ID in the options, or leave it empty.',
	});
}

export function requestOf({ plan }: Division, chunk: ReadyRequest): CreationRequest {
	const { body, positions, opensPool } = chunk;
	return { ...plan.flags, body, count: positions.length, openPool: opensPool };
}

/** Sends a request as soon as it keeps within what the service takes a minute and a day. */
export async function inPace<Answer>(
	{ clock, sent, signal }: CreationRun,
	{ tasks: amount }: PlannedRequest,
	post: () => Promise<Answer>,
): Promise<Answer> {
	const limits = [TASKS_A_MINUTE, TASKS_A_DAY];
	for (let now = clock.now(); ; now = clock.now()) {
		if (signal?.aborted) throw new TolokaFailure('cancelled', { doing: 'creating task suites' });
		const at = roomAt(sent, amount, limits, now);
		if (at <= now) break;
		await clock.sleep(at - now, signal);
	}
	const entry: Sent = { amount };
	sent.push(entry);
	return await post().finally(() => {
		entry.at = clock.now();
	});
}
