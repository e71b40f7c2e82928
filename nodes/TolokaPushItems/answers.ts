import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { problemText } from '../shared/toloka/fields/check';
import { forEachWithPauses } from '../shared/toloka/flow/pauses';
import { sentences } from '../shared/toloka/service/sentences';
import { systemClock } from '../shared/n8n/clock';
import { refusedItem } from '../shared/n8n/invalidItems';
import { failedItem, paired } from '../shared/n8n/outputs';
import { WORDING } from './checking';
import type { Pushing, PushGroup } from './pushing';

/** Answers each input item but empty rows: with the item that exists, or with why there is none. */
export async function answers(
	context: IExecuteFunctions,
	{ checked, groups, failures }: Pushing,
): Promise<INodeExecutionData[]> {
	const { inputs, problems } = checked;
	const outputs = new Array<INodeExecutionData>(inputs.length);
	for (const [item, failure] of failures) outputs[item] = failedItem(context, failure, item);
	const pauses = { clock: systemClock };
	for (const group of groups) {
		const { target, items, plan, progress, failure } = group;
		const leftOut = (item: number, reason: string) => {
			const json = { id: null, app_project_id: target.projectId, input_data: inputs[item] };
			return refusedItem(context, item, reason, json, WORDING);
		};
		const isAnyOut = plan === undefined || problems.size > 0;
		await forEachWithPauses(isAnyOut ? items : [], pauses, (item) => {
			const found = problems.get(item);
			if (found !== undefined) outputs[item] = leftOut(item, problemText(found));
			else if (plan === undefined) outputs[item] = failedItem(context, failure, item);
		});
		const common = { id: '', app_project_id: target.projectId, ...batchFacts(group) };
		await forEachWithPauses(plan?.items ?? [], pauses, (item, position) => {
			const id = progress.ids[position];
			const reason = progress.refused.get(position);
			if (id !== undefined) {
				const facts = factsAt(progress, position);
				outputs[item] = paired({ ...common, id, ...facts, input_data: inputs[item] }, item);
			} else if (reason !== undefined) outputs[item] = leftOut(item, reason);
			else outputs[item] = failedItem(context, failure, item);
		});
	}
	// A filter passes over the places of empty rows, at which nothing was put.
	return checked.emptyRows.size === 0 ? outputs : outputs.filter(() => true);
}

/** What the output says of the batch. */
function batchFacts(group: PushGroup): object {
	const { batchId } = group.progress;
	const problem = batchProblem(group);
	return {
		...(batchId !== undefined && { batch_id: batchId }),
		...(problem !== undefined && { batch_problem: problem }),
	};
}

/** Why a new batch was not started; that is no fault of the items in it. */
export function batchProblem({ target, progress, failure }: PushGroup): string | undefined {
	const { batchId, started } = progress;
	if (failure === undefined || batchId === undefined || !target.start || started) return undefined;
	return `The batch ${batchId} was not started: ${sentences(failure).message}`;
}

/** What the output says of an item that was there before, or is not in the batch. */
function factsAt(
	{ elsewhere, unstarted }: PushGroup['progress'],
	position: number,
): object | undefined {
	const where = elsewhere.get(position);
	if (where === undefined) return undefined;
	const { batchId = '', existed } = where;
	return {
		batch_id: where.batchId,
		...(unstarted.has(batchId) && { batch_problem: unstartedText(batchId) }),
		...(existed !== undefined && { existed: true }),
	};
}

/** Of a batch that another run has filled, and this one finds. */
export function unstartedText(batchId: string): string {
	return `The batch ${batchId}, which has items that were pushed before, is not started`;
}
