import { inParallel } from '../flow/parallel';
import type { Operation } from '../operations/operation';
import { getOperation, isFinished, isOfType } from '../operations/operation';
import { getOperationLog } from '../operations/log';
import { isFailure, outcomeOf } from '../service/failures';
import { makesRoom } from './outcomes';
import type { PlannedRequest } from './requests';
import { idWithOtherEnd, nextId, readyRequest } from './requests';
import type { CreationRun } from './run';
import { assertSameCount, assertSameRows, otherEndOf, otherOperation } from './sameRows';

const CONCURRENCY = 3;

/**
 * Looks for the operations of a key, or of an earlier manual run, before anything is sent: what
 * exists is not created again, and a key that stands for other rows is refused.
 */
export async function lookFirst(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<PlannedRequest[]> {
	return await inParallel(requests, CONCURRENCY, async (request) => {
		const { id, existing } = await latest(run, readyRequest(run, request).id);
		const otherEnd = idWithOtherEnd(run.naming, request);
		const other = otherEnd && (await latest(run, otherEnd.id)).existing;
		if (other !== undefined) throw otherEndOf(run, other, otherEnd?.hadMore === true);
		if (existing !== undefined) {
			if (run.naming.isKey) await compare(run, request, existing);
			run.found.push({ request, operation: existing });
		}
		return { ...request, sentAs: id, existing };
	});
}

/** The operation of an id, or of the next ids where operations failed and created nothing. */
async function latest(run: CreationRun, first: string) {
	let id = first;
	let existing = await existingOperation(run, id);
	while (existing !== undefined && (await makesRoom(run, existing))) {
		id = nextId(id);
		existing = await existingOperation(run, id);
	}
	return { id, existing };
}

async function existingOperation(run: CreationRun, id: string): Promise<Operation | undefined> {
	const found = await outcomeOf(getOperation(run.send, id));
	if (!isFailure(found)) {
		if (isOfType(found, run.kind.operation)) return found;
		throw otherOperation(run, found);
	}
	if (found.kind === 'not-found') return undefined;
	throw found;
}

async function compare(
	run: CreationRun,
	request: PlannedRequest,
	operation: Operation,
): Promise<void> {
	assertSameCount(run, request, operation);
	if (!isFinished(operation)) return;
	const log = await getOperationLog(run.send, operation.id);
	if (log.length > 0) assertSameRows(run, request, operation, log);
}
