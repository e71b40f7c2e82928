import { inParallel } from '../flow/parallel';
import type { Operation } from '../operations/operation';
import { isFinished, notFinished } from '../operations/operation';
import { waitForOperations } from '../operations/wait';
import { getOperationLog } from '../operations/log';
import { isFailure, outcomeOf } from '../service/failures';
import type { PlannedRequest } from './requests';
import { dividedRequest, halfOf, idOfPart, idWithOtherEnd, readyRequest } from './requests';
import { asTheyWereSent } from './reordered';
import { namedIn } from './results';
import type { CreationRun } from './run';
import { assertSameCount, assertSameRows, countOf, otherEndOf } from './sameRows';
import type { Seen } from './seen';
import { latest } from './seen';

const CONCURRENCY = 3;

/**
 * Looks for the operations of a key, or of an earlier manual run, before anything is sent: what
 * exists is not created again, and a key that stands for other rows is refused.
 */
export async function lookFirst(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<PlannedRequest[]> {
	const known = await outcomeOf(lookForAll(run, requests));
	if (!isFailure(known)) return known;
	const reordered = known.kind === 'refused-locally' && (await asTheyWereSent(run, requests));
	if (!reordered) throw known;
	run.found.length = 0;
	return await lookForAll(run, reordered);
}

async function lookForAll(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<PlannedRequest[]> {
	const known = await inParallel(requests, CONCURRENCY, async (request) => {
		return await lookFor(run, request);
	});
	return known.flat();
}

async function lookFor(run: CreationRun, request: PlannedRequest): Promise<PlannedRequest[]> {
	const { id } = readyRequest(run, request);
	const seen = await latest(run, id);
	const otherEnd = idWithOtherEnd(run.naming, request);
	const other = otherEnd && (await latest(run, otherEnd.id)).existing;
	if (other !== undefined) throw otherEndOf(run, other, otherEnd?.hadMore === true);
	if (seen.existing !== undefined || request.part !== undefined) {
		return await asFound(run, request, seen);
	}
	// What could not be sent whole then may be accepted now.
	const part = { of: id, from: 0 };
	const first = await latest(run, idOfPart(part));
	const isDivided = first.last !== undefined;
	return await (isDivided
		? asFound(run, { ...request, part }, first)
		: asFound(run, request, seen));
}

/** A request as far as its operation has it, and what else is found of it. */
async function asFound(
	run: CreationRun,
	request: PlannedRequest,
	{ id, existing, last }: Seen,
): Promise<PlannedRequest[]> {
	const isPart = last !== undefined && request.part !== undefined;
	const [found, ...rest] = isPart ? await asFarAsSent(run, request, last) : [request];
	if (existing !== undefined) {
		if (run.naming.isKey) await compare(run, found, existing);
		run.found.push({ request: found, operation: existing });
	}
	return [{ ...found, sentAs: id, existing }, ...(await lookForAll(run, rest))];
}

const WAIT_FOR_PART_MS = 10 * 60_000;

/** Divides a request as an earlier try had to: its operation has what the log names. */
async function asFarAsSent(
	run: CreationRun,
	request: PlannedRequest,
	operation: Operation,
): Promise<PlannedRequest[]> {
	const state = await finished(run, operation);
	const log = await getOperationLog(run.send, operation.id);
	const named = namedIn(log, run, request, run.naming.isKey);
	// The log of a failure need not name all of them (toloka-api §12, 23).
	const count = state.status === 'FAIL' ? (countOf(state) ?? 0) : 0;
	const sent = named.length < count ? request.positions.slice(0, count) : named;
	return sent.length === 0 ? [request] : dividedRequest(run, request, partsBeside(sent, request));
}

/** What was sent, and the others in the halves of halves in which they were sent, or would have been. */
function partsBeside(sent: number[], { positions }: PlannedRequest): number[][] {
	const isSent = new Set(sent);
	const rest = positions.filter((position) => !isSent.has(position));
	let left = [...sent, ...rest];
	const others: number[][] = [];
	while (left.length > sent.length) {
		const half = halfOf(left.length);
		others.unshift(left.slice(half));
		left = left.slice(0, half);
	}
	if (left.length === sent.length) return [sent, ...others];
	return [sent, rest];
}

async function finished(run: CreationRun, operation: Operation): Promise<Operation> {
	if (isFinished(operation)) return operation;
	const { send, clock, signal } = run;
	const { id } = operation;
	const options = { deadline: clock.now() + WAIT_FOR_PART_MS, signal };
	const state = (await waitForOperations(send, [id], options, clock)).get(id);
	if (state !== undefined && isFinished(state)) return state;
	throw notFinished(id, state, WAIT_FOR_PART_MS);
}

async function compare(
	run: CreationRun,
	request: PlannedRequest,
	operation: Operation,
): Promise<void> {
	assertSameCount(run, request, operation);
	if (!isFinished(operation)) return;
	const log = await getOperationLog(run.send, operation.id);
	if (log.length > 0) assertSameRows(run, request, operation, log);
}
