import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import type { Problem } from '../../toloka/fields/cells/check';
import { clean } from '../../toloka/values/foreign';

/** Explains items that have a file, but no field of the project. */

const OF_TABLES = /^(?:csv|tsv|txt|xlsx?|ods|json|ndjson|jsonl)$/i;
const TYPES_OF_TABLES = /\b(?:csv|tab-separated-values|ms-excel|spreadsheetml|json|text\/plain)\b/i;

/** Returns the problem of such an item; undefined if it has no file. */
export function fileProblem({ binary = {} }: INodeExecutionData): Problem | undefined {
	const [found] = Object.entries(binary);
	if (found === undefined) return undefined;
	const [property, file] = found;
	const name = `“${clean(file.fileName ?? property, 80)}”`;
	if (isTable(file)) {
		const advice = 'Put Extract from File before the node';
		return { field: '', reason: `the rows are in the file ${name}, which is not read`, advice };
	}
	const reason = `the file ${name} cannot be sent, only its address in a field of the project`;
	const advice = 'Upload the file to where performers can open it, and send its address';
	return { field: '', reason, advice };
}

function isTable({ fileName = '', fileExtension = '', mimeType = '' }: IBinaryData): boolean {
	const [, ofName = ''] = /\.(\w+)$/.exec(fileName) ?? [];
	return (
		[fileExtension, ofName].some((one) => OF_TABLES.test(one)) || TYPES_OF_TABLES.test(mimeType)
	);
}

/** Whether an item is nothing but a file; rows of a file may also have it beside their cells. */
export function isOnlyFile({ json, binary = {} }: INodeExecutionData): boolean {
	return Object.keys(json).length === 0 && Object.keys(binary).length > 0;
}
