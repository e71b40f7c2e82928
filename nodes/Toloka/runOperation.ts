import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import type { NodeError } from '../shared/n8n/errors';
import { failureOfItem } from '../shared/n8n/errors';
import { choiceIn } from '../shared/n8n/parameters/operation';
import { failedItem, isTriedAgain } from '../shared/n8n/outputs/outputs';
import { connect } from '../shared/n8n/transport/transport';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { environmentLabel } from '../shared/toloka/service/access';
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
import { oncePerRun } from './once';
import type { ItemOperation, Run, RunOperation } from './operation';
import { OwnChanges } from './ownChanges';
import { clonePool } from './pool/clone';
import { getPool } from './pool/get';
import { getPools } from './pool/getMany';
import { closePool, openPool } from './pool/openClose';

const OPERATIONS = new Map<string, RunOperation>([
	['pool:get', reading(getPool)],
	['pool:getMany', getPools],
	['pool:open', changing(openPool)],
	['pool:close', changing(closePool)],
	['pool:clone', changing(clonePool)],
	['assignment:accept', acceptAssignments],
	['assignment:downloadFiles', downloadFiles],
	['assignment:get', reading(getAssignment)],
	['assignment:getMany', getAssignments],
	['assignment:reject', rejectAssignments],
	['item:get', reading(getItem)],
	['item:getMany', getItems],
	['batch:get', reading(getBatch)],
	['batch:start', changing(startBatch)],
	['batch:stop', changing(stopBatch)],
	['batch:resume', changing(resumeBatch)],
]);

export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const name = `${choiceIn(context, 'resource', '')}:${choiceIn(context, 'operation', '')}`;
	const answer = OPERATIONS.get(name);
	if (answer === undefined) throw unknownOperation(name);
	const connection = await connect(context);
	const what = `${name} ${environmentLabel(connection.credentials)}`;
	const ownChanges = new OwnChanges(context, what);
	const run = { context, connection, once: oncePerRun(), ownChanges };
	const items = await answer(run).finally(() => {
		ownChanges.keep();
	});
	if (!isTriedAgain(items)) ownChanges.forget();
	return items;
}

function reading(operation: ItemOperation): RunOperation {
	return async (run) => await eachItem(run, operation, false);
}

/** For operations that change something on Toloka. */
function changing(operation: ItemOperation): RunOperation {
	return async (run) => await eachItem(run, operation, true);
}

/**
 * Reads the parameters of every input item, so that bad input stops the run before anything is
 * sent, then does the work for one item after another. The first failure ends the run; if the node
 * continues on fail, the failure becomes that item's result.
 */
async function eachItem(
	run: Run,
	read: ItemOperation,
	changes: boolean,
): Promise<INodeExecutionData[]> {
	const { context, connection } = run;
	const { signal } = connection;
	const indexes = [...context.getInputData().keys()];
	const works = await mapWithPauses(indexes, { clock: systemClock, signal }, (index) => {
		try {
			return read(run, index);
		} catch (error) {
			return failureOfItem(context, error, index);
		}
	});
	const results: Array<INodeExecutionData[] | NodeError> = [];
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
	return results.flatMap((result, index) =>
		result instanceof Error ? [failedItem(context, result, index)] : result,
	);
}

/** n8n does not retry a canceled execution, and a new one repeats everything. */
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
