import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { pausing } from '../shared/toloka/flow/pauses';
import type { FilePart } from '../shared/toloka/solutions/boundedFiles';
import { boundedFiles } from '../shared/toloka/solutions/boundedFiles';
import type { SolutionPage } from '../shared/toloka/solutions/pages';
import type { Paired } from './groups';
import type { OutputSettings } from './settings';

const MIME_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

/** One output item per file. */
export async function filesOf(
	context: IExecuteFunctions,
	walk: AsyncIterable<SolutionPage>,
	operationId: string,
	settings: OutputSettings,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const pause = pausing({ clock: systemClock });
	for await (const part of boundedFiles(walk, { ...settings, pause })) {
		const number = items.length + 1;
		const fileName = fileNameOf(settings, operationId, number);
		const mimeType = MIME_TYPES[settings.format];
		const file = await context.helpers.prepareBinaryData(part.bytes, fileName, mimeType);
		const names = { operation_id: operationId, file_name: fileName, mime_type: mimeType };
		const json = { ...names, part: number, ...describePart(part) } as JsonObject;
		items.push({ json, binary: { [settings.binaryField]: file }, pairedItem });
	}
	return items;
}

const ENDING = /\.[0-9A-Za-z]{1,8}$/;

/** The first file has the chosen name as it is; the following ones are numbered. */
function fileNameOf(
	{ fileName, format }: OutputSettings,
	operationId: string,
	number: number,
): string {
	if (fileName === undefined) return `aggregated-solutions-${operationId}-${number}.${format}`;
	const ending = ENDING.exec(fileName)?.[0] ?? `.${format}`;
	const base = fileName.replace(ENDING, '');
	return number === 1 ? `${base}${ending}` : `${base}-${number}${ending}`;
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
