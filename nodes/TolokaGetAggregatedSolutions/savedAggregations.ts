import type { IExecuteFunctions } from 'n8n-workflow';
import type { StartProgress } from '../shared/toloka/operations/startOnce';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { fingerprint } from '../shared/toloka/values/keys';
import { forget, recall, remember } from '../shared/n8n/nodeMemory';
import { systemClock } from '../shared/n8n/clock';
import { runName } from '../shared/n8n/execution';

/** Aggregations that a run started, until the run is complete: no retry starts one twice. */
const NAME = 'tolokaAggregations';

type KeptStarts = Record<string, StartProgress | undefined>;

/**
 * What is known of a start. One that nothing is known of is not looked for, in a retry either: what
 * another node or execution has aggregated since may lack answers, and a start costs no money.
 */
export function recallAggregation(context: IExecuteFunctions, wanted: Aggregation): StartProgress {
	return { ...(keptIn(context)?.[keyOf(context, wanted)] ?? { since: systemClock.now() }) };
}

/** Whether this run has started it: then no further request does. */
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

/** Forgets them once a run is complete: a later one starts afresh, in a retry too. */
export function forgetAggregations(context: IExecuteFunctions): void {
	forget(context, NAME);
}

function keptIn(context: IExecuteFunctions): KeptStarts | undefined {
	return recall<KeptStarts>(context, NAME);
}

/** Each run of a loop starts an aggregation of its own: people go on answering meanwhile. */
export function keyOf(
	context: IExecuteFunctions,
	{ poolId, method, skillId, fields }: Aggregation,
): string {
	const run = runName(context);
	return fingerprint([run, poolId, method, skillId ?? '', ...[...fields].sort()]);
}
