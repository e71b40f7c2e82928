import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { flattened } from '../shared/toloka/solutions/flatten';
import type { Solution, SolutionPage } from '../shared/toloka/solutions/pages';
import { pausing } from '../shared/toloka/flow/pauses';
import { systemClock } from '../shared/n8n/clock';
import { filesOf } from './fileOutputs';
import type { Paired } from './groups';
import { pairedWith } from './groups';
import type { OutputSettings } from './settings';

/** Turns the pages of one operation into output items of the input items that ask for them. */

type Pages = AsyncIterable<SolutionPage>;

export async function outputOf(
	context: IExecuteFunctions,
	walk: Pages,
	operationId: string,
	settings: OutputSettings,
	items: readonly number[],
): Promise<INodeExecutionData[]> {
	const pairedItem = pairedWith(items);
	if (settings.output === 'file') {
		return await filesOf(context, walk, operationId, settings, pairedItem);
	}
	if (settings.output === 'pages') return await pagesOf(walk, operationId, settings, pairedItem);
	return await itemsOf(walk, settings, pairedItem);
}

async function itemsOf(
	walk: Pages,
	{ flatten }: OutputSettings,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const pause = pausing({ clock: systemClock });
	for await (const page of walk) {
		for (const slice of page) {
			for (const solution of slice) {
				const json = (flatten ? flattened(solution) : solution) as IDataObject;
				items.push({ json, pairedItem });
			}
			await pause();
		}
	}
	return items;
}

async function pagesOf(
	walk: Pages,
	operationId: string,
	{ flatten }: OutputSettings,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const pause = pausing({ clock: systemClock });
	for await (const page of walk) {
		const solutions: Solution[] = [];
		for (const slice of page) {
			for (const solution of slice) solutions.push(solution);
			await pause();
		}
		const json = {
			operation_id: operationId,
			page: items.length + 1,
			count: solutions.length,
			first_task_id: solutions[0]?.task_id ?? null,
			last_task_id: solutions[solutions.length - 1]?.task_id ?? null,
			items: flatten ? solutions.map(flattened) : solutions,
		};
		items.push({ json, pairedItem });
	}
	return items;
}
