import type { IExecuteFunctions } from 'n8n-workflow';
import type { StartProgress } from '../shared/toloka/operations/startOnce';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { fingerprint } from '../shared/toloka/values/keys';
import { forget, recall, remember } from '../shared/n8n/execution/nodeMemory';
import { systemClock } from '../shared/n8n/clock';
import { runName } from '../shared/n8n/execution/execution';

/** Aggregations that a run started, kept until it is complete so that no retry starts one twice. */
const NAME = 'tolokaAggregations';

type KeptStarts = Record<string, StartProgress | undefined>;

/**
 * Returns what is known of a start. If nothing is known, no existing aggregation is looked up, not
 * even in a retry: one of another node or execution may lack answers, and a new one is free.
 */
export function recallAggregation(context: IExecuteFunctions, wanted: Aggregation): StartProgress {
	return { ...(keptIn(context)?.[keyOf(context, wanted)] ?? { since: systemClock.now() }) };
}

/** Whether this run has started the aggregation, so that it needs no further request. */
export function isStarted(context: IExecuteFunctions, wanted: Aggregation): boolean {
	return keptIn(context)?.[keyOf(context, wanted)]?.operationId !== undefined;
}

/** Keeps what is known of a start, or forgets it. */
export function saveAggregation(
	context: IExecuteFunctions,
	wanted: Aggregation,
	progress: StartProgress | undefined,
): void {
	const kept = { ...keptIn(context) };
	const key = keyOf(context, wanted);
	if (progress === undefined) delete kept[key];
	else kept[key] = progress;
	remember(context, NAME, kept);
}

/** Forgets the aggregations of a complete run: a later run starts new ones, even in a retry. */
export function forgetAggregations(context: IExecuteFunctions): void {
	forget(context, NAME);
}

function keptIn(context: IExecuteFunctions): KeptStarts | undefined {
	return recall<KeptStarts>(context, NAME);
}

/**
 * Identifies an aggregation within a run. Each run of a loop starts its own, because people
 * continue to answer meanwhile.
 */
export function keyOf(
	context: IExecuteFunctions,
	{ poolId, method, skillId, fields }: Aggregation,
): string {
	const run = runName(context);
	return fingerprint([run, poolId, method, skillId ?? '', ...[...fields].sort()]);
}
