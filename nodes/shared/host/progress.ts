import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { grouped } from '../core/batches';
import { fingerprint } from '../core/idempotency';
import { mapWithPauses } from '../core/pauses';
import type { PushPlan, PushProgress } from '../core/push';
import { noProgress } from '../core/push';
import { ITEMS_AT_ONCE } from '../core/pushChunks';
import { systemClock } from './clock';
import { executionBegan, isRetry, runIndex } from './execution';

/**
 * What an incomplete run had reached, kept in the node's context: n8n saves it with the execution, and
 * Retry On Fail as well as a retry of the saved execution find it there (n8n-facts §2).
 */
export interface KeptProgress {
	startedAt: number;
	progress: PushProgress;
}

type Subject = Pick<PushPlan, 'projectId' | 'batchId' | 'newBatch' | 'inputs'>;

const KEY = 'tolokaPush';

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
	const found = hasProgress(context) ? kept[await keyOf(context, subject)] : undefined;
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
	const began = isRetry(context) ? executionBegan(context) : undefined;
	const ageMs = began === undefined ? 0 : systemClock.now() - began;
	const startedAt = serviceTime - Math.max(ageMs, lookBackMs);
	return {
		startedAt,
		progress: noProgress(count),
		isResumed: began !== undefined || lookBackMs > 0,
	};
}

/** Keeps the progress of an incomplete run; forgets it once the run is complete. */
export async function keepProgress(
	context: IExecuteFunctions,
	subject: Subject,
	reached: KeptProgress | undefined,
): Promise<void> {
	const kept = keptIn(context);
	if (reached === undefined && Object.keys(kept).length === 0) return;
	const key = await keyOf(context, subject);
	if (reached === undefined) delete kept[key];
	else kept[key] = { startedAt: reached.startedAt, progress: reached.progress };
	context.getContext('node')[KEY] = kept as unknown as IDataObject;
}

/** True where an earlier try of this execution was incomplete. */
export function hasProgress(context: IExecuteFunctions): boolean {
	return Object.keys(keptIn(context)).length > 0;
}

function keptIn(context: IExecuteFunctions): Record<string, KeptProgress> {
	return (context.getContext('node')[KEY] ?? {}) as unknown as Record<string, KeptProgress>;
}

/** A loop may push the same content again and mean it. */
async function keyOf(
	context: IExecuteFunctions,
	{ projectId, batchId, newBatch, inputs }: Subject,
): Promise<string> {
	const run = String(runIndex(context));
	const contents = await mapWithPauses(
		grouped(inputs, ITEMS_AT_ONCE),
		{ clock: systemClock },
		(some) => fingerprint([JSON.stringify(some)]),
	);
	return fingerprint([run, projectId, batchId ?? '', JSON.stringify(newBatch ?? ''), ...contents]);
}
