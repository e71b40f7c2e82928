import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { pausing } from '../shared/toloka/flow/pauses';
import type { FilePart } from '../shared/toloka/solutions/boundedFiles';
import { boundedFiles } from '../shared/toloka/solutions/boundedFiles';
import type { FileFormat } from '../shared/toloka/solutions/formats';
import { csv, ndjson, tolokaTsv } from '../shared/toloka/solutions/formats';
import type { SolutionPage } from '../shared/toloka/solutions/pages';
import type { Paired } from './groups';
import type { OutputSettings } from './settings';

/** What a file is called and taken for. */
interface Kind {
	ending: string;
	mimeType: string;
}

const CSV: Kind = { ending: 'csv', mimeType: 'text/csv' };
const TSV: Kind = { ending: 'tsv', mimeType: 'text/tab-separated-values' };
const NDJSON: Kind = { ending: 'ndjson', mimeType: 'application/x-ndjson' };

export interface Files {
	walk: AsyncIterable<SolutionPage>;
	operationId: string | null;
	baseName: string;
	inputs: readonly string[] | undefined;
	output: OutputSettings;
}

/** One output item per file. */
export async function filesOf(
	context: IExecuteFunctions,
	{ walk, operationId, baseName, inputs, output }: Files,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const { fileName: given, maxBytes } = output;
	const pause = pausing({ clock: systemClock });
	const { ending, mimeType } = kindOf(output);
	const format = formatOf(output, inputs);
	for await (const part of boundedFiles(walk, { format, maxBytes, pause })) {
		const number = items.length + 1;
		const fileName =
			given === undefined ? `${baseName}-${number}.${ending}` : numbered(given, ending, number);
		const file = await context.helpers.prepareBinaryData(part.bytes, fileName, mimeType);
		const names = { operation_id: operationId, file_name: fileName, mime_type: mimeType };
		const json = { ...names, part: number, ...describePart(part) } as JsonObject;
		items.push({ json, binary: { [output.binaryField]: file }, pairedItem });
	}
	return items;
}

function formatOf(
	{ format, flatten, dialect }: OutputSettings,
	inputs: readonly string[] | undefined,
): FileFormat {
	if (format === 'ndjson') return ndjson(flatten);
	return format === 'csv' ? csv(dialect, inputs) : tolokaTsv(dialect.isForSpreadsheets, inputs);
}

function kindOf({ format, dialect }: OutputSettings): Kind {
	if (format === 'ndjson') return NDJSON;
	return format === 'tolokaTsv' || dialect.delimiter === '\t' ? TSV : CSV;
}

const ENDING = /\.[0-9A-Za-z]{1,8}$/;

/** The first file has the chosen name as it is; the following ones are numbered. */
function numbered(fileName: string, ending: string, number: number): string {
	const own = ENDING.exec(fileName)?.[0] ?? `.${ending}`;
	const base = fileName.replace(ENDING, '');
	return number === 1 ? `${base}${own}` : `${base}-${number}${own}`;
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
