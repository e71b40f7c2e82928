import { inParallel } from '../../flow/parallel';
import { forEachWithPauses } from '../../flow/pauses';
import type { LogEntry } from '../../operations/log';
import { getOperationLog } from '../../operations/log';
import type { TolokaFailure } from '../../service/failures';
import { afterDoubt } from '../../service/sentences';
import { canonicalJson } from '../../values/content';
import { textOf } from '../../values/foreign';
import type { Draft } from '../drafts/drafts';
import { tasksOf } from '../drafts/drafts';
import type { SuiteJson } from '../drafts/kinds';
import { createdEntries } from '../run/logEntries';
import { otherOperations } from './ownOperations';
import type { PlannedRequest } from '../run/requests';
import type { CreationRun } from '../run/run';
import { otherSuites } from '../outcomes/sameRows';

/**
 * Finds what tries that left no record have sent in other requests than those planned now: one that
 * was killed with n8n, or other retries of the same execution. With other settings the rows are
 * divided in other places, and no request has the id that it had.
 */

/**
 * Refuses to send rows that an operation of such a try has created.
 *
 * @param requests with the operations that were found under their ids.
 */
export async function refuseSentOtherwise(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<void> {
	const unsent = requests.filter(({ existing }) => existing === undefined);
	if (run.triedSince === undefined || unsent.length === 0) return;
	const others = await otherOperations(run, requests, run.triedSince);
	const unknown = others.filter(({ id }) => !run.recorded.has(id));
	if (unknown.length === 0) return;
	const isPlanned = await plannedRows(run, unsent);
	const ids: string[] = [];
	await inParallel(unknown, async ({ id }) => {
		const log = await getOperationLog(run.send, id);
		if (createdEntries(log, run.kind).some(isPlanned)) ids.push(id);
	});
	if (ids.length > 0) throw otherSuites(run, ids.sort());
}

/** Adds to a failed lookup that such a try may have created something. */
export function afterOtherTries(run: CreationRun, failure: TolokaFailure): TolokaFailure {
	const { triedSince, continuesOnFail, kind, drafts } = run;
	const isOther = failure.kind === 'refused-locally' || failure.kind === 'canceled';
	if (triedSince === undefined || isOther) return failure;
	const next = continuesOnFail
		? `Look in the pool ${String(drafts[0].json.pool_id)} for them before you create the items with this error again.`
		: 'Retry this execution, which finds them, instead of starting a new one.';
	const advice = `An earlier try of this execution may have created ${kind.many}. ${next}`;
	return afterDoubt(run, failure, advice);
}

/** Returns a function that tells whether rows of a log's entry are among those to be sent. */
async function plannedRows(
	{ drafts, kind, clock, signal }: CreationRun,
	unsent: readonly PlannedRequest[],
): Promise<(created: LogEntry) => boolean> {
	const rows = new Set<string>();
	const positions = unsent.flatMap((request) => request.positions);
	await forEachWithPauses(positions, { clock, signal }, (at) => {
		for (const row of rowsIn(drafts[at])) rows.add(row);
	});
	const form = kind.name === 'tasks' ? 'task' : 'suite';
	return ({ input }) => rowsIn({ json: input, form }).some((row) => rows.has(row));
}

function rowsIn(draft: Pick<Draft, 'json' | 'form'>): string[] {
	return tasksOf(draft).map((task) => rowOf(draft.json, task));
}

function rowOf({ pool_id: pool }: SuiteJson, { input_values: input }: SuiteJson): string {
	return canonicalJson([textOf(pool), input]);
}
