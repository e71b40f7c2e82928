import { TolokaFailure, inDoubt, isFailure, outcomeOf } from '../service/failures';
import type { Operation } from '../operations/operation';
import { isFinished } from '../operations/operation';
import { waitForOperations } from '../operations/wait';
import { inParallel } from '../flow/parallel';
import { afterPartialWork } from '../service/sentences';
import type { Facts, Fates, Outcome } from './fates';
import { record, sameFor } from './fates';
import { readOutcome } from './outcomes';
import { unopenedPools } from './opening';
import { refusedFailure } from './refusals';
import type { PlannedRequest } from './requests';
import type { CreationRun } from './run';
import { mostSerious, startOperations, wavesOf } from './startMany';
import type { Started } from './starting';

/** Creating asynchronously and waiting for the outcome. */

export interface Waiting {
	maxWaitMs: number;
	/** Called when the status or the progress of an operation has changed. */
	onProgress?: (operation: Operation) => void;
}

/** What a request came to. */
interface Told {
	facts: Facts;
	failure?: TolokaFailure;
}

const CONCURRENCY = 3;

/**
 * Creates all suites and finds out what became of each. A request that opens its pool goes out
 * only when all others are done and well, so that no paid work begins on half an upload.
 */
export async function createAndWait(run: CreationRun, waiting: Waiting): Promise<Outcome> {
	const fates: Fates = new Map();
	const { first, opening } = wavesOf(run);
	for (const wave of [first, opening]) {
		const told = await carryOut(run, wave, waiting);
		for (const { facts } of told) record(fates, facts);
		const refused = run.plan.flags.skipInvalid ? undefined : refusedFailure(run.drafts, fates);
		const failures = told.map(({ failure }) => failure).filter(isFailure);
		const failure = mostSerious(failures) ?? refused;
		if (failure !== undefined) return { fates, failure };
	}
	record(fates, unopenedPools(run, opening, fates));
	return { fates, failure: undefined };
}

/** Starts the operations of some requests, waits for them and reads what they did. */
async function carryOut(
	run: CreationRun,
	wave: readonly PlannedRequest[],
	waiting: Waiting,
): Promise<Told[]> {
	const told: Told[] = [];
	const { started, failed, failures } = await startOperations(run, wave, async (one) => {
		if (isFinished(one.operation)) told.push(await read(run, one, one.operation));
	});
	const waited = await finish(run, started, waiting);
	// The failure of one operation never stands for another one: that may have got through.
	const starts = failures.map((failure) => ({ facts: failed, failure }));
	return [...told, ...waited, ...starts];
}

/** Waits for the operations that were not finished when they were started. */
async function finish(
	run: CreationRun,
	started: readonly Started[],
	{ maxWaitMs, onProgress }: Waiting,
): Promise<Told[]> {
	const open = started.filter(({ operation }) => !isFinished(operation));
	const ids = open.map(({ request }) => request.id);
	const deadline = run.clock.now() + maxWaitMs;
	const states = await outcomeOf(
		waitForOperations(run.send, ids, { deadline, signal: run.signal, onProgress }, run.clock),
	);
	const unfinished = isFailure(states)
		? stillGoingOn(states, ids)
		: notFinished([...states.values()], started.length, maxWaitMs);
	return await inParallel(open, CONCURRENCY, async (one) => {
		const state = isFailure(states) ? undefined : states.get(one.request.id);
		if (state !== undefined && isFinished(state)) return await read(run, one, state);
		return failed(one, unfinished);
	});
}

async function read(run: CreationRun, one: Started, operation: Operation): Promise<Told> {
	const facts = await outcomeOf(readOutcome(run, one, operation));
	return isFailure(facts) ? failed(one, facts) : { facts };
}

function failed({ request }: Started, failure: TolokaFailure): Told {
	return { facts: sameFor(request, { failure }), failure };
}

function stillGoingOn(failure: TolokaFailure, ids: readonly string[]): TolokaFailure {
	if (failure.kind === 'cancelled') return failure;
	return afterPartialWork(inDoubt(failure), goesOn(ids), { ids });
}

function notFinished(
	operations: readonly Operation[],
	count: number,
	maxWaitMs: number,
): TolokaFailure {
	const unfinished = operations.filter((operation) => !isFinished(operation));
	const ids = unfinished.map(({ id }) => id);
	return new TolokaFailure('not-finished', {
		text: `${unfinished.length} of ${count} operations did not finish within ${Math.round(maxWaitMs / 60_000)} minutes`,
		advice: goesOn(ids),
		isInDoubt: true,
		ids,
	});
}

const SHOWN_IDS = 10;

function goesOn(ids: readonly string[]): string {
	const more = ids.length > SHOWN_IDS ? ` and ${ids.length - SHOWN_IDS} more` : '';
	return `The operations go on at the service: ${ids.slice(0, SHOWN_IDS).join(', ')}${more}. A retry of this execution picks them up without creating anything twice, and so does Toloka Wait for Operation.`;
}
