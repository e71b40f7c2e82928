import type { LogEntry } from '../../operations/log';
import { failedOperation, getOperationLog } from '../../operations/log';
import type { Operation } from '../../operations/operation';
import { isFinished } from '../../operations/operation';
import { TolokaFailure, isFailure, outcomeOf } from '../../service/failures';
import { afterDoubt } from '../../service/sentences';
import type { Facts, Fate } from '../run/fates';
import { factsOf, notCreated } from '../run/fates';
import { createdEntries } from '../run/logEntries';
import type { ReadyRequest } from '../run/requests';
import { factsFromLog } from './results';
import type { CreationRun } from '../run/run';
import { adviceInDoubt } from '../run/run';
import { assertSameRows, assertSameSuites } from './sameRows';

/** Reads from the log of a finished operation what became of each draft. */
export async function readOutcome(
	run: CreationRun,
	request: ReadyRequest,
	operation: Operation,
	existed: boolean,
): Promise<Facts> {
	if (request.created !== undefined) return request.created;
	const log = await readLog(run, operation);
	const isOfKey = existed && run.naming.isKey;
	if (isOfKey && log.length > 0) await assertRowsOfKey(run, request, operation, log);
	if (existed && !isOfKey) assertSameSuites(run, request, operation, log);
	const facts = factsFromLog(run, request, log, isOfKey);
	if (facts.size === 0 && operation.status === 'SUCCESS') throw emptyLog(run, operation);
	if (facts.size === 0) throw createdNothing(operation, log);
	const silent: Fate = {
		operationId: request.id,
		...notCreated(reasonIfUnmentioned(operation, run)),
	};
	return factsOf(request, (position) => facts.get(position) ?? silent);
}

/** Rows in another order are found before anything is sent, and only once their operation has ended. */
async function assertRowsOfKey(
	run: CreationRun,
	request: ReadyRequest,
	operation: Operation,
	log: readonly LogEntry[],
): Promise<void> {
	const compare = async () => assertSameRows(run, request, operation, log);
	const other = await outcomeOf(compare());
	if (!isFailure(other)) return;
	const { existing } = request;
	if (existing !== undefined && isFinished(existing)) throw other;
	const advice =
		'Use another Operation ID for other items, or run the node again: now that the operation has ended, the same rows in another order are found.';
	throw other.with({ advice });
}

/** Whether another operation may be started in place of one that an earlier try started. */
export async function mayBeReplaced(run: CreationRun, operation: Operation): Promise<boolean> {
	return !run.unreported.has(operation.id) && (await failedWithoutCreating(run, operation));
}

/** Whether an operation failed and certainly created nothing, so that another may be started. */
export async function failedWithoutCreating(
	run: CreationRun,
	operation: Operation,
): Promise<boolean> {
	if (operation.status !== 'FAIL' || Number(operation.details?.success_count) > 0) return false;
	const log = await readLog(run, operation);
	return createdEntries(log, run.kind).length === 0;
}

async function readLog(run: CreationRun, operation: Operation): Promise<LogEntry[]> {
	const { id, status } = operation;
	const log = await outcomeOf(getOperationLog(run.send, id));
	if (!isFailure(log)) return log;
	const retry = 'A retry of this execution reads it again and creates nothing twice.';
	throw afterDoubt(
		run,
		log,
		`The operation ${id} ended with ${status}, but its log, which names the created ${run.kind.many}, could not be read. ${adviceInDoubt(run, retry)}`,
		{ ids: [id] },
	);
}

/** A suite without an entry in the log was not created (toloka-api §12, 23). */
function reasonIfUnmentioned({ status }: Operation, { skipInvalid, kind }: CreationRun): string {
	if (status !== 'FAIL') return 'not created: the log of the operation does not mention it';
	return skipInvalid
		? 'not created: the operation failed'
		: `not created, because another ${kind.one} of the same request is invalid`;
}

function createdNothing(operation: Operation, log: readonly LogEntry[]): TolokaFailure {
	const failure = failedOperation(operation, log);
	return failure.with({
		advice: 'The operation created nothing. Retry this execution: it starts another one.',
	});
}

/** Logs are kept for a month (toloka-api §4.1); after that, it is unknown what was created. */
function emptyLog({ kind }: CreationRun, { id, submitted = '' }: Operation): TolokaFailure {
	return new TolokaFailure('contradiction', {
		doing: `reading which ${kind.many} the operation ${id} created`,
		text: `The operation of ${submitted.slice(0, 10)} ended with SUCCESS, but its log is empty`,
		advice: `Toloka keeps logs for a month. Look in the pool for the ${kind.many}: they exist already, and the node does not create them again.`,
		isInDoubt: true,
		ids: [id],
	});
}
