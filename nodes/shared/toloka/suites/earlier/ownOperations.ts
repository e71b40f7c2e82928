import { inParallel } from '../../flow/parallel';
import type { LogEntry } from '../../operations/log';
import { getOperationLog } from '../../operations/log';
import type { Operation } from '../../operations/operation';
import { isOfType, listOperations } from '../../operations/operation';
import { collect, limited, pages } from '../../service/paging';
import { asQueryTime, timeKey, timeKeyAt } from '../../values/times';
import { ended } from './ended';
import type { LoggedOperation } from '../run/logEntries';
import { createdEntries } from '../run/logEntries';
import type { PlannedRequest } from '../run/requests';
import { markOf } from '../run/requests';
import type { CreationRun } from '../run/run';

/** Operations that were started under the name of a run, whatever requests are planned now. */

/** What the operations of a run are found by. */
type NamedRun = Pick<CreationRun, 'send' | 'clock' | 'signal' | 'kind' | 'naming'>;

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
	const found = new Set(requests.map(({ existing }) => existing?.id));
	const operations = await ownOperations(run, since);
	return await ended(
		run,
		operations.filter(({ id }) => !found.has(id)),
	);
}

/** What operations that have ended created, by their ids. */
export type ReadLogs = Map<string, LogEntry[]>;

/** Reads once, on first use, the operations of a run's name and what they created. */
export interface OwnOperations {
	/** In whatever state they are. */
	list: () => Promise<readonly Operation[]>;
	/** Waits until all have ended. */
	logged: () => Promise<readonly LoggedOperation[]>;
}

/** @param logs what was read before; receives what is read now. */
export function ownOperationsOnce(run: NamedRun, since: number, logs: ReadLogs): OwnOperations {
	let listed: Promise<Operation[]> | undefined;
	let read: Promise<LoggedOperation[]> | undefined;
	const list = async () => await (listed ??= ownOperations(run, since));
	const readAll = async () => await logged(run, await ended(run, await list()), logs);
	return { list, logged: async () => await (read ??= readAll()) };
}

async function logged(
	{ send, kind }: NamedRun,
	operations: readonly Operation[],
	logs: ReadLogs,
): Promise<LoggedOperation[]> {
	return await inParallel(operations, async (operation) => {
		const { id } = operation;
		const created = logs.get(id) ?? createdEntries(await getOperationLog(send, id), kind);
		logs.set(id, created);
		return { operation, created };
	});
}

async function ownOperations(run: NamedRun, since: number): Promise<Operation[]> {
	const mark = markOf(run.naming);
	if (mark === undefined) return [];
	return (await operationsSince(run, since)).filter(({ id }) => id.startsWith(mark));
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
