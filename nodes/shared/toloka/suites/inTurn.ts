import { TolokaFailure, isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import type { Facts, Fate, Fates, Outcome } from './fates';
import { factsOf, notCreated, record } from './fates';
import { poolProblems } from './opening';
import { refusedFailure } from './refusals';
import type { ReadyRequest } from './requests';
import { readyRequests } from './requests';
import { factsFromRefusal, factsFromReply } from './results';
import type { CreationRun } from './run';
import { creationRequest, inPace } from './run';
import { createNow } from './taskSuites';

/** Creating synchronously: no operation id protects a repeat, so the run itself remembers. */

/** What a request ended with, kept between tries of one execution, by the request's id. */
export type KeptRequests = Record<string, 'unclear' | Array<[number, Fate]>>;

/** What a request came to. */
interface Told {
	facts: Facts;
	failure?: TolokaFailure;
}

const NOTHING: Facts = new Map();

/**
 * Creates all suites, one request after the other. What an earlier try did is not done again, and
 * what it may have done is not either.
 */
export async function createSynchronously(run: CreationRun, kept: KeptRequests): Promise<Outcome> {
	const fates: Fates = new Map();
	for (const request of readyRequests(run, run.requests)) {
		const { facts, failure } = await carryOut(run, request, kept);
		record(fates, facts);
		if (failure !== undefined) return { fates, failure };
	}
	if (run.plan.openPool) record(fates, await poolProblems(run, fates));
	return { fates, failure: undefined };
}

/** Creates the suites of one request, or takes over what is known of it. */
async function carryOut(
	run: CreationRun,
	request: ReadyRequest,
	kept: KeptRequests,
): Promise<Told> {
	const known = kept[request.id];
	if (known === 'unclear') return unclear(new TolokaFailure('no-answer'), run, request);
	if (known !== undefined) return { facts: new Map(known) };
	const post = async () => {
		kept[request.id] = 'unclear';
		const body = await createNow(run.send, creationRequest(run, request));
		return factsFromReply(request, run.drafts, body);
	};
	const answer = await outcomeOf(inPace(run, request, post));
	if (isFailure(answer)) {
		if (answer.kind === 'cancelled') return { facts: NOTHING, failure: answer };
		if (isOutcomeUnclear(answer)) return unclear(answer, run, request);
		delete kept[request.id];
		return refused(run, request, answer);
	}
	const facts = withUnmentioned(request, answer, 'the answer of the service does not mention it');
	kept[request.id] = [...facts].map(([position, fate]) => [position, withoutSuite(fate)]);
	return { facts };
}

function withUnmentioned(request: ReadyRequest, told: Facts, why: string): Facts {
	return factsOf(request, (position) => told.get(position) ?? notCreated(`not created: ${why}`));
}

/** What a retry needs to know, without the suites themselves, which it can read back. */
function withoutSuite({ id, errors }: Fate): Fate {
	return { ...(id !== undefined && { id }), ...(errors && { errors }) };
}

/** A request refused for invalid suites: a failure unless the user wants to go on without them. */
function refused(
	{ drafts, plan }: CreationRun,
	request: ReadyRequest,
	answer: TolokaFailure,
): Told {
	const told = factsFromRefusal(request, answer);
	if (told.size === 0) return { facts: NOTHING, failure: answer };
	const other = notCreated(
		'not created, because another task suite of the same request is invalid',
	);
	const facts = factsOf(request, (position) => told.get(position) ?? other);
	return {
		facts,
		failure: plan.flags.skipInvalid ? undefined : refusedFailure(drafts, told, answer),
	};
}

function unclear(failure: TolokaFailure, run: CreationRun, { positions }: ReadyRequest): Told {
	const first = run.drafts[positions[0]];
	const last = run.drafts[positions[positions.length - 1]];
	const items = `items ${first.items[0]} to ${last.items[last.items.length - 1]}`;
	const told = new TolokaFailure(failure.kind, {
		doing: `creating the task suites of ${items}`,
		...failure.details,
		advice: `It is unclear whether the task suites of ${items} were created: look in the pool ${String(first.suite.pool_id)} for them before you create them again. A retry of this execution does not send them a second time.`,
	});
	return { facts: NOTHING, failure: told };
}
