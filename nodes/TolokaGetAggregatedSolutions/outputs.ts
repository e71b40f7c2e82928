import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Solution, SolutionPage } from '../shared/toloka/solutions/pages';
import type { Operation } from '../shared/toloka/operations/operation';
import type { FileFormat, SlicedPage } from '../shared/toloka/flow/boundedFiles';
import { pausing } from '../shared/toloka/flow/pauses';
import { csv, flattened, ndjson, tolokaTsv } from '../shared/toloka/solutions/formats';
import type { SolutionLine } from '../shared/toloka/solutions/lines';
import { LINE_FORMAT } from '../shared/toloka/solutions/lines';
import { zoned } from '../shared/toloka/values/times';
import { systemClock } from '../shared/n8n/clock';
import { fileItems, itemsOf } from '../shared/n8n/outputs/listOutputs';
import { paired } from '../shared/n8n/outputs/outputs';
import type { FieldSpecs } from '../shared/toloka/fields/declared/specs';
import type { Paired } from '../shared/n8n/outputs/groups';
import { pairedWith } from '../shared/n8n/outputs/groups';
import type { OutputSettings } from './settings';

/** Solutions for the input items that want the same ones. */
export type Read = ReadFacts & (Parsed | Copied);

interface Parsed {
	walk: AsyncIterable<SolutionPage>;
}

interface Copied {
	lines: AsyncIterable<SlicedPage<SolutionLine>>;
}

interface ReadFacts {
	/** The operation that aggregated them; null if the node counted votes itself. */
	operationId: string | null;
	/** Base name of files that are not named. */
	baseName: string;
	/** The input fields added to the solutions; undefined if none are added. */
	inputs: FieldSpecs | undefined;
	output: OutputSettings;
}

/** Returns one output item for an operation, or one per solution, page or file. */
export async function outputOf(
	context: IExecuteFunctions,
	read: Read | Operation,
	items: readonly number[],
): Promise<INodeExecutionData[]> {
	const pairedItem = pairedWith(items);
	if ('lines' in read) {
		return await filesOf(context, read, read.lines, LINE_FORMAT, pairedItem);
	}
	if (!('walk' in read)) {
		return [paired({ ...zoned(read), operation_id: read.id }, pairedItem)];
	}
	const { output, flatten } = read.output;
	switch (output) {
		case 'file': {
			const format = formatOf(read.output, read.inputs);
			return await filesOf(context, read, read.walk, format, pairedItem);
		}
		case 'pages':
			return await pagesOf(read, pairedItem);
		case 'items':
			return await itemsOf(read.walk, flatten ? flattened : (one) => one, pairedItem);
	}
}

async function pagesOf(
	{ walk, operationId, output: { flatten } }: ReadFacts & Parsed,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const pause = pausing({ clock: systemClock });
	for await (const page of walk) {
		const solutions: Solution[] = [];
		for await (const slice of page) {
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

/** Whether solutions are written to files as they are, so that they need not be parsed. */
export function isCopied({ output, format, flatten }: OutputSettings): boolean {
	return output === 'file' && format === 'ndjson' && !flatten;
}

async function filesOf<Entry>(
	context: IExecuteFunctions,
	{ operationId, baseName, output }: ReadFacts,
	walk: AsyncIterable<SlicedPage<Entry>>,
	format: FileFormat<Entry>,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	return await fileItems(context, {
		walk,
		format,
		formatName: output.format,
		baseName,
		settings: output.file,
		facts: { operation_id: operationId },
		idName: 'task_id',
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
