import { TolokaFailure, isOutcomeUnclear } from '../../service/failures';
import type { Facts } from '../run/fates';
import { NO_FACTS, factsOf, notCreated } from '../run/fates';
import { refusedFailure } from './refusals';
import type { PlannedRequest } from '../run/requests';
import { dividedRequest, halfOf } from '../run/requests';
import { factsFromRefusal } from './results';
import type { CreationRun } from '../run/run';

export interface RequestOutcome {
	facts: Facts;
	failure?: TolokaFailure;
	/** Requests to send again, because they were certainly not carried out. */
	rest?: PlannedRequest[];
}

/** What a failed request means for each of its drafts, and what to send again. */
export function outcomeOfFailure(
	run: CreationRun,
	request: PlannedRequest,
	failure: TolokaFailure,
): RequestOutcome {
	if (isOutcomeUnclear(failure)) return failed(request, failure);
	if (failure.kind === 'too-large') return tooLarge(run, request, failure);
	const facts = factsFromRefusal(run, request, failure);
	return facts.size === 0 ? failed(request, failure) : invalid(run, request, facts, failure);
}

/** The outcome of a request without any facts other than its failure. */
export function failed(request: PlannedRequest, failure: TolokaFailure): RequestOutcome {
	return { facts: factsOf(request, () => ({ failure })), failure };
}

/** A request refused with 413 was not carried out, so each half is sent by itself. */
function tooLarge(
	run: CreationRun,
	request: PlannedRequest,
	failure: TolokaFailure,
): RequestOutcome {
	const { positions } = request;
	const half = halfOf(positions.length);
	if (positions.length > 1) {
		const halves = [positions.slice(0, half), positions.slice(half)];
		return { facts: NO_FACTS, rest: dividedRequest(run, request, halves) };
	}
	const reason = `the ${run.kind.one} is larger than Toloka accepts`;
	const facts = factsOf(request, () => notCreated(reason));
	return run.skipInvalid
		? { facts }
		: { facts, failure: refusedFailure(run.drafts, facts, failure) };
}

/** Depth of division at which a request is given up. */
const MAX_DEPTH = 12;

/** A 400 creates nothing; with `skipInvalid`, the drafts that it does not name are sent again. */
function invalid(
	run: CreationRun,
	request: PlannedRequest,
	named: Facts,
	refusal: TolokaFailure,
): RequestOutcome {
	const others = request.positions.filter((position) => !named.has(position));
	const mayGoOn = request.path.split('.').length < MAX_DEPTH;
	if (run.skipInvalid && mayGoOn && others.length > 0) {
		return { facts: named, rest: dividedRequest(run, request, [others]) };
	}
	const other = notCreated(
		`not created, because another ${run.kind.one} of the same request is invalid`,
	);
	const facts = factsOf(request, (position) => named.get(position) ?? other);
	if (run.skipInvalid) return { facts };
	return { facts, failure: refusedFailure(run.drafts, named, refusal) };
}
