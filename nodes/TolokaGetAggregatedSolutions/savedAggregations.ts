import type { IExecuteFunctions } from 'n8n-workflow';
import type { StartProgress } from '../shared/toloka/operations/startOnce';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { fingerprint } from '../shared/toloka/values/keys';
import { recall, remember } from '../shared/n8n/nodeMemory';
import { systemClock } from '../shared/n8n/clock';
import { executionStartedAt, isRetry, runIndex } from '../shared/n8n/execution';

/** Aggregations that a run started, until the run is complete: no retry starts one twice. */
const NAME = 'tolokaAggregations';

interface Saved {
	/** The run of the node, in a loop one of many, that started them. */
	run: number;
	starts: Record<string, StartProgress>;
}

export function recallAggregation(context: IExecuteFunctions, wanted: Aggregation): StartProgress {
	const saved = recall<Saved>(context, NAME);
	const found = saved?.run === runIndex(context) ? saved.starts[keyOf(wanted)] : undefined;
	if (found !== undefined) return { ...found };
	const began = saved === undefined && isRetry(context) ? executionStartedAt(context) : undefined;
	if (began === undefined) return { since: systemClock.now() };
	// The first try may have been cut off with its process, so that nothing was saved.
	return { since: began, isUnclear: true };
}

/** Saves what is known of a start, or forgets it. */
export function saveAggregation(
	context: IExecuteFunctions,
	wanted: Aggregation,
	progress: StartProgress | undefined,
): void {
	const saved = recall<Saved>(context, NAME);
	const run = runIndex(context);
	const starts = saved?.run === run ? { ...saved.starts } : {};
	if (progress === undefined) delete starts[keyOf(wanted)];
	else starts[keyOf(wanted)] = progress;
	remember<Saved>(context, NAME, { run, starts });
}

/** A later run of the node in the same execution starts afresh. */
export function forgetAggregations(context: IExecuteFunctions): void {
	if (recall<Saved>(context, NAME) === undefined) return;
	remember<Saved>(context, NAME, { run: runIndex(context), starts: {} });
}

function keyOf({ poolId, method, skillId, fields }: Aggregation): string {
	return fingerprint([poolId, method, skillId ?? '', ...[...fields].sort()]);
}
