import type { INodeExecutionData } from 'n8n-workflow';
import type { FileReference } from '../../shared/toloka/assignments/attachments';
import {
	downloadAttachment,
	fileFieldsOf,
	filesOf,
	getAttachment,
} from '../../shared/toloka/assignments/attachments';
import type { Assignment } from '../../shared/toloka/assignments/assignments';
import { getAssignment } from '../../shared/toloka/assignments/assignments';
import { outputSpecOf } from '../../shared/toloka/pools/pools';
import { isFailure, outcomeOf, refusal } from '../../shared/toloka/service/failures';
import { binaryFieldProperty } from '../../shared/n8n/parameters/fileSettings';
import { checkedOf, idOf } from '../../shared/n8n/parameters/parameters';
import type { Reader } from '../../shared/n8n/parameters/readers';
import { numberWithin, readText, readTexts } from '../../shared/n8n/parameters/readers';
import { listing } from '../listing';
import type { Run } from '../operation';
import { projectOfPool } from './poolProject';

const MEGABYTE = 1024 * 1024;
const readMaxFileSize = numberWithin({ min: 1, max: 1024, fallback: 100 });

/**
 * Outputs one item per file that the performer uploaded, with the file as its binary data. The
 * files of an assignment are output once, however many input items (such as its answers) name it.
 */
export const downloadFiles = listing(readWanted, async (run, wanted, pairedItem) => {
	const assignment = await getAssignment(run.connection.send, wanted.id);
	const fields = await fileFields(run, assignment, wanted.fileFields);
	const outputs: INodeExecutionData[] = [];
	for (const file of filesOf(assignment, fields)) {
		outputs.push({ ...(await download(run, assignment, file, wanted)), pairedItem });
	}
	return outputs;
});

interface Wanted {
	id: string;
	/** Empty for all file fields. */
	fileFields: string[];
	maxMegabytes: number;
	binaryField: string;
}

function readWanted(context: Run['context'], index: number): Wanted {
	const read = <Value>(parameter: string, label: string, reader: Reader<Value>) =>
		checkedOf(context, parameter, label, reader, index);
	return {
		id: idOf(context, 'assignmentId', 'Assignment ID', index),
		fileFields: read('options.fileFields', 'File Fields', readTexts),
		maxMegabytes: read('options.maxFileSizeMb', 'Max File Size (MB)', readMaxFileSize),
		binaryField: read('binaryField', binaryFieldProperty.displayName, readText) ?? 'data',
	};
}

/** Returns the fields to read: those the user names, or all file fields of the pool's project. */
async function fileFields(run: Run, assignment: Assignment, named: string[]): Promise<string[]> {
	const poolId = String(assignment.pool_id);
	const declared = fileFieldsOf(outputSpecOf(await projectOfPool(run, poolId)));
	const wrong = named.find((name) => !declared.includes(name));
	if (wrong === undefined && declared.length > 0) return named.length > 0 ? named : declared;
	const known = declared.length > 0 ? `Its file fields are: ${declared.join(', ')}.` : '';
	throw refusal(
		wrong === undefined
			? `The project of pool ${poolId} has no output field for files`
			: `“${wrong}” is not an output field for files of the project of pool ${poolId}`,
		`${known} Choose an assignment of a project that asks for files.`.trim(),
	);
}

async function download(
	{ context, connection: { send } }: Run,
	assignment: Assignment,
	{ attachmentId, field, taskId }: FileReference,
	{ maxMegabytes, binaryField }: Wanted,
): Promise<INodeExecutionData> {
	const { name, mediaType } = await getAttachment(send, attachmentId);
	const bytes = await outcomeOf(
		downloadAttachment(send, attachmentId, Math.floor(maxMegabytes * MEGABYTE)),
	);
	if (isFailure(bytes)) {
		const isTooLarge = bytes.kind === 'answer-too-large';
		throw isTooLarge ? tooLarge(name, assignment.id, bytes.details.bytes, maxMegabytes) : bytes;
	}
	const data = await context.helpers.prepareBinaryData(bytes, name, mediaType);
	const json = {
		assignment_id: assignment.id,
		task_id: taskId ?? null,
		pool_id: assignment.pool_id,
		user_id: assignment.user_id,
		field,
		attachment_id: attachmentId,
		file_name: name,
		mime_type: mediaType,
		bytes: bytes.length,
	};
	return { json, binary: { [binaryField]: data } };
}

function tooLarge(name: string, assignmentId: string, bytes: number | undefined, mostMb: number) {
	const size =
		bytes === undefined ? `more than ${mostMb}` : Math.ceil((10 * bytes) / MEGABYTE) / 10;
	return refusal(
		`The file “${name}” of assignment ${assignmentId} has ${size} MB; up to ${mostMb} MB are allowed`,
		'Raise the option Max File Size (MB).',
	);
}
