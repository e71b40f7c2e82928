import { inParallel } from '../flow/parallel';
import { getOperationLog } from '../operations/log';
import type { Operation } from '../operations/operation';
import { isFinished, isOfType, listOperations, notFinished } from '../operations/operation';
import { waitForOperations } from '../operations/wait';
import type { TolokaFailure } from '../service/failures';
import { collect, pages } from '../service/paging';
import { afterDoubt } from '../service/sentences';
import { canonicalJson } from '../values/content';
import { textOf } from '../values/foreign';
import { asQueryTime, timeKey, timeKeyAt } from '../values/times';
import type { Draft } from './drafts';
import { tasksOf } from './drafts';
import type { SuiteJson } from './kinds';
import type { CreatedEntry } from './logEntries';
import { createdEntries, markIn } from './logEntries';
import type { PlannedRequest } from './requests';
import { markOf } from './requests';
import type { CreationRun } from './run';
import { otherSuites } from './sameRows';

/**
 * Finds what a try that was killed with n8n has sent in other requests than those planned now: with
 * other settings the rows are divided in other places, and no request has the id that it had.
 */

const WAIT_MS = 10 * 60_000;

/**
 * Refuses to send rows that an operation of a killed try has created.
 *
 * @param requests with the operations that were found under their ids.
 */
export async function refuseSentOtherwise(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<void> {
	const unsent = requests.filter(({ existing }) => existing === undefined);
	const mark = markOf(run.naming);
	if (run.killedSince === undefined || mark === undefined || unsent.length === 0) return;
	const found = new Set(requests.map(({ existing }) => existing?.id));
	const isPlanned = plannedRows(run, unsent);
	const others: string[] = [];
	const operations = await operationsSince(run, run.killedSince);
	const unknown = operations.filter(({ id }) => !found.has(id) && !isOfOtherRun(id, mark));
	await inParallel(await finished(run, unknown), async ({ id }) => {
		const log = await getOperationLog(run.send, id);
		const own = markIn(log);
		keepMark(id, own);
		if (own === mark && createdEntries(log, run.kind).some(isPlanned)) others.push(id);
	});
	if (others.length > 0) throw otherSuites(run, others.sort());
}

/** Adds to a failed lookup that a killed try may have created something. */
export function afterKill(run: CreationRun, failure: TolokaFailure): TolokaFailure {
	const { killedSince, continuesOnFail, kind, drafts } = run;
	const isOther = failure.kind === 'refused-locally' || failure.kind === 'canceled';
	if (killedSince === undefined || isOther) return failure;
	const next = continuesOnFail
		? `Look in the pool ${String(drafts[0].json.pool_id)} for them before you create the items with this error again.`
		: 'Retry this execution, which finds them, instead of starting a new one.';
	const advice = `n8n was stopped during an earlier try of this execution, which may have created ${kind.many}. ${next}`;
	return afterDoubt(run, failure, advice);
}

/** Returns a function that tells whether rows of a log's entry are among those to be sent. */
function plannedRows(
	{ drafts, kind }: CreationRun,
	unsent: readonly PlannedRequest[],
): (created: CreatedEntry) => boolean {
	const draftOf = new Map<number, Draft>();
	for (const draft of drafts) for (const item of draft.items) draftOf.set(item, draft);
	const items = new Set(
		unsent.flatMap(({ positions }) => positions.flatMap((position) => drafts[position].items)),
	);
	const form = kind.name === 'tasks' ? 'task' : 'suite';
	let rows: Set<string | undefined> | undefined;
	return ({ index, entry: { input } }) => {
		const [first, ...others] = tasksOf({ json: input, form }).map((task) => rowOf(input, task));
		const item = Number(index);
		if (draftOf.has(item)) return items.has(item) && rowOfItem(draftOf, item) === first;
		// The first item of the suite is no longer sent, but its other items may be.
		rows ??= new Set([...items].map((one) => rowOfItem(draftOf, one)));
		return others.some((row) => rows?.has(row));
	};
}

function rowOfItem(draftOf: ReadonlyMap<number, Draft>, item: number): string | undefined {
	const draft = draftOf.get(item);
	return draft && rowOf(draft.json, tasksOf(draft)[draft.items.indexOf(item)]);
}

function rowOf({ pool_id: pool }: SuiteJson, { input_values: input }: SuiteJson): string {
	return canonicalJson([textOf(pool), input]);
}

/** The operations of this type since then, without those whose ids others have chosen. */
async function operationsSince({ send, kind }: CreationRun, since: number): Promise<Operation[]> {
	const walk = pages(
		// Pages of the default size, which no service refuses.
		async (cursor) => await listOperations(send, { sort: 'submitted', submitted_gte: cursor }),
		({ submitted }) => asQueryTime(timeKey(submitted ?? '') ?? ''),
		asQueryTime(timeKeyAt(since)),
	);
	const rows = async function* () {
		for await (const page of walk) yield page.rows;
	};
	const byId = new Map((await collect(rows())).map((operation) => [operation.id, operation]));
	return [...byId.values()].filter(
		(operation) => isOfType(operation, kind.operation) && IS_DERIVED.test(operation.id),
	);
}

/** A UUID of version 5, which is derived from a name; the service and its client make others. */
const IS_DERIVED = /^[0-9a-f]{8}-[0-9a-f]{4}-5/i;

/** Waits until all have ended: only then a log is whole. */
async function finished(
	{ send, clock, signal }: CreationRun,
	operations: readonly Operation[],
): Promise<Operation[]> {
	const open = operations.filter((operation) => !isFinished(operation)).map(({ id }) => id);
	if (open.length === 0) return [...operations];
	const options = { deadline: clock.now() + WAIT_MS, signal };
	const states = await waitForOperations(send, open, options, clock);
	const last = operations.map((operation) => states.get(operation.id) ?? operation);
	const unfinished = last.find((operation) => !isFinished(operation));
	if (unfinished === undefined) return last;
	const advice = 'Wait until the operation has finished.';
	throw notFinished(unfinished.id, unfinished, WAIT_MS).with({ advice });
}

/** The marks in the logs of operations, which never change: a loop encounters them in every run. */
const marks = new Map<string, string | undefined>();
const MOST_MARKS = 10_000;

function keepMark(id: string, mark: string | undefined): void {
	marks.set(id, mark);
	const [oldest] = marks.keys();
	if (marks.size > MOST_MARKS) marks.delete(oldest);
}

function isOfOtherRun(id: string, mark: string): boolean {
	return marks.has(id) && marks.get(id) !== mark;
}
