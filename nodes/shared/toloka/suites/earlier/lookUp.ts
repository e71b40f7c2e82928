import { inParallel } from '../../flow/parallel';
import type { Operation } from '../../operations/operation';
import { isFinished } from '../../operations/operation';
import { getOperationLog } from '../../operations/log';
import { isFailure, outcomeOf } from '../../service/failures';
import { ended } from './ended';
import { NO_FACTS } from '../run/fates';
import type { PlannedRequest } from '../run/requests';
import { dividedRequest, halfOf, idOfPart, idsOfOtherCounts, readyRequest } from '../run/requests';
import { refuseSentOtherwise } from './otherTries';
import { withoutCreatedManually } from './manualRuns';
import { asTheyWereGrouped } from './regrouped';
import { asTheyWereSent, wholeLogs } from './reordered';
import type { RequestOutcome } from '../outcomes/failedRequests';
import { failed } from '../outcomes/failedRequests';
import { afterEarlierTry } from '../outcomes/partialWork';
import { namedIn } from '../outcomes/results';
import type { CreationRun } from '../run/run';
import {
	assertSameCount,
	assertSameRows,
	assertSameSuites,
	countOf,
	otherCountFailure,
} from '../outcomes/sameRows';
import type { Seen } from './seen';
import { latest } from './seen';

/**
 * Looks up the operations of a key, of an earlier manual run, or of a try that was killed with n8n,
 * before anything is sent: what exists is not created again, and a key that was used for other rows
 * is refused.
 */
export async function lookUpFirst(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<PlannedRequest[]> {
	const known = await outcomeOf(lookUpAll(run, requests, byRows));
	if (!isFailure(known)) {
		await refuseSentOtherwise(run, known);
		return await withoutCreatedManually(run, known);
	}
	const reordered = known.kind === 'refused-locally' && (await inOtherOrder(run, requests));
	if (!reordered) throw known;
	run.found.length = 0;
	return await lookUpAll(run, reordered, byRows);
}

async function inOtherOrder(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<PlannedRequest[] | undefined> {
	if (!run.naming.isKey) return undefined;
	const sent = await lookUpAll({ ...run, found: [] }, requests, byCount);
	const logs = await wholeLogs(run, sent);
	return logs && (asTheyWereSent(run, sent, logs) ?? (await asTheyWereGrouped(run, sent, logs)));
}

/** How operations are compared with the rows. */
interface Comparison {
	/** Returns the positions that the operation of a first part contains. */
	sent: (run: CreationRun, request: PlannedRequest, operation: Operation) => Promise<number[]>;
	/** Refuses an operation of a key that is about other rows. */
	compare: (run: CreationRun, request: PlannedRequest, operation: Operation) => unknown;
}

async function lookUpAll(
	run: CreationRun,
	requests: readonly PlannedRequest[],
	comparison: Comparison,
): Promise<PlannedRequest[]> {
	const known = await inParallel(requests, async (one) => await lookUpOne(run, one, comparison));
	return known.flat();
}

async function lookUpOne(
	run: CreationRun,
	request: PlannedRequest,
	comparison: Comparison,
): Promise<PlannedRequest[]> {
	const { id } = readyRequest(run, request);
	const seen = await latest(run, id);
	await refuseOtherCount(run, request);
	if (request.part?.isFollowed) {
		await refuseLast(run, request.part);
		return await asFirstPart(run, request, seen, comparison);
	}
	if (seen.existing !== undefined) return await asFound(run, request, seen, comparison);
	// A request that had to be divided then may be accepted whole now.
	const { of, from } = request.part ?? { of: id, from: 0 };
	const first = await latest(run, idOfPart(run.naming, { of, from, isFollowed: true }));
	if (first.last === undefined) return await asFound(run, request, seen, comparison);
	const parts = await asFirstPart(run, request, first, comparison);
	if (parts.length === 1) await refuseMore(run, { of, from: from + parts[0].positions.length });
	return parts;
}

/**
 * Refuses a request of a key, whole or divided, if it is the last one now but was not then, or vice
 * versa.
 */
async function refuseOtherCount(run: CreationRun, request: PlannedRequest): Promise<void> {
	for (const { id: of, hadMore } of idsOfOtherCounts(run.naming, request)) {
		const { existing } = await latest(run, of);
		const other = existing ?? (await firstAt(run, { of, from: 0 }));
		if (other !== undefined) throw otherCountFailure(run, other, hadMore);
	}
}

/** Refuses a request of a key that is only its first part now, if the next part exists. */
async function refuseMore(run: CreationRun, place: Place): Promise<void> {
	if (!run.naming.isKey) return;
	const last = await latest(run, idOfPart(run.naming, { ...place, isFollowed: false }));
	const next = last.existing ?? (await firstAt(run, place));
	if (next !== undefined) throw otherCountFailure(run, next, true);
}

/** Refuses a part of a key that others follow now if it was the last one then. */
async function refuseLast(run: CreationRun, place: Place): Promise<void> {
	if (!run.naming.isKey) return;
	const { existing } = await latest(run, idOfPart(run.naming, { ...place, isFollowed: false }));
	if (existing !== undefined) throw otherCountFailure(run, existing, false);
}

/** Where a part begins. */
interface Place {
	of: string;
	from: number;
}

/** The operation of a part that others follow. */
async function firstAt(run: CreationRun, place: Place): Promise<Operation | undefined> {
	return (await latest(run, idOfPart(run.naming, { ...place, isFollowed: true }))).existing;
}

/** Divides a request of which a first part exists, and looks up the other parts. */
async function asFirstPart(
	run: CreationRun,
	request: PlannedRequest,
	seen: Seen,
	comparison: Comparison,
): Promise<PlannedRequest[]> {
	const sent = seen.last === undefined ? [] : await comparison.sent(run, request, seen.last);
	if (sent.length === 0) return await asFound(run, request, seen, comparison);
	const [first, ...rest] = dividedRequest(run, request, partsBeside(sent, request));
	return [
		...(await asFound(run, first, seen, comparison)),
		...(await lookUpAll(run, rest, comparison)),
	];
}

/**
 * Divides a request of which an operation may have only the first part: a try that was killed with
 * n8n divided it, too, and the first part of a part has the id of the whole.
 */
export async function besideFirstPart(
	run: CreationRun,
	request: PlannedRequest,
	{ id }: Operation,
): Promise<RequestOutcome> {
	const look = async () => await asFirstPart(run, request, await latest(run, id), byRows);
	const rest = await outcomeOf(look());
	if (!isFailure(rest)) return { facts: NO_FACTS, rest };
	return failed(request, afterEarlierTry(rest, [id], run.continuesOnFail));
}

/** Returns a request with its operation, if there is one. */
async function asFound(
	run: CreationRun,
	request: PlannedRequest,
	{ id, existing }: Seen,
	{ compare }: Comparison,
): Promise<PlannedRequest[]> {
	if (existing !== undefined) {
		if (run.naming.isKey) await compare(run, request, existing);
		run.found.push({ request, operation: existing });
	}
	return [{ ...request, sentAs: id, existing }];
}

/** Compares the rows with those that the logs name. */
const byRows: Comparison = {
	sent: async (run, request, operation) => {
		const [state] = await ended(run, [operation]);
		const log = await getOperationLog(run.send, operation.id);
		if (!run.naming.isKey) assertSameSuites(run, request, operation, log);
		const named = namedIn(log, run, request, run.naming.isKey);
		// The log of a failed operation need not name all rows (toloka-api §12, 23).
		const isWhole = state.status !== 'FAIL' || named.length >= (countOf(state) ?? 0);
		return isWhole ? named : firstOf(request, state);
	},
	compare: async (run, request, operation) => {
		assertSameCount(run, request, operation);
		if (!isFinished(operation)) return;
		const log = await getOperationLog(run.send, operation.id);
		if (log.length > 0) assertSameRows(run, request, operation, log);
	},
};

/**
 * Compares only how many rows each part has, until it is known which rows each request had: the
 * places of later parts depend on it.
 */
const byCount: Comparison = {
	sent: async (run, request, operation) => {
		const [state] = await ended(run, [operation]);
		return firstOf(request, state);
	},
	compare: (run, request, operation) => {
		if (request.part !== undefined) assertSameCount(run, request, operation);
	},
};

function firstOf({ positions }: PlannedRequest, operation: Operation): number[] {
	return positions.slice(0, countOf(operation) ?? 0);
}

/** Returns what was sent, and the rest in the halves in which it was sent, or would have been. */
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
