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
	for (const { target, items, plan, progress, failure } of groups) {
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
		const batch = batchFacts({ target, progress, failure });
		const common = { id: '', app_project_id: target.projectId, ...batch };
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
	return checked.emptyRows.size === 0 ? outputs : outputs.filter(() => true);
}

/** What the output says of the batch; a start that failed is no fault of the items in it. */
function batchFacts({
	target,
	progress: { batchId, started },
	failure,
}: Pick<PushGroup, 'target' | 'progress' | 'failure'>): object {
	if (batchId === undefined) return {};
	if (failure === undefined || !target.start || started) return { batch_id: batchId };
	const problem = `The batch ${batchId} was not started: ${sentences(failure).message}`;
	return { batch_id: batchId, batch_problem: problem };
}

/** What the output says of an item that was there before, or is not in the batch. */
function factsAt({ elsewhere }: PushGroup['progress'], position: number): object | undefined {
	const where = elsewhere.get(position);
	if (where === undefined) return undefined;
	return { batch_id: where.batchId, ...(where.existed !== undefined && { existed: true }) };
}
