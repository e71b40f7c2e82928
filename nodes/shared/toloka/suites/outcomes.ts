import { TolokaFailure, inDoubt, isFailure, outcomeOf } from '../service/failures';
import type { LogEntry } from '../operations/log';
import { failedOperation, getOperationLog } from '../operations/log';
import type { Operation } from '../operations/operation';
import { afterPartialWork } from '../service/sentences';
import type { Fate, Facts } from './fates';
import { factsOf, notCreated } from './fates';
import { factsFromLog, isLogOf } from './results';
import type { CreationRun } from './run';
import type { Started } from './starting';
import { foreignOperation } from './starting';
import type { CreationFlags } from './taskSuites';

/** What became of each suite of a finished operation, as its log tells. */
export async function readOutcome(
	run: CreationRun,
	{ request, existed }: Started,
	operation: Operation,
): Promise<Facts> {
	const log = await outcomeOf(getOperationLog(run.send, request.id));
	if (isFailure(log)) throw unreadLog(log, operation);
	if (existed && request.isGivenId && !isLogOf(request, run.drafts, log)) {
		throw foreignOperation(request.id);
	}
	const told = factsFromLog(request, run.drafts, log);
	const isComplete = request.positions.every((position) => told.has(position));
	const someInvalid = [...told.values()].some(({ errors }) => errors !== undefined);
	if (operation.status === 'FAIL' && !isComplete && !someInvalid) {
		throw unexplained(operation, log);
	}
	const silent: Fate = {
		operationId: request.id,
		...notCreated(unmentioned(operation, run.plan.flags)),
	};
	return factsOf(request, (position) => told.get(position) ?? silent);
}

/** A suite without an entry in the log was not created (toloka-api §12, 23). */
function unmentioned({ status }: Operation, { skipInvalid }: CreationFlags): string {
	if (status !== 'FAIL') return 'not created: the log of the operation does not mention it';
	return skipInvalid
		? 'not created: the operation failed'
		: 'not created, because another task suite of the same request is invalid';
}

function unexplained(operation: Operation, log: readonly LogEntry[]): TolokaFailure {
	const failure = failedOperation(operation, log);
	return new TolokaFailure(failure.kind, {
		...failure.details,
		advice:
			'Run the workflow anew for another try: a retry of this execution finds the same failed operation.',
	});
}

function unreadLog(failure: TolokaFailure, { id, status }: Operation): TolokaFailure {
	return afterPartialWork(
		inDoubt(failure),
		`The operation ${id} ended with ${status}, but its log, which names the created task suites, could not be read. A retry of this execution reads it again and creates nothing twice.`,
	);
}
