import {
	TolokaFailure,
	isFailure,
	isOutcomeUnclear,
	mayBeCarriedOut,
	outcomeOf,
} from '../../service/failures';
import { createNow } from './creating';
import { isRefusedByPage } from './refusedByPage';
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

/** What a look-up of a synchronous request needs. */
interface Around {
	/** Returns a service time before the creation of anything that is sent from now on. */
	createdSince(): number;
	/** What earlier tries did. */
	before: Facts;
	/** Returns the ids of what other runs of the node created. */
	idsOfOtherRuns(): unknown[];
}

/**
 * Creates synchronously, one request after the other. No operation id protects a repeat, so the run
 * itself remembers what it did, and what it may have done.
 *
 * @param resume carries out what an earlier try sent as operations.
 */
export function inTurn(resume: CarryOut, around: Around): CarryOut {
	return async (run, requests) => {
		const outcomes: RequestOutcome[] = [];
		const resumed = requests.filter(({ sentAs }) => sentAs !== undefined);
		if (resumed.length > 0) outcomes.push(...(await resume(run, resumed)));
		for (const request of requests) {
			if (outcomes.some(({ failure }) => failure !== undefined)) break;
			if (request.sentAs === undefined) outcomes.push(await carryOut(run, request, around));
		}
		return outcomes;
	};
}

async function carryOut(
	run: CreationRun,
	planned: PlannedRequest,
	around: Around,
): Promise<RequestOutcome> {
	const request = readyRequest(run, planned);
	const entry: HistoryEntry = { positions: request.positions };
	let since = 0;
	const post = async () => {
		run.history.push(entry);
		since = around.createdSince();
		const body = await createNow(run, request);
		return factsFromReply(run, request, body);
	};
	const outcome = await outcomeOf(inPace(run, request, post));
	if (!isFailure(outcome)) {
		entry.facts = withUnmentioned(request, outcome);
		return { facts: entry.facts };
	}
	const { positions } = request;
	const isRefused = async () =>
		await isRefusedByPage(run, poolOf(run, positions), since, knownIds(run, around));
	if (isOutcomeUnclear(outcome) || (mayBeCarriedOut(outcome) && !(await isRefused()))) {
		return failed(request, unclear(run, positions, outcome));
	}
	// The request was refused, or canceled before it was sent.
	if (run.history.includes(entry)) run.history.splice(run.history.indexOf(entry), 1);
	return outcomeOfFailure(run, request, outcome);
}

/** Ids of what earlier tries, this run and other runs of the node created. */
function knownIds({ history }: CreationRun, { before, idsOfOtherRuns }: Around): Set<unknown> {
	const known = [before, ...history.flatMap(({ facts }) => facts ?? [])];
	const own = known.flatMap((facts) => [...facts.values()].map(({ id }) => id));
	return new Set([...own, ...idsOfOtherRuns()]);
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
		advice: `It is unclear whether the ${kind.many} of ${items} were created: look in the pool ${poolOf({ drafts }, positions)} for them before you create them again. A retry of this execution does not send them a second time.`,
		isInDoubt: true,
		stopsRetries: true,
	});
}

function poolOf({ drafts }: Pick<CreationRun, 'drafts'>, [first]: readonly number[]): string {
	return String(drafts[first].json.pool_id);
}
