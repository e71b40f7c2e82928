import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FilePart } from '../shared/toloka/solutions/boundedFiles';
import { boundedFiles } from '../shared/toloka/solutions/boundedFiles';
import { flattened } from '../shared/toloka/solutions/flatten';
import type { Solution, SolutionPage } from '../shared/toloka/solutions/pages';
import { pausing } from '../shared/toloka/flow/pauses';
import { systemClock } from '../shared/n8n/clock';
import { paired } from '../shared/n8n/outputs';
import type { OutputSettings } from './settings';

/** Turns the pages of one operation into output items of one input item. */

type Pages = AsyncIterable<SolutionPage>;

export async function outputOf(
	context: IExecuteFunctions,
	walk: Pages,
	operationId: string,
	settings: OutputSettings,
	item: number,
): Promise<INodeExecutionData[]> {
	if (settings.output === 'file') return await filesOf(context, walk, operationId, settings, item);
	if (settings.output === 'pages') return await pagesOf(walk, operationId, settings, item);
	return await itemsOf(walk, settings, item);
}

async function itemsOf(
	walk: Pages,
	{ flatten }: OutputSettings,
	item: number,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const pause = pausing({ clock: systemClock });
	const pairedItem = { item };
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
	item: number,
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
		items.push(paired(json, item));
	}
	return items;
}

const MIME_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

async function filesOf(
	context: IExecuteFunctions,
	walk: Pages,
	operationId: string,
	settings: OutputSettings,
	item: number,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	for await (const part of boundedFiles(walk, {
		...settings,
		pause: pausing({ clock: systemClock }),
	})) {
		const number = items.length + 1;
		const fileName = `aggregated-solutions-${operationId}-${number}.${settings.format}`;
		const mimeType = MIME_TYPES[settings.format];
		const file = await context.helpers.prepareBinaryData(part.bytes, fileName, mimeType);
		const names = { operation_id: operationId, file_name: fileName, mime_type: mimeType };
		const json = { ...names, part: number, ...describePart(part) };
		items.push({ ...paired(json, item), binary: { [settings.binaryField]: file } });
	}
	return items;
}

function describePart({ bytes, count, firstTaskId, lastTaskId, columns }: FilePart): object {
	return {
		count,
		bytes: bytes.length,
		first_task_id: firstTaskId ?? null,
		last_task_id: lastTaskId ?? null,
		...(columns && { columns }),
	};
}
