import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Aggregation, StartProgress } from '../core/aggregation';
import { fingerprint } from '../core/idempotency';
import { systemClock } from './clock';
import { executionBegan, isRetry } from './execution';

/**
 * Aggregations that a run started, kept in the node's context until the run is complete: n8n saves
 * it with the execution, and Retry On Fail as well as a retry of the saved execution find it there
 * (n8n-facts §2). So no retry starts an aggregation twice.
 */
const KEY = 'tolokaAggregations';

type KeptStarts = Record<string, StartProgress | undefined>;

export function resumeStart(context: IExecuteFunctions, wanted: Aggregation): StartProgress {
	const kept = keptIn(context);
	const found = kept?.[keyOf(wanted)];
	if (found !== undefined) return { ...found };
	const began = kept === undefined && isRetry(context) ? executionBegan(context) : undefined;
	if (began === undefined) return { since: systemClock.now() };
	// The first try may have been cut off with its process, so that nothing was kept.
	return { since: began, isUnclear: true };
}

/** Keeps what is known of a start, or forgets it. */
export function keepStart(
	context: IExecuteFunctions,
	wanted: Aggregation,
	progress: StartProgress | undefined,
): void {
	const kept = { ...keptIn(context) };
	if (progress === undefined) delete kept[keyOf(wanted)];
	else kept[keyOf(wanted)] = progress;
	context.getContext('node')[KEY] = kept as unknown as IDataObject;
}

/** A later run of the node in the same execution starts afresh. */
export function forgetStarts(context: IExecuteFunctions): void {
	context.getContext('node')[KEY] = {};
}

function keptIn(context: IExecuteFunctions): KeptStarts | undefined {
	return context.getContext('node')[KEY] as unknown as KeptStarts | undefined;
}

function keyOf({ poolId, method, skillId, fields }: Aggregation): string {
	return fingerprint([poolId, method, skillId ?? '', ...[...fields].sort()]);
}
