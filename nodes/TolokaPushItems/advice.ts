import type { IExecuteFunctions } from 'n8n-workflow';
import { afterEarlierRuns } from '../shared/n8n/outputs/earlierRuns';
import { executionStartedAt } from '../shared/n8n/execution/execution';
import type { FailureKind, TolokaFailure } from '../shared/toloka/service/failures';
import { afterPartialWork } from '../shared/toloka/service/sentences';
import { START_WITH } from '../shared/toloka/items/batches';
import type { Doubt, PushPlan, PushProgress } from '../shared/toloka/items/run';
import { minuteText } from '../shared/toloka/values/times';

interface Unclear {
	plan: PushPlan;
	doubt: Doubt;
}

/** What the advice on a failure depends on. */
interface Situation {
	plan: PushPlan;
	progress: PushProgress;
	/** What is unclear of the failed items, or, if the failure ends the run, of all. */
	unclear: readonly Unclear[];
	/** Items of the whole run that are in Toloka, and items to push. */
	counts: { created: number; total: number };
	/** Whether the execution continues, so that it cannot be retried. */
	continuesOnFail: boolean;
	/** Whether this is a manual run that skips what earlier ones pushed. */
	isManual: boolean;
	/** When the execution began, epoch milliseconds, if this is not its first run of the node. */
	loopBegan?: number;
}

const VALID_ONLY = 'set Invalid Items to “Push Valid Items Only”';
const SKIP = 'Skip Recently Pushed Items (Minutes)';

/** Adds safe advice to a failure: a user who follows it literally gets every item exactly once. */
export function withAdvice(failure: TolokaFailure, situation: Situation): TolokaFailure {
	const { counts, unclear, continuesOnFail } = situation;
	const { details, kind } = failure;
	const isInDoubt = unclear.length > 0;
	const isUntouched = counts.created === 0 && !isInDoubt;
	if (isUntouched && details.itemIndex === undefined) return failure;
	const advice = [
		reachedText(counts),
		...new Set(unclear.map(doubtText)),
		isUntouched ? '' : (MEANWHILE[kind] ?? ''),
		continuesOnFail ? laterText(situation) : nextText(failure, situation),
	];
	return failure.with({
		advice: advice.filter((text) => text !== '').join(' '),
		isInDoubt,
		stopsRetries: unclear.some(isUnexplained),
		counts: { ...counts, unclear: unclearCount(unclear) },
	});
}

/** Adds to a failure that is not about pushing how much was pushed before it. */
export function afterReached(failure: TolokaFailure, counts: Situation['counts']): TolokaFailure {
	return afterPartialWork(failure, reachedText(counts), { counts });
}

/** Adds to a failure what earlier runs of a loop pushed. */
export function afterLoop(context: IExecuteFunctions, error: unknown): unknown {
	const began = executionStartedAt(context);
	const since = began === undefined ? 'its beginning' : timeText(began);
	const again = `pushes them again, unless the option ${SKIP} reaches back to ${since}`;
	return afterEarlierRuns(context, error, { did: 'pushed their items', again });
}

/** Whether items appeared that may be those in doubt: every retry finds them again. */
function isUnexplained({ doubt }: Unclear): boolean {
	return doubt.unexplained > 0;
}

/** Whether an earlier try leaves open which items exist. */
function isOpenEnded({ doubt }: Unclear): boolean {
	return doubt.isEarlier === true && doubt.unexplained === 0;
}

/** Returns how many items may have been created; undefined if an earlier try leaves that open. */
function unclearCount(unclear: Situation['unclear']): number | undefined {
	if (unclear.some(isOpenEnded) || unclear.length === 0) return undefined;
	return unclear.reduce((sum, { doubt }) => sum + doubt.positions.length, 0);
}

function reachedText({ created, total }: Situation['counts']): string {
	return created === 0 ? 'Nothing was pushed.' : `${created} of ${total} items were pushed.`;
}

function doubtText(one: Unclear): string {
	if (isOpenEnded(one)) return 'An earlier try of this execution may have created items.';
	const { plan, doubt } = one;
	const text = `It is unclear whether ${doubt.positions.length} of the items were created`;
	if (doubt.unexplained === 0) return `${text}.`;
	return `${text}: ${doubt.unexplained} items that appeared in the project ${plan.projectId} since ${timeText(plan.startedAt)} do not match these items exactly, but may be the same items.`;
}

/** What to check or do before the next try. */
const MEANWHILE: Partial<Record<FailureKind, string>> = {
	unauthorized: 'Check the token in the credential.',
	forbidden: 'Check that the account of the token may use the project.',
	'not-found': 'Check that the project and its batch still exist.',
	conflict: 'Check the status of the project and its batch on the Toloka website.',
	unavailable: 'This is usually temporary.',
	unreachable: 'Check that this n8n can reach Toloka.',
	'no-answer': 'If it happens often, raise the request timeout in the options.',
	unreadable: 'A proxy or another server may have responded instead of Toloka.',
	redirected: 'Check the base URL in the credential.',
	intercepted: 'Ask your network administrator to allow n8n to reach Toloka.',
};

/** Advice if the failure ended the execution. */
function nextText({ kind, details }: TolokaFailure, situation: Situation): string {
	const { counts, isManual, loopBegan, plan, progress, unclear } = situation;
	if (unclear.some(isUnexplained)) {
		return 'Compare them on the Toloka website before you push these items again.';
	}
	const { batchId } = progress;
	if (plan.start === true && counts.created === counts.total && batchId !== undefined) {
		const start = `All items are in the batch ${batchId}, which is not started: start it ${START_WITH}`;
		return isManual ? `${start}.` : `${start}, or retry this execution, which only starts it.`;
	}
	const isRefused = details.itemIndex !== undefined;
	if (isRefused && counts.created === 0 && unclear.length === 0) {
		return `Correct the item, or ${VALID_ONLY}, and run the node again.`;
	}
	if (isManual) {
		const again = 'run the node again: a manual run does not push again what is in Toloka already.';
		return isRefused ? `Correct the item, or ${VALID_ONLY}, and ${again}` : `Then ${again}`;
	}
	const since = timeText(Math.min(plan.startedAt, loopBegan ?? Infinity));
	const inNew = `set the option ${SKIP} so that it reaches back to ${since}`;
	if (kind === 'canceled') return `To push the others, ${inNew} and run the workflow again.`;
	if (isRefused) {
		return `To push the others, ${VALID_ONLY} and retry this execution with the currently saved workflow. To push corrected data in a new execution, ${inNew}.`;
	}
	return `Then retry this execution: it looks up what exists and sends only the others. Before you push the items in a new execution instead, ${inNew}.`;
}

/** Advice on the items with the error if the execution continues. */
function laterText({ plan, unclear }: Situation): string {
	if (unclear.length === 0) return 'Push only the items with this error again.';
	return `Before you push the items with this error again, look in the project ${plan.projectId} for items created since ${timeText(plan.startedAt)}.`;
}

/** Formats the minute before a time, so that nothing is missed. */
export function timeText(ms: number): string {
	return minuteText(new Date(ms - 60_000).toISOString());
}
