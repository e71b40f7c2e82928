import { inParallel } from '../flow/parallel';
import type { LogEntry } from '../operations/log';
import { getOperationLog } from '../operations/log';
import type { Operation } from '../operations/operation';
import { isOfType, listOperations } from '../operations/operation';
import { collect, limited, pages } from '../service/paging';
import { asQueryTime, timeKey, timeKeyAt } from '../values/times';
import { ended } from './ended';
import type { LoggedOperation } from './logEntries';
import { createdEntries } from './logEntries';
import type { PlannedRequest } from './requests';
import { markOf } from './requests';
import type { CreationRun } from './run';

/** Operations that were started under the name of a run, whatever requests are planned now. */

/** What the operations of a run are found by. */
export type NamedRun = Pick<CreationRun, 'send' | 'clock' | 'signal' | 'kind' | 'naming'>;

/**
 * Returns the operations of the run's name that were submitted since then and are not those of the
 * requests; all have ended, because only then a log is whole.
 *
 * @param requests with the operations that were found under their ids.
 */
export async function otherOperations(
	run: NamedRun,
	requests: readonly PlannedRequest[],
	since: number,
): Promise<Operation[]> {
	const mark = markOf(run.naming);
	if (mark === undefined) return [];
	const found = new Set(requests.map(({ existing }) => existing?.id));
	const operations = await operationsSince(run, since);
	const others = operations.filter(({ id }) => id.startsWith(mark) && !found.has(id));
	return await ended(run, others);
}

/** What operations that have ended created, by their ids. */
export type ReadLogs = Map<string, LogEntry[]>;

/**
 * Returns a reader of what operations of the run's name created; it reads them once.
 *
 * @param logs what was read before; receives what is read now.
 */
export function loggedOnce(
	run: NamedRun,
	since: number,
	logs: ReadLogs,
): () => Promise<LoggedOperation[]> {
	let read: Promise<LoggedOperation[]> | undefined;
	return async () => await (read ??= logged(run, since, logs));
}

async function logged(run: NamedRun, since: number, logs: ReadLogs): Promise<LoggedOperation[]> {
	const { send, kind } = run;
	return await inParallel(await otherOperations(run, [], since), async (operation) => {
		const { id } = operation;
		const created = logs.get(id) ?? createdEntries(await getOperationLog(send, id), kind);
		logs.set(id, created);
		return { operation, created };
	});
}

/** The operations of this type that were submitted since then, in that order. */
async function operationsSince({ send, kind }: NamedRun, since: number): Promise<Operation[]> {
	const filter = { sort: 'id', submitted_gte: asQueryTime(timeKeyAt(since)) };
	const walk = pages(
		// Pages of the default size, which no service refuses. By id, as the official client does
		// (toloka-api §2.3): many operations may have been submitted at the same time.
		async (cursor) => await listOperations(send, { ...filter, id_gt: cursor }),
		({ id }) => id,
	);
	const all = await collect(limited(walk, Infinity));
	return all.filter((operation) => isOfType(operation, kind.operation)).sort(bySubmission);
}

function bySubmission(one: Operation, other: Operation): number {
	const [first, second] = [one, other].map(({ submitted = '' }) => timeKey(submitted) ?? '');
	if (first === second) return 0;
	return first < second ? -1 : 1;
}
