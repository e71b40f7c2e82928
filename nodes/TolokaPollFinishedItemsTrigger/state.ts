import type { IPollFunctions } from 'n8n-workflow';
import type { CursorState } from '../shared/toloka/items/cursor';
import { parseState } from '../shared/toloka/items/cursor';
import { PROCESS_ID } from './watch';
import { isRecord } from '../shared/toloka/values/foreign';

const KEY = 'cursor';

/** What n8n holds for this trigger, as it is; stored state is outside input. */
export function storedState(context: IPollFunctions): unknown {
	return context.getWorkflowStaticData('node')[KEY];
}

/**
 * The state from which the next poll goes on. A delivery that its process never confirmed by a
 * further poll is taken back, so that it is repeated.
 */
export function readState(context: IPollFunctions, scope: string): CursorState | undefined {
	const stored = storedState(context);
	const unconfirmed = isRecord(stored) ? stored.unconfirmed : undefined;
	const isLost = isRecord(unconfirmed) && unconfirmed.process !== PROCESS_ID;
	return parseState(isLost ? unconfirmed.before : stored, scope);
}

/**
 * When a trigger began that has no state yet, because the service did not answer; by the clock of
 * this host, epoch milliseconds.
 */
export function readStartTime(context: IPollFunctions, scope: string): number | undefined {
	const stored = storedState(context);
	if (!isRecord(stored) || stored.scope !== scope) return undefined;
	return typeof stored.begunAt === 'number' ? stored.begunAt : undefined;
}

export function writeStartTime(context: IPollFunctions, scope: string, begunAt: number): void {
	context.getWorkflowStaticData('node')[KEY] = { version: 1, scope, begunAt };
}

/**
 * Stores the state whole: n8n notices only assignments of top-level keys (n8n §1).
 *
 * @param before the state to fall back to should this process die before its next poll.
 */
export function writeState(
	context: IPollFunctions,
	state: CursorState,
	before?: CursorState,
): void {
	const unconfirmed = before && { unconfirmed: { process: PROCESS_ID, before } };
	context.getWorkflowStaticData('node')[KEY] = { ...state, ...unconfirmed };
}
