import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { fileItems } from '../shared/n8n/fileOutputs';
import type { FieldSpecs } from '../shared/toloka/fields/specs';
import type { FileFormat, FilePart } from '../shared/toloka/flow/boundedFiles';
import { csv, ndjson, tolokaTsv } from '../shared/toloka/solutions/formats';
import type { Solution, SolutionPage } from '../shared/toloka/solutions/pages';
import type { Paired } from '../shared/n8n/groups';
import type { OutputSettings } from './settings';

export interface Files {
	walk: AsyncIterable<SolutionPage>;
	operationId: string | null;
	baseName: string;
	inputs: FieldSpecs | undefined;
	output: OutputSettings;
}

/** One output item per file. */
export async function filesOf(
	context: IExecuteFunctions,
	{ walk, operationId, baseName, inputs, output }: Files,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	return await fileItems(context, {
		walk,
		format: formatOf(output, inputs),
		formatName: output.format,
		baseName,
		settings: output.file,
		facts: { operation_id: operationId },
		describe: boundsOf,
		pairedItem,
	});
}

function formatOf(
	{ format, flatten, file: { dialect } }: OutputSettings,
	inputs: FieldSpecs = new Map(),
): FileFormat<Solution> {
	if (format === 'ndjson') return ndjson(flatten);
	return format === 'csv'
		? csv(dialect, [...inputs.keys()])
		: tolokaTsv(dialect.isForSpreadsheets, inputs);
}

function boundsOf({ firstId, lastId }: FilePart): object {
	return { first_task_id: firstId ?? null, last_task_id: lastId ?? null };
}
