import { inParallel } from '../../flow/parallel';
import type { Operation } from '../../operations/operation';
import { isFinished } from '../../operations/operation';
import type { WaitOptions } from '../../operations/wait';
import { waitForOperations } from '../../operations/wait';
import { TolokaFailure, isFailure, outcomeOf } from '../../service/failures';
import { afterDoubt } from '../../service/sentences';
import { listedFirst } from '../../values/lists';
import type { CarryOut } from './creation';
import type { Facts } from '../run/fates';
import { factsOf } from '../run/fates';
import { failedWithoutCreating, readOutcome } from '../outcomes/outcomes';
import type { RequestOutcome } from '../outcomes/failedRequests';
import { failed } from '../outcomes/failedRequests';
import type { CreationRun } from '../run/run';
import { adviceInDoubt } from '../run/run';
import { startMany } from './startMany';
import type { Started } from './starting';

/** Creates asynchronously and waits for the outcome, here or in another node. */

interface Waiting extends Pick<WaitOptions, 'onProgress'> {
	waitMs: number;
}

/** Starts the operations of some requests, waits for them and reads what they did. */
export function waitingFor(waiting: Waiting): CarryOut {
	return async (run, requests) => {
		const outcomes: RequestOutcome[] = [];
		const starts = await startMany(run, requests, async (one) => {
			if (isFinished(one.operation)) outcomes.push(await read(run, one, one.operation));
		});
		// The failure of one operation says nothing about another one, which may have succeeded.
		return [...outcomes, ...(await finish(run, starts.started, waiting)), ...starts.outcomes];
	};
}

/**
 * Starts the operations without waiting for them, except for those that were started before under a
 * key and are still running: only the log of a finished one shows whether it is about the same
 * rows.
 *
 * @param started receives the operations, in the order of their drafts.
 */
export function handingOver(started: Started[], waiting: Waiting): CarryOut {
	return async (run, requests) => {
		const starts = await startMany(run, requests);
		const known = starts.started.filter((one) => isUncompared(run, one));
		const refused = (await outcomesOf(run, known, waiting)).filter(({ failure }) => failure);
		const unusable = new Set(refused.flatMap(({ facts }) => [...facts.keys()]));
		const usable = starts.started.filter(({ request }) => !unusable.has(request.positions[0]));
		started.push(...usable);
		const handedOver: RequestOutcome[] = usable.map(({ request, operation: { id } }) => ({
			facts: factsOf(request, () => ({ operationId: id })),
		}));
		return [...handedOver, ...refused, ...starts.outcomes];
	};
}

function isUncompared({ naming }: CreationRun, { existed, request, operation }: Started): boolean {
	const wasCompared = request.existing !== undefined && isFinished(operation);
	return naming.isKey && existed && !wasCompared;
}

/** Waits for operations that were started, and reads what they did. */
async function outcomesOf(
	run: CreationRun,
	started: readonly Started[],
	waiting: Waiting,
): Promise<RequestOutcome[]> {
	const over = started.filter(({ operation }) => isFinished(operation));
	const outcomes = await inParallel(over, async (one) => await read(run, one, one.operation));
	return [...outcomes, ...(await finish(run, started, waiting))];
}

/** Waits for the operations that were not finished when they were started. */
async function finish(
	run: CreationRun,
	started: readonly Started[],
	{ waitMs, onProgress }: Waiting,
): Promise<RequestOutcome[]> {
	const open = started.filter(({ operation }) => !isFinished(operation));
	const ids = open.map(({ request }) => request.id);
	const deadline = run.clock.now() + waitMs;
	// One operation that cannot be read says nothing about the others.
	const unread = new Map<string, TolokaFailure>();
	const onFailure = (id: string, failure: TolokaFailure) => void unread.set(id, failure);
	const each = { onProgress, onFailure, onUnread: onFailure };
	const states = await outcomeOf(
		waitForOperations(run.send, ids, { deadline, signal: run.signal, ...each }, run.clock),
	);
	const known = isFailure(states) ? [] : [...states];
	const ended = new Map(known.filter(([, operation]) => isFinished(operation)));
	const left = ids.filter((id) => !ended.has(id));
	const late = notFinished(run, left, started.length, waitMs);
	return await inParallel(open, async (one) => {
		const operation = ended.get(one.request.id);
		if (operation !== undefined) return await read(run, one, operation);
		const failure = isFailure(states) ? states : unread.get(one.request.id);
		return failed(one.request, failure ? whileOperationsContinue(run, failure, left) : late);
	});
}

async function read(
	run: CreationRun,
	{ request, existed, entry }: Started,
	operation: Operation,
): Promise<RequestOutcome> {
	const facts = await outcomeOf(readOutcome(run, request, operation, existed));
	// The reason is reported now, so the next try may start another one, unless the data is at fault.
	entry.isVoid =
		isOfOthers(facts) || (await outcomeOf(failedWithoutCreating(run, operation))) === true;
	entry.isRefused = entry.isVoid && !isFailure(facts);
	if (isFailure(facts)) return failed(request, facts);
	if (request.existing === undefined) return { facts };
	return { facts: factsOf(request, (at) => ({ ...facts.get(at), existed: true })) };
}

/** Whether the operation found under the id is about other suites, so that these were not sent. */
function isOfOthers(facts: Facts | TolokaFailure): boolean {
	return isFailure(facts) && facts.kind === 'refused-locally';
}

function whileOperationsContinue(
	run: CreationRun,
	failure: TolokaFailure,
	ids: readonly string[],
): TolokaFailure {
	if (failure.kind === 'canceled') return failure;
	return afterDoubt(run, failure, operationsContinue(run, ids), { ids });
}

function notFinished(
	run: CreationRun,
	ids: readonly string[],
	count: number,
	waitMs: number,
): TolokaFailure {
	return new TolokaFailure('not-finished', {
		text: `${ids.length} of ${count} operations did not finish within ${Math.round(waitMs / 60_000)} minutes`,
		advice: operationsContinue(run, ids),
		isInDoubt: true,
		ids,
	});
}

function operationsContinue(run: CreationRun, ids: readonly string[]): string {
	const retry =
		'A retry of this execution picks them up without creating anything twice, and so does Toloka Wait for Operation.';
	return `The operations continue on Toloka's side: ${listedFirst(ids)}. ${adviceInDoubt(run, retry)}`;
}
