import type { IExecuteFunctions } from 'n8n-workflow';
import type { StartProgress } from '../shared/toloka/operations/startOnce';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { fingerprint } from '../shared/toloka/values/keys';
import { forget, recall, remember } from '../shared/n8n/nodeMemory';
import { systemClock } from '../shared/n8n/clock';
import { executionStartedAt, isRetry } from '../shared/n8n/execution';

/** Aggregations that a run started, until the run is complete: no retry starts one twice. */
const NAME = 'tolokaAggregations';

type KeptStarts = Record<string, StartProgress | undefined>;

export function recallAggregation(context: IExecuteFunctions, wanted: Aggregation): StartProgress {
	const kept = keptIn(context);
	const found = kept?.[keyOf(wanted)];
	if (found !== undefined) return { ...found };
	const began = kept === undefined && isRetry(context) ? executionStartedAt(context) : undefined;
	if (began === undefined) return { since: systemClock.now() };
	// The first try may have been cut off with its process, so that nothing was kept.
	return { since: began, isUnclear: true };
}

/** Keeps what is known of a start, or forgets it. */
export function saveAggregation(
	context: IExecuteFunctions,
	wanted: Aggregation,
	progress: StartProgress | undefined,
): void {
	const kept = { ...keptIn(context) };
	if (progress === undefined) delete kept[keyOf(wanted)];
	else kept[keyOf(wanted)] = progress;
	remember(context, NAME, kept);
}

/** A later run of the node in the same execution starts afresh. */
export function forgetAggregations(context: IExecuteFunctions): void {
	forget(context, NAME);
}

function keptIn(context: IExecuteFunctions): KeptStarts | undefined {
	return recall<KeptStarts>(context, NAME);
}

function keyOf({ poolId, method, skillId, fields }: Aggregation): string {
	return fingerprint([poolId, method, skillId ?? '', ...[...fields].sort()]);
}
