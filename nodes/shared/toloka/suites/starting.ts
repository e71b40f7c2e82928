import { TolokaFailure, isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import type { Operation } from '../operations/operation';
import { getOperation, isOfType } from '../operations/operation';
import type { ReadyRequest } from './requests';
import type { CreationRun } from './run';
import { creationRequest, inPace } from './run';
import { startCreation } from './taskSuites';

export interface Started {
	request: ReadyRequest;
	operation: Operation;
	/** The operation had been started before, by another try of this run or with the same id. */
	existed: boolean;
}

/** How a creation without an operation in its answer was answered. */
type Refused = 'exists' | 'conflict' | 'refused' | 'unclear';

/**
 * What to say where the service was asked for the operation and does not show it: the failure of
 * the creation, or of the look-up where the creation told that the operation is there.
 */
const UNSEEN: Record<
	Refused,
	(id: string, posted: TolokaFailure, looked: TolokaFailure) => TolokaFailure
> = {
	exists: (id, _posted, looked) => retryAdvised(looked, `The operation ${id} was started.`),
	conflict: (_id, posted) => posted,
	refused: (_id, posted) => posted,
	unclear: (id, posted) =>
		retryAdvised(posted, `It is unclear whether the operation ${id} was started.`),
};

/**
 * Starts the operation of one request, or goes on with the one that has its id: then an earlier try
 * got through although its answer was lost (toloka-api §7, 3).
 *
 * | the creation was | the operation is known | it is not |
 * |---|---|---|
 * | answered | it is the answer | – |
 * | refused | by a 409: go on with it | the refusal |
 * | left unclear | go on with it | unclear, to be retried |
 */
export async function startOperation(run: CreationRun, request: ReadyRequest): Promise<Started> {
	const post = async () => {
		return await startCreation(run.send, creationRequest(run, request), request.id);
	};
	const posted = await outcomeOf(inPace(run, request, post));
	if (!isFailure(posted)) return { request, operation: posted, existed: false };
	const refused = kindOfRefusal(posted);
	if (refused === 'refused') throw posted;
	const looked = await outcomeOf(getOperation(run.send, request.id));
	if (isFailure(looked)) throw UNSEEN[refused](request.id, posted, looked);
	if (!isOfType(looked, 'TASK_SUITE.BATCH_CREATE')) throw foreignOperation(request.id);
	return { request, operation: looked, existed: true };
}

function kindOfRefusal(posted: TolokaFailure): Refused {
	if (posted.details.code === 'OPERATION_ALREADY_EXISTS') return 'exists';
	if (isOutcomeUnclear(posted)) return 'unclear';
	return posted.kind === 'conflict' ? 'conflict' : 'refused';
}

/** What is known of a creation whose end was not met; a new execution would create it again. */
function retryAdvised({ kind, details }: TolokaFailure, known: string): TolokaFailure {
	const advice = `${known} Retry this execution, which creates nothing twice, instead of starting a new one.`;
	return new TolokaFailure(kind, { ...details, advice, isInDoubt: true });
}

/** An operation id that the user gave and that was used for something else. */
export function foreignOperation(operationId: string): TolokaFailure {
	return new TolokaFailure('refused-locally', {
		text: `The operation id ${operationId} was used before for something else`,
		advice: 'Enter another Operation ID in the options, or leave it empty.',
	});
}
