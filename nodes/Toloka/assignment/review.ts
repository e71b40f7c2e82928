import type { INodeExecutionData } from 'n8n-workflow';
import type { Reviewed, Verdict } from '../../shared/toloka/assignments/review';
import { reviewAssignment } from '../../shared/toloka/assignments/review';
import { inParallel } from '../../shared/toloka/flow/parallel';
import { mapWithPauses } from '../../shared/toloka/flow/pauses';
import { getPool } from '../../shared/toloka/pools/pools';
import type { TolokaFailure } from '../../shared/toloka/service/failures';
import {
	aboutItem,
	isFailure,
	mostSerious,
	outcomeOf,
	refusal,
} from '../../shared/toloka/service/failures';
import { afterPartialWork } from '../../shared/toloka/service/sentences';
import { inDigits } from '../../shared/toloka/values/numbers';
import { zoned } from '../../shared/toloka/values/times';
import { systemClock } from '../../shared/n8n/clock';
import { failureOfItem } from '../../shared/n8n/errors';
import { failedItem, paired } from '../../shared/n8n/outputs/outputs';
import { checkedOf, idOf } from '../../shared/n8n/parameters/parameters';
import { readText } from '../../shared/n8n/parameters/readers';
import type { Run, RunOperation } from '../operation';
import type { OppositeMarks } from './verdictMarks';
import { opposed, oppositeMarks } from './verdictMarks';

/** Longest comment that the service stores (toloka-api §P4.3). */
const MAX_COMMENT = 2048;

interface Review {
	id: string;
	comment?: string;
}

/** Reviews each assignment once, however many input items name it, and outputs an item for each. */
function review(verdict: Verdict): RunOperation {
	return async (run) => {
		const first: FirstReviews = new Map();
		const items = run.context.getInputData();
		const indexes = [...items.keys()];
		const pauses = { clock: systemClock, signal: run.connection.signal };
		const marks = await oppositeMarks(items, verdict, pauses);
		const wanted = await mapWithPauses(indexes, pauses, (index) =>
			readReview(run, verdict, index, first, marks),
		);
		const outcomes = await reviewEach(run, verdict, wanted);
		return wanted.map((one, index) => {
			const outcome = one instanceof Error ? one : outcomes.get(one.id);
			return answer(run, outcome, index);
		});
	};
}

export const acceptAssignments = review('ACCEPTED');
export const rejectAssignments = review('REJECTED');

/** By assignment: the first item that names it, and that item's comment. */
type FirstReviews = Map<string, { item: number; comment?: string }>;

/**
 * Reads an item's review; bad input ends the run before anything is reviewed, or fails the item.
 */
function readReview(
	{ context }: Run,
	verdict: Verdict,
	index: number,
	first: FirstReviews,
	marks: OppositeMarks,
): Review | Error {
	try {
		const id = idOf(context, 'assignmentId', 'Assignment ID', index);
		const marked = marks.get(id);
		if (marked !== undefined) throw opposed(id, verdict, marked, index);
		const comment = readComment(context, verdict, index);
		const same = first.get(id) ?? { item: index, comment };
		first.set(id, same);
		if (same.comment === comment) return { id, comment };
		throw refusal(
			`Assignment ${id} has one comment in item ${same.item} and another in item ${index}`,
			'An assignment has one comment: leave out one of the items.',
			index,
		);
	} catch (error) {
		return failureOfItem(context, error, index);
	}
}

function readComment(context: Run['context'], verdict: Verdict, index: number): string | undefined {
	const comment = checkedOf(context, 'comment', 'Comment', readText, index) ?? '';
	if (comment === '' && verdict === 'ACCEPTED') return undefined;
	if (comment === '') {
		throw refusal(
			`Comment is empty for item ${index}. A rejected performer must be told why`,
			'Enter a comment: the performer reads it.',
			index,
		);
	}
	if (comment.length <= MAX_COMMENT) return comment;
	throw refusal(
		`Comment of item ${index} has ${inDigits(comment.length)} characters; ${inDigits(MAX_COMMENT)} are allowed`,
		'Shorten the comment.',
		index,
	);
}

type Outcomes = Map<string, Reviewed | TolokaFailure>;

async function reviewEach(
	{ context, connection: { send }, once, ownChanges }: Run,
	verdict: Verdict,
	wanted: ReadonlyArray<Review | Error>,
): Promise<Outcomes> {
	const byId = new Map<string, Review>();
	for (const one of wanted) if (!(one instanceof Error)) byId.set(one.id, one);
	const readPool = async (id: string) => await once(id, async () => await getPool(send, id));
	const outcomes: Outcomes = new Map();
	let isStopped = false;
	await inParallel([...byId.values()], async ({ id, comment }) => {
		if (isStopped) return;
		const reviewing = reviewAssignment(send, id, verdict, comment, readPool);
		const outcome = await outcomeOf(ownChanges.made(id, reviewing, ({ existed }) => !existed));
		outcomes.set(id, outcome);
		if (!isFailure(outcome)) return;
		isStopped ||= outcome.kind === 'canceled' || !context.continueOnFail();
	});
	// In the order of items: several may fail at once.
	const failures = [...byId.keys()].map((id) => outcomes.get(id)).filter(isFailure);
	const failure = mostSerious(failures);
	if (isStopped && failure) throw afterSome(failure, outcomes, wanted);
	return outcomes;
}

/** Adds the item, and how many assignments were reviewed before: repeating a review is harmless. */
function afterSome(
	failure: TolokaFailure,
	outcomes: Outcomes,
	wanted: ReadonlyArray<Review | Error>,
): TolokaFailure {
	const reviewed = [...outcomes.values()].filter((one) => !isFailure(one)).length;
	const itemIndex = wanted.findIndex(
		(one) => !(one instanceof Error) && outcomes.get(one.id) === failure,
	);
	const total = new Set(wanted.map((one) => (one instanceof Error ? one : one.id))).size;
	if (reviewed === 0) return aboutItem(failure, itemIndex);
	const reached = `${reviewed} of ${total} assignments were reviewed before; running the node again does not review them twice.`;
	return aboutItem(afterPartialWork(failure, reached), itemIndex);
}

function answer(
	{ context, ownChanges }: Run,
	outcome: Reviewed | Error | undefined,
	index: number,
): INodeExecutionData {
	if (outcome === undefined || outcome instanceof Error) {
		return failedItem(context, outcome, index);
	}
	const { assignment } = outcome;
	const existed = !ownChanges.has(assignment.id);
	const { status, ...rest } = zoned(assignment);
	// First, because a table shows only its first columns.
	return paired({ assignment_id: assignment.id, status, ...rest, existed }, index);
}
