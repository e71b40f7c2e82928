import type { IExecuteFunctions } from 'n8n-workflow';
import { requestsFor } from '../shared/toloka/solutions/pages';
import type { Group } from '../shared/n8n/outputs/groups';
import { eachGroup, hasFailed } from '../shared/n8n/outputs/groups';
import type { Run } from './readings';
import { isStarted, keyOf } from './savedAggregations';
import type { Wanted } from './wanted';

/**
 * Refuses a run that does not fit the quota before its first request: aggregations that were
 * started but cannot be read would waste the quota. If the node continues on fail, only the groups
 * that do not fit are refused.
 */
export async function withinQuota(
	{ context, connection: { queue } }: Run,
	groups: ReadonlyArray<Group<Wanted>>,
): Promise<ReadonlyArray<Group<Wanted>>> {
	const needs = needsOf(context, groups);
	const total = sum([...needs.values()].map(({ starts, reads }) => starts + reads));
	const starts = sum([...needs.values()].map((one) => one.starts));
	const run = { total, starts, isOfMany: groups.length > 1, doing: 'reading the solutions' };
	if (!context.continueOnFail()) {
		queue.assertFits({ ...run, count: total });
		return groups;
	}
	let planned = 0;
	return await eachGroup(context, groups, async (wanted) => {
		const own = needs.get(wanted) ?? NOTHING;
		const count = planned + own.starts + own.reads;
		queue.assertFits({ ...run, count, doing: 'reading the solutions for this item' });
		planned = count;
		return wanted;
	});
}

/** Requests that count against the quota. */
interface Needs {
	starts: number;
	reads: number;
}

const NOTHING: Needs = { starts: 0, reads: 0 };

/** Returns each group's needs. An aggregation is started once, even if several groups read it. */
function needsOf(
	context: IExecuteFunctions,
	groups: ReadonlyArray<Group<Wanted>>,
): Map<Wanted, Needs> {
	const counted = new Set<string>();
	const needs = new Map<Wanted, Needs>();
	for (const { value } of groups) if (!hasFailed(value)) needs.set(value, of(value));
	return needs;

	function of({ source, query }: Wanted): Needs {
		if ('vote' in source) return NOTHING;
		const reads = requestsFor(query);
		if ('operationId' in source) return { starts: 0, reads };
		const key = keyOf(context, source.aggregation);
		const starts = counted.has(key) || isStarted(context, source.aggregation) ? 0 : 1;
		counted.add(key);
		return { starts, reads: source.returnsOperation ? 0 : reads };
	}
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((all, one) => all + one, 0);
}
