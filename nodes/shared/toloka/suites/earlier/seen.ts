import type { Operation } from '../../operations/operation';
import { getOperation, isOfType } from '../../operations/operation';
import { isFailure, outcomeOf } from '../../service/failures';
import { mayBeReplaced } from '../outcomes/outcomes';
import { nextId } from '../run/requests';
import type { CreationRun } from '../run/run';
import { otherOperation } from '../outcomes/sameRows';

/** What exists under an id, or under the next ids if operations failed and created nothing. */
export interface Seen {
	/** The id to continue with. */
	id: string;
	existing?: Operation;
	/** The last operation, even if it failed. */
	last?: Operation;
}

/** Looks up an id and the next ones, past operations that failed and created nothing. */
export async function latest(run: CreationRun, first: string): Promise<Seen> {
	let id = first;
	let existing = await existingOperation(run, id);
	let last = existing;
	while (existing !== undefined && (await mayBeReplaced(run, existing))) {
		id = nextId(run.naming, id);
		existing = await existingOperation(run, id);
		last = existing ?? last;
	}
	return { id, existing, last };
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
