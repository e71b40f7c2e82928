import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { assertHasSolutions } from '../shared/toloka/solutions/readiness';
import { isFailure } from '../shared/toloka/service/failures';
import { requestsFor, solutionPages } from '../shared/toloka/solutions/pages';
import { eachItem } from '../shared/n8n/eachItem';
import { failedItem } from '../shared/n8n/outputs';
import { forgetAggregations } from './savedAggregations';
import type { Connection } from '../shared/n8n/transport';
import { connect } from '../shared/n8n/transport';
import { startAggregation, waitForAggregation } from './aggregatePools';
import { outputOf } from './outputs';
import type { SolutionOptions } from './settings';
import { readAggregation, readOutput, readQuery } from './settings';
import { readOptions, transportOptions } from '../shared/n8n/parameters';
import { readNumber } from '../shared/n8n/readers';
import { readOperationId } from '../shared/n8n/fields';

const MINUTE_MS = 60_000;
const QUOTA_WAIT_MINUTES = { min: 0, max: 60, fallback: 5 };
const DEADLINE_MINUTES = { min: 0, max: 24 * 60, fallback: 10 };

/** One run of the node: each input item asks for the solutions of one operation or pool. */
export async function getSolutions(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const options = readOptions<SolutionOptions>(context);
	const quotaWait = readNumber(options.quotaWaitMinutes, 'Longest Wait', QUOTA_WAIT_MINUTES);
	const connection = await connect(context, {
		...transportOptions(options),
		waitBudgetMs: quotaWait * MINUTE_MS,
	});
	const run = { context, connection, options };
	const starts = context.getNodeParameter('operation', 0, 'getMany') === 'aggregatePool';
	const started = starts ? await eachItem(context, async (index) => await start(run, index)) : [];
	const outputs = await eachItem(context, async (index) => {
		const operationId = starts
			? await finishedAggregation(run, started[index], index)
			: await operationWithSolutions(run, index);
		const walk = solutionPages(connection.send, operationId, readQuery(context, options, index));
		return await outputOf(context, walk, operationId, readOutput(context, options, index), index);
	});
	if (outputs.every(Array.isArray)) forgetAggregations(context);
	const items = outputs.map((output, index) =>
		Array.isArray(output) ? output : [failedItem(context, output, index)],
	);
	return items.length === 1 ? items[0] : items.flat();
}

interface Run {
	context: IExecuteFunctions;
	connection: Connection;
	options: SolutionOptions;
}

/** Starts the aggregation for one item; the waiting comes when all are started. */
async function start({ context, connection, options }: Run, index: number): Promise<string> {
	const wanted = readAggregation(context, index);
	const requests = 1 + requestsFor(readQuery(context, options, index));
	readOutput(context, options, index);
	connection.queue.assertFits(requests, `aggregating the pool ${wanted.poolId}`);
	return await startAggregation(context, connection, wanted);
}

async function finishedAggregation(
	{ context, connection, options }: Run,
	started: string | Error,
	index: number,
): Promise<string> {
	if (started instanceof Error) throw started;
	const waitMs = readNumber(options.deadlineMinutes, 'Deadline', DEADLINE_MINUTES) * MINUTE_MS;
	const wanted = readAggregation(context, index);
	await waitForAggregation(context, connection, wanted, started, waitMs);
	return started;
}

/** The operation that one item names, if it has solutions to read. */
async function operationWithSolutions(
	{ context, connection, options }: Run,
	index: number,
): Promise<string> {
	const operationId = readOperationId(context, index);
	if (isFailure(operationId)) throw operationId;
	const requests = requestsFor(readQuery(context, options, index));
	const doing = `reading the solutions of the operation ${operationId}`;
	connection.queue.assertFits(requests, doing);
	await assertHasSolutions(connection.send, operationId);
	return operationId;
}
