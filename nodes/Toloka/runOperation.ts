import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { refusal } from '../shared/toloka/service/failures';
import { eachItem } from './eachItem';
import { failedItem } from '../shared/n8n/outputs';
import { connect } from '../shared/n8n/transport';
import { downloadFiles } from './assignment/downloadFiles';
import { getAssignment } from './assignment/get';
import { getAssignments } from './assignment/getMany';
import { acceptAssignments, rejectAssignments } from './assignment/review';
import { getBatch } from './batch/get';
import { resumeBatch, startBatch, stopBatch } from './batch/change';
import { getItem, getItems } from './item/read';
import type { ItemOperation, RunOperation } from './operation';
import { clonePool } from './pool/clone';
import { closePool, openPool } from './pool/openClose';
import { getPool, getPools } from './pool/read';

const ITEM_OPERATIONS = new Map<string, ItemOperation>([
	['pool:get', getPool],
	['pool:getMany', getPools],
	['pool:open', openPool],
	['pool:close', closePool],
	['pool:clone', clonePool],
	['assignment:get', getAssignment],
	['assignment:getMany', getAssignments],
	['item:get', getItem],
	['item:getMany', getItems],
	['batch:get', getBatch],
	['batch:start', startBatch],
	['batch:stop', stopBatch],
	['batch:resume', resumeBatch],
]);

/** Operations after which something is otherwise than before. */
const CHANGES = new Set([openPool, closePool, clonePool, startBatch, stopBatch, resumeBatch]);

const RUN_OPERATIONS = new Map<string, RunOperation>([
	['assignment:accept', acceptAssignments],
	['assignment:downloadFiles', downloadFiles],
	['assignment:reject', rejectAssignments],
]);

/** One run of the node: answers each input item. */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const resource = context.getNodeParameter('resource', 0);
	const operation = context.getNodeParameter('operation', 0);
	const name = `${resource}:${operation}`;
	const forItem = ITEM_OPERATIONS.get(name);
	const forRun = RUN_OPERATIONS.get(name);
	if (forItem === undefined && forRun === undefined) throw unknownOperation(name);
	const run = { context, connection: await connect(context), changedPools: new Map() };
	if (forItem === undefined) return (await forRun?.(run)) ?? [];
	const changes = CHANGES.has(forItem);
	const outputs = await eachItem(run, (index) => forItem(run, index), changes);
	return outputs.flatMap((output, index) =>
		output instanceof Error ? [failedItem(context, output, index)] : output,
	);
}

function unknownOperation(name: string) {
	return refusal(
		`The operation “${name}” is not one that this node knows`,
		'Choose Resource and Operation in the node.',
	);
}
