import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { problemText } from '../shared/toloka/fields/check';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { Starts } from '../shared/toloka/suites/startMany';
import type { Started } from '../shared/toloka/suites/starting';
import type { Draft } from '../shared/toloka/suites/drafts';
import { refusedItems } from '../shared/toloka/suites/refusals';
import { systemClock } from '../shared/n8n/clock';
import { refusedItem } from '../shared/n8n/invalidItems';
import { hintAtEmptyRows } from '../shared/n8n/mapping';
import { addHint, failedItem, paired } from '../shared/n8n/outputs';
import type { Drafts } from './drafts';
import type { Fate, Outcome } from '../shared/toloka/suites/fates';

export const WORDING = {
	done: 'created',
	validOnly: 'Create the Valid Ones',
	again: 'create it',
};

/** One output item per input item, in their order; none for a row without any value. */
export async function answers(
	context: IExecuteFunctions,
	made: Drafts,
	{ fates, failure }: Outcome,
): Promise<INodeExecutionData[]> {
	const outputs: INodeExecutionData[] = [];
	hintAtEmptyRows(context, made.emptyRows);
	for (const output of problemAnswers(context, made)) outputs[itemOf(output)] = output;
	const refused = refusedItems(made.drafts, fates);
	await mapWithPauses(made.drafts, { clock: systemClock }, (draft, position) => {
		const fate = fates.get(position);
		const facts = factsOf(draft, fate);
		for (const [place, item] of draft.items.entries()) {
			if (fate?.id !== undefined) {
				outputs[item] = paired(createdJson(draft, fate, facts, place), item);
			} else if (fate?.errors !== undefined) {
				const left = leftOut(draft.isGroup, sentJson(draft, place));
				outputs[item] = refusedItem(context, item, refused.get(item) ?? '', left, WORDING);
			} else {
				outputs[item] = failedItem(context, fate?.failure ?? failure, item);
			}
		}
	});
	return made.emptyRows === 0 ? outputs : outputs.filter(() => true);
}

/** The items that the node itself found invalid. */
function problemAnswers(
	context: IExecuteFunctions,
	{ problems, itemsAreTasks }: Drafts,
): INodeExecutionData[] {
	const items = context.getInputData();
	return [...problems].map(([item, found]) => {
		const { json } = items[item];
		const given = itemsAreTasks ? { input_values: json } : withoutError(json);
		return refusedItem(context, item, problemText(found), leftOut(itemsAreTasks, given), WORDING);
	});
}

function itemOf({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as { item: number }).item;
}

/** What the items of a suite have in common. */
function factsOf({ suite, isGroup }: Draft, { operationId, poolProblem }: Fate = {}): object {
	return {
		...(operationId !== undefined && { operation_id: operationId }),
		...(poolProblem !== undefined && { pool_problem: poolProblem }),
		...(isGroup && { pool_id: suite.pool_id }),
	};
}

/** Where each item is a task: the task and its suite; otherwise the suite itself. */
function createdJson(draft: Draft, fate: Fate, facts: object, place: number): object {
	const { id, suite, taskIds } = fate;
	if (!draft.isGroup) return { id, ...sentJson(draft, place), ...suite, ...facts };
	const task = (draft.suite.tasks as object[])[place];
	const taskId = taskIds?.[place];
	return taskId === undefined
		? { task_suite_id: id, ...facts, ...task }
		: { task_suite_id: id, task_id: taskId, ...facts, ...task };
}

function sentJson({ suite, isGroup }: Draft, place: number): object {
	if (!isGroup) return withoutError(suite);
	return { pool_id: suite.pool_id, ...(suite.tasks as object[])[place] };
}

function leftOut(itemsAreTasks: boolean, json: object): object {
	return { ...json, [itemsAreTasks ? 'task_suite_id' : 'id']: null };
}

/** n8n takes an item with the key `error` for a failed one and runs the node again. */
function withoutError(json: object): object {
	return Object.fromEntries(Object.entries(json).filter(([key]) => key !== 'error'));
}

/** One output item per operation, paired with the items whose suites it creates. */
export function operationAnswers(
	context: IExecuteFunctions,
	made: Drafts,
	{ started, failed, failures }: Starts,
): INodeExecutionData[] {
	const { drafts, problems } = made;
	hintAtEmptyRows(context, made.emptyRows);
	const itemsOf = (positions: Iterable<number>) =>
		[...positions].flatMap((position) => drafts[position].items);
	const outputs = started.map((one) => operationItem(one, itemsOf(one.request.positions)));
	if (!context.continueOnFail()) {
		if (problems.size > 0) tellLeftOut(context, problems, outputs[0]);
		return outputs;
	}
	const sent = new Set(started.flatMap(({ request }) => request.positions));
	const unsent = [...drafts.keys()].filter((position) => !sent.has(position));
	const [first] = failures;
	const unsentAnswers = unsent.flatMap((position) => {
		const failure = failed.get(position)?.failure ?? first;
		return drafts[position].items.map((item) => failedItem(context, failure, item));
	});
	return [...outputs, ...unsentAnswers, ...problemAnswers(context, made)];
}

function operationItem({ request, operation }: Started, items: number[]): INodeExecutionData {
	const json = {
		...operation,
		operation_id: operation.id,
		task_suite_count: request.positions.length,
		task_count: request.tasks,
	};
	return { json: json as unknown as JsonObject, pairedItem: items.map((item) => ({ item })) };
}

/** Left-out items are no operations, so they are named beside the first one. */
function tellLeftOut(
	context: IExecuteFunctions,
	problems: Drafts['problems'],
	first: INodeExecutionData,
): void {
	const left = [...problems].map(([item, found]) => ({ item, problem: problemText(found) }));
	first.json.problems = left;
	const items = left.length === 1 ? 'One item was' : `${left.length} items were`;
	addHint(context, `${items} invalid and left out: see “problems” of the first output item.`);
}
