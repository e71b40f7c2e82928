import { inParallel } from '../flow/parallel';
import type { LogEntry } from '../operations/log';
import { getOperationLog } from '../operations/log';
import type { Operation } from '../operations/operation';
import { isFinished, isOfType, listOperations, notFinished } from '../operations/operation';
import { waitForOperations } from '../operations/wait';
import { collect, pages } from '../service/paging';
import { canonicalJson } from '../values/content';
import { textOf } from '../values/foreign';
import { asQueryTime, timeKey, timeKeyAt } from '../values/times';
import type { Draft } from './drafts';
import { tasksOf } from './drafts';
import type { SuiteJson } from './kinds';
import { createdEntries } from './logEntries';
import type { PlannedRequest } from './requests';
import { markOf } from './requests';
import type { CreationRun } from './run';
import { otherSuites } from './sameRows';

/**
 * Finds what a try that was killed with n8n has sent in other requests than those planned now: with
 * other settings the rows are divided in other places, and no request has the id that it had.
 */

/** The page size that every source allows (toloka-api §2.4). */
const PAGE = 300;
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
	const operations = await operationsSince(run, run.killedSince);
	const unknown = operations.filter(({ id }) => id.startsWith(mark) && !found.has(id));
	if (unknown.length === 0) return;
	const isPlanned = plannedRows(run, unsent);
	const others: string[] = [];
	await inParallel(await finished(run, unknown), async ({ id }) => {
		const log = await getOperationLog(run.send, id);
		if (createdEntries(log, run.kind).some(isPlanned)) others.push(id);
	});
	if (others.length > 0) throw otherSuites(run, others.sort());
}

/** Returns a function that tells whether rows of a log's entry are among those to be sent. */
function plannedRows(
	{ drafts, kind }: CreationRun,
	unsent: readonly PlannedRequest[],
): (created: LogEntry) => boolean {
	const planned = unsent.flatMap(({ positions }) => positions.map((at) => drafts[at]));
	const rows = new Set(planned.flatMap(rowsIn));
	const form = kind.name === 'tasks' ? 'task' : 'suite';
	return ({ input }) => rowsIn({ json: input, form }).some((row) => rows.has(row));
}

function rowsIn(draft: Pick<Draft, 'json' | 'form'>): string[] {
	return tasksOf(draft).map((task) => rowOf(draft.json, task));
}

function rowOf({ pool_id: pool }: SuiteJson, { input_values: input }: SuiteJson): string {
	return canonicalJson([textOf(pool), input]);
}

/** The operations of this type that were submitted since then. */
async function operationsSince({ send, kind }: CreationRun, since: number): Promise<Operation[]> {
	const walk = pages(
		async (cursor) =>
			await listOperations(send, { sort: 'submitted', submitted_gte: cursor, limit: PAGE }),
		({ submitted }) => asQueryTime(timeKey(submitted ?? '') ?? ''),
		asQueryTime(timeKeyAt(since)),
	);
	const rows = async function* () {
		for await (const page of walk) yield page.rows;
	};
	const byId = new Map((await collect(rows())).map((operation) => [operation.id, operation]));
	return [...byId.values()].filter((operation) => isOfType(operation, kind.operation));
}

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
	throw notFinished(unfinished.id, unfinished, WAIT_MS).with({
		advice: 'Retry this execution once the operation has finished: it creates nothing twice.',
	});
}
