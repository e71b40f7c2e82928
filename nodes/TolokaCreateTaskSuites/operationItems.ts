import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs/outputs';
import { problemText } from '../shared/toloka/fields/cells/check';
import { refusedItems } from '../shared/toloka/suites/outcomes/refusals';
import { countOf } from '../shared/toloka/suites/outcomes/sameRows';
import type { Started } from '../shared/toloka/suites/sending/starting';
import { zoned } from '../shared/toloka/values/times';
import type { Group, Made } from './groups';
import type { Result } from './running';

/** Returns one output item per operation, paired with the input items whose suites it creates. */
export function operationItems(
	context: IExecuteFunctions,
	made: Made,
	results: readonly Result[],
): INodeExecutionData[] {
	const outputs = results.flatMap(({ planned: { group }, started }) =>
		started.map((one) => operationItem(one, group)),
	);
	if (!context.continueOnFail() && outputs.length > 0) {
		tellLeftOut(context, made, results, outputs[0]);
	}
	return outputs;
}

function operationItem(
	{ request, operation, existed }: Started,
	{ pool, drafts }: Group,
): INodeExecutionData {
	// If n8n was killed, the settings before that may have put the same tasks into other suites.
	const sent = existed ? countOf(operation) : undefined;
	const json = {
		...zoned(operation),
		operation_id: operation.id,
		pool_id: pool,
		...(request.existing !== undefined && { existed: true }),
		task_suite_count: sent ?? request.positions.length,
		task_count: request.tasks,
	};
	const items = request.positions.flatMap((position) => drafts[position].items);
	return { json: json as unknown as JsonObject, pairedItem: items.map((item) => ({ item })) };
}

/** Lists left-out items in the first operation's item, because they have no item of their own. */
function tellLeftOut(
	context: IExecuteFunctions,
	{ problems }: Made,
	results: readonly Result[],
	first: INodeExecutionData,
): void {
	const own = [...problems].map(([item, found]) => ({ item, problem: problemText(found) }));
	const ofService = results.flatMap(({ planned: { group }, outcome }) =>
		[...refusedItems(group.drafts, outcome.fates)].map(([item, problem]) => ({ item, problem })),
	);
	const left = [...own, ...ofService];
	if (left.length === 0) return;
	first.json.problems = left;
	const items = left.length === 1 ? 'One item was' : `${left.length} items were`;
	addHint(context, `${items} invalid and left out: see “problems” of the first output item.`);
}
