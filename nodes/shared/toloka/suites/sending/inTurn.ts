import { TolokaFailure, isFailure, isOutcomeUnclear, outcomeOf } from '../../service/failures';
import { createNow } from './creating';
import type { CarryOut } from './creation';
import type { Facts } from '../run/fates';
import { factsOf, notCreated } from '../run/fates';
import type { RequestOutcome } from '../outcomes/failedRequests';
import { failed, outcomeOfFailure } from '../outcomes/failedRequests';
import type { PlannedRequest } from '../run/requests';
import { readyRequest } from '../run/requests';
import { factsFromReply } from '../outcomes/results';
import type { CreationRun, HistoryEntry } from '../run/run';
import { inPace } from '../run/run';
import { namedItems } from '../../values/itemRanges';

/**
 * Creates synchronously, one request after the other. No operation id protects a repeat, so the run
 * itself remembers what it did, and what it may have done.
 *
 * @param resume carries out what an earlier try sent as operations.
 */
export function inTurn(resume: CarryOut): CarryOut {
	return async (run, requests) => {
		const outcomes: RequestOutcome[] = [];
		const resumed = requests.filter(({ sentAs }) => sentAs !== undefined);
		if (resumed.length > 0) outcomes.push(...(await resume(run, resumed)));
		for (const request of requests) {
			if (outcomes.some(({ failure }) => failure !== undefined)) break;
			if (request.sentAs === undefined) outcomes.push(await carryOut(run, request));
		}
		return outcomes;
	};
}

async function carryOut(run: CreationRun, planned: PlannedRequest): Promise<RequestOutcome> {
	const request = readyRequest(run, planned);
	const entry: HistoryEntry = { positions: request.positions };
	const post = async () => {
		run.history.push(entry);
		const body = await createNow(run, request);
		return factsFromReply(run, request, body);
	};
	const outcome = await outcomeOf(inPace(run, request, post));
	if (!isFailure(outcome)) {
		entry.facts = withUnmentioned(request, outcome);
		return { facts: entry.facts };
	}
	if (isOutcomeUnclear(outcome)) return failed(request, unclear(run, request.positions, outcome));
	// The request was refused, or canceled before it was sent.
	if (run.history.includes(entry)) run.history.splice(run.history.indexOf(entry), 1);
	return outcomeOfFailure(run, request, outcome);
}

function withUnmentioned(request: PlannedRequest, facts: Facts): Facts {
	const silent = notCreated("not created: Toloka's response does not mention it");
	return factsOf(request, (position) => facts.get(position) ?? silent);
}

/** The failure for drafts that may have been created and cannot be looked up. */
export function unclear(
	{ drafts, kind }: CreationRun,
	positions: readonly number[],
	failure = new TolokaFailure('no-answer'),
): TolokaFailure {
	const items = namedItems(new Set(positions.flatMap((position) => drafts[position].items)));
	return new TolokaFailure(failure.kind, {
		doing: `creating the ${kind.many} of ${items}`,
		...failure.details,
		advice: `It is unclear whether the ${kind.many} of ${items} were created: look in the pool ${String(drafts[positions[0]].json.pool_id)} for them before you create them again. A retry of this execution does not send them a second time.`,
		isInDoubt: true,
	});
}
