import type { Operation } from '../../operations/operation';
import { waitForEnds } from '../../operations/wait';
import { isFailure, outcomeOf } from '../../service/failures';
import type { CreationRun } from '../run/run';

const WAIT_MS = 10 * 60_000;

/** Waits until operations that exist before anything is sent have ended: only then their logs are whole. */
export async function ended(
	{ send, clock, signal }: Pick<CreationRun, 'send' | 'clock' | 'signal'>,
	operations: readonly Operation[],
): Promise<Operation[]> {
	const states = await outcomeOf(waitForEnds(send, operations, { clock, signal, waitMs: WAIT_MS }));
	if (!isFailure(states)) return states;
	if (states.kind !== 'not-finished') throw states;
	throw states.with({
		advice: 'Wait until the operation has finished, then retry this execution.',
	});
}
