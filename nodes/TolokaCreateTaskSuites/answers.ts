import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { problemsAmong, refusedItem } from '../shared/n8n/rows/invalidItems';
import { failedItem, paired, readableRow } from '../shared/n8n/outputs/outputs';
import { problemText } from '../shared/toloka/fields/cells/check';
import { forEachWithPauses } from '../shared/toloka/flow/pauses';
import type { Draft } from '../shared/toloka/suites/drafts/drafts';
import type { Fate } from '../shared/toloka/suites/run/fates';
import type { SuiteJson } from '../shared/toloka/suites/drafts/kinds';
import { reasonsFor } from '../shared/toloka/suites/outcomes/refusals';
import { readableEntries } from '../shared/toloka/values/foreign';
import type { Made } from './groups';
import { WORDING } from './groups';
import { operationItems } from './operationItems';
import type { Result } from './running';

/** Returns an item for each operation handed over, then one for each other input item, in order. */
export async function answers(
	context: IExecuteFunctions,
	made: Made,
	results: readonly Result[],
): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	answerProblems(context, made, outputs);
	for (const [item, failure] of made.failures) outputs[item] = failedItem(context, failure, item);
	for (const result of results) await answerGroup(context, result, outputs);
	const handedOver = operationItems(context, made, results);
	const perItem: INodeExecutionData[] = [];
	await forEachWithPauses(outputs, { clock: systemClock }, (output) => {
		if (output !== undefined) perItem.push(output);
	});
	if (handedOver.length === 0) return perItem;
	return [...handedOver, ...perItem.filter((output) => isOutputBesideOperations(context, output))];
}

/** Unless the node continues on fail, left-out items are listed in the first operation's item. */
function isOutputBesideOperations(
	context: IExecuteFunctions,
	{ json }: INodeExecutionData,
): boolean {
	return context.continueOnFail() || json.problem === undefined;
}

async function answerGroup(
	context: IExecuteFunctions,
	{ planned: { group }, outcome: { fates, failure } }: Result,
	outputs: INodeExecutionData[],
): Promise<void> {
	const { drafts } = group;
	await forEachWithPauses(drafts, { clock: systemClock }, (draft, position) => {
		const fate = fates.get(position) ?? {};
		const refused = fate.errors && reasonsFor(draft, fate.errors);
		const created = fate.id === undefined ? undefined : createdItems(draft, fate);
		for (const [place, item] of draft.items.entries()) {
			if (created !== undefined) outputs[item] = paired(created(place), item);
			else if (refused !== undefined) {
				const left = leftOut(draft.form !== 'suite', sentJson(draft, place));
				outputs[item] = refusedItem(context, item, refused.get(item) ?? '', left, WORDING);
			} else if (fate.failure !== undefined || fate.operationId === undefined) {
				outputs[item] = failedItem(context, fate.failure ?? failure, item);
			}
		}
	});
}

function answerProblems(
	context: IExecuteFunctions,
	{ problems, itemsAreTasks, groups }: Made,
	outputs: INodeExecutionData[],
): void {
	const pools = poolsOf(groups, problems);
	for (const [item, found] of problems) {
		const row = readableRow(context, item);
		const given = itemsAreTasks ? { ...pools.get(item), input_values: row } : withoutError(row);
		const left = leftOut(itemsAreTasks, given);
		outputs[item] = refusedItem(context, item, problemText(found), left, WORDING);
	}
}

/** Maps invalid items to the pool they were meant for, because later nodes may need it. */
function poolsOf(
	groups: Made['groups'],
	problems: Made['problems'],
): Map<number, { pool_id: string }> {
	const pools = new Map<number, { pool_id: string }>();
	if (problems.size === 0) return pools;
	for (const { pool, items } of groups) {
		for (const item of problemsAmong(items, problems).keys()) pools.set(item, { pool_id: pool });
	}
	return pools;
}

function factsOf({ json, form }: Draft, { operationId, poolProblem, existed }: Fate): object {
	return {
		...(operationId !== undefined && { operation_id: operationId }),
		...(existed === true && { existed }),
		...(poolProblem !== undefined && { pool_problem: poolProblem }),
		...(form !== 'suite' && { pool_id: json.pool_id }),
	};
}

/** Returns the output by place: the task with its ids, or the suite if items are suites. */
function createdItems(draft: Draft, fate: Fate): (place: number) => object {
	const { json: sent, form } = draft;
	const { id, suite, taskIds } = fate;
	const facts = factsOf(draft, fate);
	if (form === 'suite') return (place) => ({ id, ...sentJson(draft, place), ...suite, ...facts });
	if (form === 'task') return () => ({ task_id: id, ...facts, ...sent });
	const tasks = sent.tasks as SuiteJson[];
	// Templates fix the order of the columns; copying one is faster than adding its entries.
	const common = { task_suite_id: id, ...facts };
	const withId = { task_suite_id: id, task_id: undefined, ...facts };
	return (place) => {
		const taskId = taskIds?.[place];
		return taskId === undefined
			? { ...common, ...tasks[place] }
			: { ...withId, task_id: taskId, ...tasks[place] };
	};
}

function sentJson({ json, form }: Draft, place: number): object {
	if (form === 'suite') return withoutError(json);
	const task = form === 'task' ? json : (json.tasks as object[])[place];
	return { pool_id: json.pool_id, ...task };
}

function leftOut(itemsAreTasks: boolean, json: object): object {
	return { ...json, [itemsAreTasks ? 'task_suite_id' : 'id']: null };
}

/** Removes the key `error`: n8n treats an item that has it as failed, and runs the node again. */
function withoutError(json: object): object {
	const entries = readableEntries(json);
	return Object.fromEntries(entries.filter(([key]) => key !== 'error'));
}
