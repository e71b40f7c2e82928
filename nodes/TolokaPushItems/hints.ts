import type { IExecuteFunctions } from 'n8n-workflow';
import { minuteText } from '../shared/toloka/values/times';
import { addHint } from '../shared/n8n/outputs/outputs';
import { isManualRun } from '../shared/n8n/execution/execution';
import { hintAtLeftOut } from '../shared/n8n/rows/invalidItems';
import { hintAtEmptyRows } from '../shared/n8n/rows/mapping';
import { hintAtMissingColumns } from '../shared/n8n/rows/missingColumns';
import { START_WITH } from '../shared/toloka/items/batches';
import { batchProblem, unstartedText } from './answers';
import { itemCount } from './checking';
import type { Pushing, PushGroup } from './pushing';

/** Adds hints about what is easily overlooked in the output. */
export function addHints(context: IExecuteFunctions, { checked, groups }: Pushing): void {
	const refused = groups.reduce((sum, { progress }) => sum + progress.refused.size, 0);
	const leftOut = checked.problems.size + refused;
	if (!context.continueOnFail()) hintAtLeftOut(context, leftOut, itemCount(checked));
	hintAtEmptyRows(context, checked.emptyRows.size);
	hintAtMissingColumns(context);
	if (isManualRun(context)) addManualHint(context, groups);
	for (const problem of groups.map(batchProblem)) {
		if (problem === undefined) continue;
		addHint(context, `${problem}. Once this is fixed, start it ${START_WITH}.`);
	}
	const unstarted = groups.flatMap(({ progress }) => [...progress.unstarted]);
	for (const batchId of new Set(unstarted)) {
		addHint(context, `${unstartedText(batchId)}. Start it ${START_WITH}.`);
	}
}

/**
 * Hints at items that a manual run did not push again: people run a workflow many times while
 * building it, and want to pay for the same rows once.
 */
function addManualHint(context: IExecuteFunctions, groups: readonly PushGroup[]): void {
	const times: string[] = [];
	let count = 0;
	let isSkippedAnyway = false;
	for (const { target, progress } of groups) {
		if (target.manualRuns) continue;
		for (const { existed } of progress.elsewhere.values()) {
			if (existed === undefined) continue;
			count++;
			isSkippedAnyway ||= target.lookBack > 0;
			if (existed.createdAt !== undefined) times.push(existed.createdAt);
		}
	}
	if (count === 0) return;
	const latest = times.sort().at(-1);
	const when = latest === undefined ? '' : `, the latest at ${minuteText(latest)},`;
	const also = isSkippedAnyway ? ', and set Skip Recently Pushed Items (Minutes) to 0' : '';
	addHint(
		context,
		`${count} ${count === 1 ? 'item exists' : 'items exist'} already${when} and ${count === 1 ? 'was' : 'were'} not pushed again, because this is a manual run. To push such items again, turn on the option Create Again in Manual Runs${also}.`,
	);
}
