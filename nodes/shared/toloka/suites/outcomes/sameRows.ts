import type { LogEntry } from '../../operations/log';
import type { Operation } from '../../operations/operation';
import { TolokaFailure } from '../../service/failures';
import { clean, textOf } from '../../values/foreign';
import { listedFirst } from '../../values/lists';
import type { Draft } from '../drafts/drafts';
import { tasksOf } from '../drafts/drafts';
import { entriesByContent, entriesByIndex, sentContent } from '../run/logEntries';
import type { PlannedRequest } from '../run/requests';
import { indexOf } from '../run/requests';
import type { CreationRun } from '../run/run';
import { adviceInDoubt } from '../run/run';

/** Checks that an operation under a key is about these rows: a key never creates anything else. */

/** Refuses an operation that received another number of rows than there are now. */
export function assertSameCount(
	run: CreationRun,
	request: PlannedRequest,
	operation: Operation,
): void {
	const { length: now } = request.positions;
	const then = countOf(operation);
	if (then === undefined || then === now) return;
	throw otherRows(run, operation, `there were ${then} ${run.kind.many} then, now there are ${now}`);
}

/** The failure for rows that are the same so far, but were more, or fewer, when they were sent. */
export function otherCountFailure(
	run: CreationRun,
	operation: Operation,
	hadMore: boolean,
): TolokaFailure {
	return otherRows(run, operation, `there were ${hadMore ? 'more' : 'fewer'} of them`);
}

/** How many drafts the operation received, if it says so (toloka-api §6.2, §P2.5). */
export function countOf({ details }: Operation): number | undefined {
	const count = details?.total_count ?? details?.items_count;
	return typeof count === 'number' ? count : undefined;
}

/** Refuses an operation whose log is about other rows, and names the difference. */
export function assertSameRows(
	run: CreationRun,
	request: PlannedRequest,
	operation: Operation,
	log: readonly LogEntry[],
): void {
	const logged = entriesByContent(log, run.kind);
	// If one was invalid, the log of a failed operation need not mention the others (toloka-api §12,
	// 23).
	const isWhole = operation.status === 'SUCCESS';
	let left = [...logged.values()].reduce((sum, entries) => sum + entries.length, 0);
	const others = request.positions.map((position) => run.drafts[position]).filter(isNotIn);
	if (isWhole && others.length > 0) {
		throw (
			otherPool(run, operation, log, others[0]) ??
			otherRows(run, operation, missing(others), others[0])
		);
	}
	if (left === 0) return;
	const them = left === 1 ? 'one of them is' : `${left} of them are`;
	throw otherRows(run, operation, `${them} not among the items now`);

	function isNotIn({ json, form }: Draft): boolean {
		const found = logged.get(sentContent(json, form))?.pop() !== undefined;
		if (found) left--;
		return !found;
	}
}

/**
 * Refuses an operation that put the items into other suites before n8n was killed: its id is the
 * same whatever suites they are in.
 */
export function assertSameSuites(
	run: CreationRun,
	{ positions }: PlannedRequest,
	{ id }: Operation,
	log: readonly LogEntry[],
): void {
	const { drafts } = run;
	const entries = entriesByIndex(log);
	const isOther = (draft: Draft) => {
		const tasks = entries.get(indexOf(draft))?.[0].input.tasks;
		const isOfOtherSize = Array.isArray(tasks) && tasks.length !== tasksOf(draft).length;
		return isOfOtherSize || draft.items.slice(1).some((item) => entries.has(String(item)));
	};
	if (positions.some((position) => isOther(drafts[position]))) throw otherSuites(run, [id]);
}

/** The failure for operations of an earlier try that put the items into other suites. */
export function otherSuites(
	run: Pick<CreationRun, 'kind' | 'continuesOnFail'>,
	ids: readonly string[],
): TolokaFailure {
	const operations = ids.length === 1 ? 'the operation' : 'the operations';
	const did =
		run.kind.name === 'suites'
			? 'put these items into other task suites'
			: 'created some of these items together with others';
	const retry =
		'Set Tasks per Suite, Overlap and whatever else you changed in the node back to what it was then, save the workflow, and retry this execution with it: it creates nothing twice.';
	return new TolokaFailure('refused-locally', {
		text: `An earlier try of this execution ${did}, with ${operations} ${listedFirst(ids)}`,
		advice: adviceInDoubt(run, retry),
		isInDoubt: true,
		ids,
	});
}

function missing(drafts: readonly Draft[]): string {
	const [{ items }] = drafts;
	const more = drafts.length > 1 ? ` (and ${drafts.length - 1} more)` : '';
	return `item ${items[0]}${more} is not among them`;
}

/** The failure for a key that was used in another pool, as in a copy of the node. */
function otherPool(
	{ naming, kind }: CreationRun,
	{ id }: Operation,
	log: readonly LogEntry[],
	{ json, items }: Draft,
): TolokaFailure | undefined {
	const pools = [...new Set(log.map(({ input }) => textOf(input.pool_id)))].filter(Boolean);
	if (pools.length === 0 || pools.includes(textOf(json.pool_id))) return undefined;
	return new TolokaFailure('refused-locally', {
		text: `The Operation ID “${clean(naming.name, 80)}” was used before for ${kind.many} in the pool ${listedFirst(pools)}`,
		advice:
			'Use another Operation ID for another pool, for example one that contains its ID, or choose the pool of that time.',
		itemIndex: items[0],
		ids: [id],
	});
}

/** The failure for a key that was used for other rows, so that nothing is created under it. */
function otherRows(
	{ naming, kind }: CreationRun,
	{ id }: Operation,
	difference: string,
	draft?: Draft,
): TolokaFailure {
	return new TolokaFailure('refused-locally', {
		text: `The Operation ID “${clean(naming.name, 80)}” was used before for other ${kind.many}: ${difference}`,
		advice:
			'Use another Operation ID for other items, or run the node again with the items of that time, in the order of that time.',
		itemIndex: draft?.items[0],
		ids: [id],
	});
}

/** The failure for a key that belongs to another type of operation. */
export function otherOperation({ naming }: CreationRun, operation: Operation): TolokaFailure {
	return new TolokaFailure('refused-locally', {
		text: `The Operation ID “${clean(naming.name, 80)}” belongs to an operation of the type ${clean(operation.type)}`,
		advice: 'Enter another Operation ID in the options, or leave it empty.',
		ids: [operation.id],
	});
}
