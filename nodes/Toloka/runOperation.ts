import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import type { NodeError } from '../shared/n8n/errors';
import { failureOfItem } from '../shared/n8n/errors';
import { failedItem } from '../shared/n8n/outputs';
import { connect } from '../shared/n8n/transport';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, refusal } from '../shared/toloka/service/failures';
import { afterPartialWork } from '../shared/toloka/service/sentences';
import { downloadFiles } from './assignment/downloadFiles';
import { getAssignment } from './assignment/get';
import { getAssignments } from './assignment/getMany';
import { acceptAssignments, rejectAssignments } from './assignment/review';
import { getBatch } from './batch/get';
import { resumeBatch, startBatch, stopBatch } from './batch/change';
import { getItem } from './item/get';
import { getItems } from './item/getMany';
import type { ItemOperation, Run, RunOperation } from './operation';
import { clonePool } from './pool/clone';
import { getPool } from './pool/get';
import { getPools } from './pool/getMany';
import { closePool, openPool } from './pool/openClose';

const ITEM_OPERATIONS = new Map<string, ItemOperation>([
	['pool:get', getPool],
	['pool:open', openPool],
	['pool:close', closePool],
	['pool:clone', clonePool],
	['assignment:get', getAssignment],
	['item:get', getItem],
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
	['assignment:getMany', getAssignments],
	['assignment:reject', rejectAssignments],
	['item:getMany', getItems],
	['pool:getMany', getPools],
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

/**
 * Reads what every input item asks for, so that bad input stops the run before anything is sent,
 * and then does it for one item after the other. The first failure ends the run; where the node
 * continues on fail it takes the place of that item's result.
 *
 * @param changes whether the work changes something, so that a failure tells what was done before.
 */
async function eachItem<Result>(
	{ context, connection: { signal } }: Run,
	read: (index: number) => () => Promise<Result>,
	changes: boolean,
): Promise<Array<Result | NodeError>> {
	const indexes = [...context.getInputData().keys()];
	const works = await mapWithPauses(indexes, { clock: systemClock, signal }, (index) => {
		try {
			return read(index);
		} catch (error) {
			return failureOfItem(context, error, index);
		}
	});
	const results: Array<Result | NodeError> = [];
	for (const [index, work] of works.entries()) {
		try {
			results.push(work instanceof Error ? work : await work());
		} catch (error) {
			const isPartial = changes && index > 0 && !context.continueOnFail() && isFailure(error);
			const reached = `${index} of ${indexes.length} items were done before`;
			const told = isPartial ? afterPartialWork(error, `${reached}${nextOf(error)}`) : error;
			results.push(failureOfItem(context, told, index));
		}
	}
	return results;
}

/** n8n does not retry a canceled execution, and a new one does everything again. */
function nextOf({ kind }: TolokaFailure): string {
	return kind === 'canceled'
		? ': leave them out when you run the workflow again.'
		: '; a retry of this execution does not repeat them.';
}

function unknownOperation(name: string) {
	return refusal(
		`The operation “${name}” is not one that this node knows`,
		'Choose Resource and Operation in the node.',
	);
}
