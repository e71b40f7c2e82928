import type { FailureDetails } from '../service/failures';
import { TolokaFailure, inDoubt, isFailure, mayBeCarriedOut, outcomeOf } from '../service/failures';
import type { Send } from '../service/requests';
import { pathOf } from '../service/requests';
import { afterPartialWork } from '../service/sentences';
import type { Pool } from '../pools/pools';
import { clean, isRecord } from '../values/foreign';
import type { Assignment } from './assignments';
import { getAssignment, tasksOf } from './assignments';

/** Accepting and rejecting assignments, each as a whole (toloka-api §P4.3). */

export type Verdict = 'ACCEPTED' | 'REJECTED';

export interface Reviewed {
	assignment: Assignment;
	/** Whether the assignment already had this verdict. */
	existed: boolean;
}

/**
 * Reviews one assignment. The same verdict twice is a success, because a repeat only finds what the
 * first request did; acceptance pays the performer and cannot be undone.
 *
 * @param readPool reads the pool of an assignment that cannot be reviewed; many may share one.
 */
export async function reviewAssignment(
	send: Send,
	id: string,
	verdict: Verdict,
	comment: string | undefined,
	readPool: (poolId: string) => Promise<Pool>,
): Promise<Reviewed> {
	const doing = `${verdict === 'ACCEPTED' ? 'accepting' : 'rejecting'} assignment ${id}`;
	const body = JSON.stringify({ status: verdict, public_comment: comment });
	const path = pathOf`/assignments/${id}`;
	const request = { method: 'PATCH', api: 'v1', path, body, repeatable: true, doing } as const;
	const sent = await outcomeOf(send(request));
	if (!isFailure(sent)) {
		const assignment = await reviewed(send, id, verdict, sent.body, doing);
		return { assignment, existed: false };
	}
	// Without any response, too, the verdict may have been given: an acceptance is paid.
	const isUnclear = mayBeCarriedOut(sent);
	if (sent.kind !== 'conflict' && !isUnclear) throw sent;
	const assignment = await outcomeOf(getAssignment(send, id));
	if (isFailure(assignment)) throw isUnclear ? notReadBack(sent, id, verdict) : sent;
	// After a lost response, the verdict is that of our own first request.
	if (assignment.status === verdict) return { assignment, existed: !isUnclear };
	if (sent.kind !== 'conflict') throw sent;
	const [headline, advice] =
		(await reasonOfPool(readPool, assignment, verdict)) ??
		reasonAgainst(assignment, verdict, sent.details);
	throw sent.with({ headline, advice });
}

/**
 * Returns the assignment with its verdict. A reply with only the changed keys is completed from the
 * assignment (toloka-api §P4.3); if that cannot be read, the verdict stands all the same.
 */
async function reviewed(
	send: Send,
	id: string,
	verdict: Verdict,
	reply: unknown,
	doing: string,
): Promise<Assignment> {
	if (!isRecord(reply) || reply.status !== verdict)
		return await confirmed(send, id, verdict, doing);
	const rest = reply.id === undefined ? await outcomeOf(getAssignment(send, id)) : {};
	return { ...(isFailure(rest) ? {} : rest), ...reply, id, status: verdict };
}

/** Reads the verdict back: an empty response of a proxy, for example, does not prove it. */
async function confirmed(
	send: Send,
	id: string,
	verdict: Verdict,
	doing: string,
): Promise<Assignment> {
	const assignment = await outcomeOf(getAssignment(send, id));
	if (isFailure(assignment)) throw notReadBack(assignment, id, verdict);
	if (assignment.status === verdict) return assignment;
	throw new TolokaFailure('contradiction', {
		doing,
		text: `The response does not show the verdict, and the status is ${clean(assignment.status)}`,
		isInDoubt: true,
	});
}

/** Nobody may take it for a verdict that was not given: an acceptance is paid. */
function notReadBack(failure: TolokaFailure, id: string, verdict: Verdict): TolokaFailure {
	const reached = `Assignment ${id} may have been ${verdict.toLowerCase()}. Nothing is reviewed twice.`;
	return afterPartialWork(inDoubt(failure), reached);
}

type Reason = [headline: string, advice: string];

async function reasonOfPool(
	readPool: (poolId: string) => Promise<Pool>,
	{ id, pool_id: poolId }: Assignment,
	verdict: Verdict,
): Promise<Reason | undefined> {
	const pool = poolId === undefined ? undefined : await outcomeOf(readPool(poolId));
	if (pool === undefined || isFailure(pool) || pool.status !== 'ARCHIVED') return undefined;
	return [
		`Assignment ${id} cannot be ${verdict.toLowerCase()}: its pool is archived`,
		'Archiving cannot be undone. Leave this assignment out.',
	];
}

/** A check per answer may send one assignment to both verdicts. */
const TOGETHER =
	' If the workflow checks each answer, it may have accepted the assignment because of another one: where the answers are read, set Output to “Assignments”, and check those of each assignment together.';

function reasonAgainst(
	assignment: Assignment,
	verdict: Verdict,
	{ text, code }: FailureDetails,
): Reason {
	const { id, status } = assignment;
	const not = `Assignment ${id} cannot be ${verdict.toLowerCase()}`;
	switch (status) {
		case 'ACTIVE':
			return [`${not}: a performer is still working on it`, 'Review it once it is submitted.'];
		case 'SKIPPED':
		case 'EXPIRED':
			return [
				`${not}: it ${status === 'EXPIRED' ? 'expired' : 'was skipped'} and has no answers`,
				'Review only assignments with the status SUBMITTED.',
			];
		case 'ACCEPTED':
			return [
				`${not}: it has been accepted and paid for`,
				`Acceptance cannot be undone. Leave this assignment out.${tasksOf(assignment).length > 1 ? TOGETHER : ''}`,
			];
		default:
			return [
				`${not}: Toloka refused it for another reason (${clean(text ?? code ?? 'none given')})`,
				'Fix this on the Toloka website, or run the node again later. Nothing is reviewed twice.',
			];
	}
}
