import { TolokaFailure, isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import { whyNotOpen } from '../pools/pools';
import type { Send } from '../service/requests';
import type { ReadyRequest } from './chunks';
import { chunksOf } from './chunks';
import type { CreationRun } from './starting';
import { inPace, requestOf } from './starting';
import { refusedFailure } from './refusals';
import { fatesFromRefusal, fatesFromReply } from './results';
import { createNow } from './taskSuites';
import type { Fate, Fates, Outcome } from './fates';

/** Creating synchronously: no operation id protects a repeat, so the run itself remembers. */

/** What a request ended with, kept between tries of one execution, by the request's id. */
export type KeptRequests = Record<string, 'unclear' | Array<[number, Fate]>>;

/**
 * Creates all suites, one request after the other. What an earlier try did is not done again, and
 * what it may have done is not either.
 */
export async function createSynchronously(run: CreationRun, kept: KeptRequests): Promise<Outcome> {
	const fates: Fates = new Map();
	for (const chunk of chunksOf(run, run.parts)) {
		const failure = await outcomeOf(createChunk(run, chunk, kept, fates));
		if (failure !== undefined) return { fates, failure };
	}
	return { fates, failure: undefined };
}

/** Creates the suites of one request, or takes over what is known of it. */
async function createChunk(
	run: CreationRun,
	chunk: ReadyRequest,
	kept: KeptRequests,
	fates: Fates,
): Promise<TolokaFailure | undefined> {
	const known = kept[chunk.id];
	if (known === 'unclear') return unclear(new TolokaFailure('no-answer'), run, chunk);
	if (known !== undefined) {
		for (const [position, fate] of known) fates.set(position, fate);
		return undefined;
	}
	const post = async () => {
		kept[chunk.id] = 'unclear';
		return fatesFromReply(chunk, run.drafts, await createNow(run.send, requestOf(run, chunk)));
	};
	const answer = await outcomeOf(inPace(run, chunk, post));
	if (isFailure(answer) && answer.kind === 'cancelled') return answer;
	if (isFailure(answer) && isOutcomeUnclear(answer)) return unclear(answer, run, chunk);
	delete kept[chunk.id];
	return isFailure(answer)
		? recordRefusal(run, chunk, answer, fates)
		: recordCreated(chunk, answer, kept, fates);
}

function recordCreated(
	chunk: ReadyRequest,
	told: Fates,
	kept: KeptRequests,
	fates: Fates,
): undefined {
	const unmentioned = 'not created: the answer of the service does not mention it';
	for (const position of chunk.positions) {
		fates.set(position, told.get(position) ?? withoutField(unmentioned));
	}
	kept[chunk.id] = chunk.positions.map((position) => [position, withoutSuite(fates, position)]);
	return undefined;
}

/** What a retry needs to know, without the suites themselves, which it can read back. */
function withoutSuite(fates: Fates, position: number): Fate {
	const { id, errors } = fates.get(position) as Fate;
	return { ...(id !== undefined && { id }), ...(errors && { errors }) };
}

/** A request refused for invalid suites: a failure unless the user wants to go on without them. */
function recordRefusal(
	{ drafts, plan }: CreationRun,
	chunk: ReadyRequest,
	answer: TolokaFailure,
	fates: Fates,
): TolokaFailure | undefined {
	const told = fatesFromRefusal(chunk, answer);
	if (told.size === 0) return answer;
	const other = 'not created, because another task suite of the same request is invalid';
	for (const position of chunk.positions) {
		fates.set(position, told.get(position) ?? withoutField(other));
	}
	return plan.flags.skipInvalid ? undefined : refusedFailure(drafts, told, answer);
}

function withoutField(message: string): Fate {
	return { errors: [{ path: '', code: '', message }] };
}

function unclear(failure: TolokaFailure, run: CreationRun, chunk: ReadyRequest): TolokaFailure {
	const first = run.drafts[chunk.positions[0]];
	const last = run.drafts[chunk.positions[chunk.positions.length - 1]];
	const items = `items ${first.items[0]} to ${last.items[last.items.length - 1]}`;
	return new TolokaFailure(failure.kind, {
		doing: `creating the task suites of ${items}`,
		...failure.details,
		advice: `It is unclear whether the task suites of ${items} were created: look in the pool ${String(first.suite.pool_id)} for them before you create them again. A retry of this execution does not send them a second time.`,
	});
}

/** The answer to a synchronous request does not tell whether the pool could be opened. */
export async function notePools({ send, drafts }: CreationRun, fates: Fates): Promise<void> {
	const problems = new Map<unknown, string | undefined>();
	for (const [position, fate] of fates) {
		const pool = drafts[position].suite.pool_id;
		if (fate.id === undefined) continue;
		if (!problems.has(pool)) problems.set(pool, await poolProblem(send, String(pool)));
		fate.poolProblem = problems.get(pool);
	}
}

async function poolProblem(send: Send, poolId: string): Promise<string | undefined> {
	const outcome = await outcomeOf(whyNotOpen(send, poolId));
	return isFailure(outcome) ? undefined : outcome;
}
