import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { problemText } from '../shared/toloka/fields/cells/check';
import { forEachWithPauses } from '../shared/toloka/flow/pauses';
import { sentences } from '../shared/toloka/service/sentences';
import { systemClock } from '../shared/n8n/clock';
import { refusedItem } from '../shared/n8n/rows/invalidItems';
import { failedItem, paired, readableRow } from '../shared/n8n/outputs/outputs';
import { WORDING } from './checking';
import type { Pushing, PushGroup } from './pushing';

/** Answers each input item except empty rows: with its app item, or with why there is none. */
export async function answers(
	context: IExecuteFunctions,
	{ checked, groups, failures }: Pushing,
): Promise<INodeExecutionData[]> {
	const { inputs, problems } = checked;
	const outputs = new Array<INodeExecutionData>(inputs.length);
	for (const [item, failure] of failures) {
		const found = problems.get(item);
		const json = { id: null, input_data: readableRow(context, item) };
		outputs[item] =
			found === undefined
				? failedItem(context, failure, item)
				: refusedItem(context, item, problemText(found), json, WORDING);
	}
	const pauses = { clock: systemClock };
	for (const group of groups) {
		const { target, items, plan, progress, failure } = group;
		const leftOut = (item: number, reason: string) => {
			// An item of a project that cannot be used has no input: its row stands in for it.
			const input = inputs[item] ?? readableRow(context, item);
			const json = { id: null, app_project_id: target.projectId, input_data: input };
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
	// `filter` skips the holes that empty rows left in the array.
	return checked.emptyRows.size === 0 ? outputs : outputs.filter(() => true);
}

function batchFacts(group: PushGroup): object {
	const { batchId } = group.progress;
	const problem = batchProblem(group);
	return {
		...(batchId !== undefined && { batch_id: batchId }),
		...(problem !== undefined && { batch_problem: problem }),
	};
}

/** Returns why a new batch was not started, which is not a failure of the items in it. */
export function batchProblem({ target, progress, failure }: PushGroup): string | undefined {
	const { batchId, started } = progress;
	if (failure === undefined || batchId === undefined || !target.start || started) return undefined;
	return `The batch ${batchId} was not started: ${sentences(failure).message}`;
}

/** Returns the facts about an item that existed before or is not in this run's batch. */
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

/** Describes an unstarted batch that another run filled and in which this run found items. */
export function unstartedText(batchId: string): string {
	return `The batch ${batchId}, which has items that were pushed before, is not started`;
}
