import { forEachWithPauses } from '../../flow/pauses';
import type { TolokaFailure } from '../../service/failures';
import { isFailure, mostSerious, outcomeOf } from '../../service/failures';
import type { Facts, Fates } from '../run/fates';
import { record } from '../run/fates';
import { afterOtherTries } from '../earlier/otherTries';
import { lookUpFirst } from '../earlier/lookUp';
import type { RequestOutcome } from '../outcomes/failedRequests';
import { refusedFailure } from '../outcomes/refusals';
import type { PlannedRequest } from '../run/requests';
import type { CreationRun } from '../run/run';

export interface Outcome {
	/** What is known about each draft; those without a fate were not created because of `failure`. */
	fates: Fates;
	failure: TolokaFailure | undefined;
}

/** How the requests of a run are carried out; depends on the Delivery setting of the node. */
export type CarryOut = (
	run: CreationRun,
	requests: readonly PlannedRequest[],
) => Promise<readonly RequestOutcome[]>;

/**
 * Carries out all requests of a run. Requests that open the pool are sent only after all others
 * have succeeded, so that no paid work begins on half an upload.
 */
export async function createAll(
	run: CreationRun,
	carryOut: CarryOut,
	known: Facts,
): Promise<Outcome> {
	const fates: Fates = new Map();
	record(fates, known);
	const failure = await carryOutAll(run, run.requests, carryOut, fates);
	return { fates, failure };
}

async function carryOutAll(
	run: CreationRun,
	planned: readonly PlannedRequest[],
	carryOut: CarryOut,
	fates: Fates,
): Promise<TolokaFailure | undefined> {
	const requests = run.naming.looksFirst ? await outcomeOf(lookUpFirst(run, planned)) : planned;
	if (isFailure(requests)) return afterOtherTries(run, requests);
	for (const wave of wavesOf(requests)) {
		const placed = wave.map((one) => inPlaceOfUnsent(one, requests, fates));
		const outcomes = await carryOut(run, placed);
		// Ignores the signal: what was created is recorded in any case.
		await forEachWithPauses(outcomes, { clock: run.clock }, ({ facts }) => record(fates, facts));
		const rest = outcomes.flatMap(({ rest: left = [] }) => left);
		const failure =
			failureOf(run, outcomes, fates) ??
			(rest.length > 0 ? await carryOutAll(run, rest, carryOut, fates) : undefined);
		if (failure !== undefined) return failure;
	}
	return undefined;
}

/**
 * Moves a part to the place of the previous one if nothing of that could be sent; the previous part
 * then follows it. A later run, or a retry after a kill, finds the parts in their places.
 */
function inPlaceOfUnsent(
	request: PlannedRequest,
	requests: readonly PlannedRequest[],
	fates: Fates,
): PlannedRequest {
	const before = requests[requests.indexOf(request) - 1] as PlannedRequest | undefined;
	const { part, existing } = request;
	if (!part || existing !== undefined || before?.part?.of !== part.of) return request;
	const isUnsent = before.positions.every((position) => {
		const fate = fates.get(position);
		return fate && fate.id === undefined && fate.operationId === undefined;
	});
	return isUnsent ? { ...request, part: before.part, sentAs: before.sentAs } : request;
}

function failureOf(
	{ drafts, skipInvalid }: CreationRun,
	outcomes: readonly RequestOutcome[],
	fates: Fates,
): TolokaFailure | undefined {
	const failures = outcomes.map(({ failure }) => failure).filter(isFailure);
	return mostSerious(failures) ?? (skipInvalid ? undefined : refusedFailure(drafts, fates));
}

/**
 * Groups requests into waves: the first part of a divided request precedes the others, because a
 * later run looks for it; requests that open their pool come last.
 */
function wavesOf(requests: readonly PlannedRequest[]): PlannedRequest[][] {
	const turnOf = ({ opensPool, path }: PlannedRequest) => {
		if (opensPool) return 2;
		return path.endsWith('.0') ? 0 : 1;
	};
	return [0, 1, 2].map((turn) => requests.filter((one) => turnOf(one) === turn));
}
