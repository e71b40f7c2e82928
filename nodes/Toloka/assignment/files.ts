import type { INodeExecutionData } from 'n8n-workflow';
import type { Paired } from '../../shared/n8n/outputs/groups';
import { fileItems } from '../../shared/n8n/outputs/listOutputs';
import type { GivenAnswer } from '../../shared/toloka/assignments/answerFiles';
import {
	answersCsv,
	answersNdjson,
	answersTolokaTsv,
	assignmentsCsv,
	assignmentsNdjson,
} from '../../shared/toloka/assignments/answerFiles';
import type { Assignment } from '../../shared/toloka/assignments/assignments';
import type { FileFormat, SlicedPage } from '../../shared/toloka/flow/boundedFiles';
import { inputSpecOf, outputSpecOf } from '../../shared/toloka/pools/pools';
import type { Run } from '../operation';
import { projectOfPool } from './poolProject';
import type { Wanted } from './wanted';

export function assignmentFormat({ deliverAs, file }: Wanted): FileFormat<Assignment> {
	return deliverAs === 'csv' ? assignmentsCsv(file.dialect) : assignmentsNdjson();
}

export async function answerFormat(
	run: Run,
	poolId: string,
	{ deliverAs, simplify, file: { dialect } }: Wanted,
): Promise<FileFormat<GivenAnswer>> {
	if (deliverAs === 'ndjson') return answersNdjson(simplify);
	const project = await projectOfPool(run, poolId);
	const fields = { inputs: inputSpecOf(project), outputs: outputSpecOf(project) };
	return deliverAs === 'csv'
		? answersCsv(dialect, fields)
		: answersTolokaTsv(dialect.isForSpreadsheets, fields);
}

export async function filesOf<Entry>(
	{ context }: Run,
	poolId: string,
	walk: AsyncIterable<SlicedPage<Entry>>,
	format: FileFormat<Entry>,
	{ deliverAs, file }: Wanted,
	pairedItem: Paired,
): Promise<INodeExecutionData[]> {
	return await fileItems(context, {
		walk,
		format,
		formatName: deliverAs === 'items' ? 'ndjson' : deliverAs,
		baseName: `pool-${poolId}`,
		settings: file,
		facts: { pool_id: poolId },
		idName: 'assignment_id',
		pairedItem,
	});
}
