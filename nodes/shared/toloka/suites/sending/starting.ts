import type { Operation } from '../../operations/operation';
import { getOperation, isOfType } from '../../operations/operation';
import type { TolokaFailure } from '../../service/failures';
import { isFailure, isOutcomeUnclear, mayBeCarriedOut, outcomeOf } from '../../service/failures';
import { startCreation } from './creating';
import { mayBeReplaced } from '../outcomes/outcomes';
import { afterEarlierTry } from '../outcomes/partialWork';
import type { PlannedRequest, ReadyRequest } from '../run/requests';
import { nextId, readyRequest } from '../run/requests';
import type { CreationRun, HistoryEntry } from '../run/run';
import { adviceInDoubt, inPace } from '../run/run';
import { otherOperation } from '../outcomes/sameRows';

export interface Started {
	request: ReadyRequest;
	operation: Operation;
	/** Whether the operation was started before, by another try of this run or with the same key. */
	existed: boolean;
	/** Tells the next try about the operation. */
	entry: HistoryEntry;
	/** Whether the operation, of an earlier try, may have only the first rows of the request. */
	isPartial?: boolean;
}

/** Most ids to try for one request, if each operation failed and created nothing. */
const MAX_IDS = 20;

/**
 * Starts the operation of one request, or continues with the one that has its id. If an operation
 * of an earlier try failed without creating anything, another one is started under the next id,
 * once the reason has been reported.
 */
export async function startOperation(run: CreationRun, planned: PlannedRequest): Promise<Started> {
	const request = readyRequest(run, planned);
	const entry: HistoryEntry = { positions: planned.positions, id: request.id };
	if (planned.existing !== undefined) {
		// The next try finds by content again what was found by content.
		if (planned.created === undefined) run.history.push(entry);
		return { request, operation: planned.existing, existed: true, entry };
	}
	for (let ids = 1; ; ids++) {
		const one = await startUnder(run, request, entry).catch((error: unknown) => {
			// Nothing can exist under the id of a request that must be divided.
			if (isFailure(error) && error.kind === 'too-large') entry.isVoid = true;
			throw error;
		});
		if (one.isPartial) {
			entry.isVoid = true;
			return one;
		}
		const isReplaced = one.existed && ids < MAX_IDS && (await mayBeReplaced(run, one.operation));
		if (!isReplaced) return one;
		request.id = nextId(run.naming, request.id);
		entry.id = request.id;
	}
}

/** How the service responded to a creation if not with an operation. */
type Refused = 'exists' | 'conflict' | 'refused' | 'unclear';

/**
 * The failure if the operation cannot be read: that of the creation, or that of the lookup if the
 * creation revealed that the operation exists.
 */
const UNSEEN: Record<
	Refused,
	(
		run: CreationRun,
		id: string,
		posted: TolokaFailure,
		looked: TolokaFailure,
		wasSent: boolean,
	) => TolokaFailure
> = {
	exists: (run, id, _posted, looked) =>
		retryAdvised(run, looked, `The operation ${id} was started.`, id),
	conflict: (_run, _id, posted) => posted,
	refused: (run, id, posted, looked, wasSent) => {
		if (looked.kind === 'not-found') return posted;
		if (wasSent) return afterEarlierTry(posted, [id], run.continuesOnFail);
		return mayBeCarriedOut(posted) ? leftUnclear(run, id, posted) : posted;
	},
	unclear: leftUnclear,
};

/**
 * If the operation exists although the creation did not return it, an earlier request succeeded
 * whose response was lost (toloka-api §7, 3).
 *
 * | the creation was | the operation exists | it does not |
 * |---|---|---|
 * | answered | it is the response | – |
 * | refused | an earlier try sent it: continue with it | the refusal |
 * | refused by a firewall | continue with it | the refusal; unclear if that cannot be read |
 * | left unclear | continue with it | unclear, to be retried |
 */
async function startUnder(
	run: CreationRun,
	request: ReadyRequest,
	entry: HistoryEntry,
): Promise<Started> {
	const post = async () => {
		if (!run.history.includes(entry)) run.history.push(entry);
		entry.isUnseen = true;
		return await startCreation(run, request);
	};
	const posted = await outcomeOf(inPace(run, request, post));
	if (!isFailure(posted)) {
		entry.isUnseen = false;
		return { request, operation: posted, existed: false, entry };
	}
	const refused = kindOfRefusal(posted);
	// A refusal says nothing about an earlier try that sent the same: a kill leaves no trace of it.
	const looked = await outcomeOf(getOperation(run.send, request.id));
	if (isFailure(looked)) {
		throw UNSEEN[refused](run, request.id, posted, looked, request.sentAs !== undefined);
	}
	if (!isOfType(looked, run.kind.operation)) throw otherOperation(run, looked);
	entry.isUnseen = false;
	const isPartial = mayBePartial(request, posted);
	return { request, operation: looked, existed: true, entry, isPartial };
}

/** Whether an operation may have only some rows of a request: parts have their ids by their places. */
function mayBePartial({ positions, part }: ReadyRequest, posted: TolokaFailure): boolean {
	const isOfPart = part !== undefined && kindOfRefusal(posted) === 'exists';
	return positions.length > 1 && (posted.kind === 'too-large' || isOfPart);
}

function kindOfRefusal(posted: TolokaFailure): Refused {
	if (posted.details.code === 'OPERATION_ALREADY_EXISTS') return 'exists';
	if (isOutcomeUnclear(posted)) return 'unclear';
	return posted.kind === 'conflict' ? 'conflict' : 'refused';
}

function leftUnclear(run: CreationRun, id: string, posted: TolokaFailure): TolokaFailure {
	return retryAdvised(run, posted, `It is unclear whether the operation ${id} was started.`, id);
}

/** Advice for a creation whose outcome we never saw; a new execution would create it again. */
function retryAdvised(
	run: CreationRun,
	failure: TolokaFailure,
	known: string,
	id: string,
): TolokaFailure {
	const retry = 'Retry this execution, which creates nothing twice, instead of starting a new one.';
	const advice = `${known} ${adviceInDoubt(run, retry)}`;
	return failure.with({ advice, isInDoubt: true, ids: [id] });
}
