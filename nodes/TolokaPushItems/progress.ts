import type { IExecuteFunctions } from 'n8n-workflow';
import { grouped } from '../shared/toloka/flow/split';
import { fingerprint } from '../shared/toloka/values/keys';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { ITEMS_AT_ONCE } from '../shared/toloka/items/chunks';
import { recall, remember } from '../shared/n8n/nodeMemory';
import { systemClock } from '../shared/n8n/clock';
import { executionStartedAt, isToolCall, isRetry, runName } from '../shared/n8n/execution';
import type { PushPlan, PushProgress } from '../shared/toloka/items/run';
import { noProgress } from '../shared/toloka/items/run';

/** What an incomplete run had reached; a retry continues from it. */
export interface KeptProgress {
	startedAt: number;
	progress: PushProgress;
	isComplete?: boolean;
}

type Subject = Pick<PushPlan, 'projectId' | 'batchId' | 'newBatch' | 'inputs'>;

const NAME = 'tolokaPush';

export interface Resumed extends KeptProgress {
	/** An earlier try of this run may have created more than `progress` knows. */
	isResumed: boolean;
}

/**
 * @param serviceTime the service's clock now, epoch milliseconds.
 * @param lookBackMs how far back items of equal content count as pushed by this run.
 */
export async function resumeProgress(
	context: IExecuteFunctions,
	subject: Subject,
	serviceTime: number,
	lookBackMs: number,
): Promise<Resumed> {
	const kept = keptIn(context);
	const isAnyKept = Object.keys(kept).length > 0;
	const found = isAnyKept ? kept[await keyOf(context, subject)] : undefined;
	const count = subject.inputs.length;
	if (found === undefined) return startOver(context, count, serviceTime, lookBackMs);
	const ids = found.progress.ids.map((id) => id ?? undefined);
	return { startedAt: found.startedAt, progress: { ...found.progress, ids }, isResumed: true };
}

/** A retried execution whose first try left nothing behind: a worker was killed, for example. */
function startOver(
	context: IExecuteFunctions,
	count: number,
	serviceTime: number,
	lookBackMs: number,
): Resumed {
	const began = isRetry(context) ? executionStartedAt(context) : undefined;
	const ageMs = began === undefined ? 0 : systemClock.now() - began;
	const startedAt = serviceTime - Math.max(ageMs, lookBackMs);
	return {
		startedAt,
		progress: noProgress(count),
		isResumed: began !== undefined || lookBackMs > 0,
	};
}

/**
 * Keeps what a run has reached. A complete one is forgotten, because a loop may push the same again
 * and mean it; an agent that calls a tool again with the same arguments gets the same items.
 */
export async function keepProgress(
	context: IExecuteFunctions,
	subject: Subject,
	{ startedAt, progress }: KeptProgress,
	isComplete: boolean,
): Promise<void> {
	const kept = keptIn(context);
	const isForgotten = isComplete && !isToolCall(context);
	if (isForgotten && Object.keys(kept).length === 0) return;
	const key = await keyOf(context, subject);
	if (isForgotten) delete kept[key];
	else kept[key] = { startedAt, progress, isComplete };
	remember(context, NAME, kept);
}

/** True where an earlier try of this execution was incomplete. */
export function hasProgress(context: IExecuteFunctions): boolean {
	return Object.values(keptIn(context)).some(({ isComplete }) => isComplete !== true);
}

function keptIn(context: IExecuteFunctions): Record<string, KeptProgress> {
	return recall<Record<string, KeptProgress>>(context, NAME) ?? {};
}

/** A loop may push the same content again and mean it. */
async function keyOf(
	context: IExecuteFunctions,
	{ projectId, batchId, newBatch, inputs }: Subject,
): Promise<string> {
	const contents = await mapWithPauses(
		grouped(inputs, ITEMS_AT_ONCE),
		{ clock: systemClock },
		(some) => fingerprint([JSON.stringify(some)]),
	);
	return fingerprint([
		runName(context),
		projectId,
		batchId ?? '',
		JSON.stringify(newBatch ?? ''),
		...contents,
	]);
}
