import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem } from '../shared/n8n/outputs';
import type { Connection } from '../shared/n8n/transport';
import { connect } from '../shared/n8n/transport';
import { refusal } from '../shared/toloka/service/failures';
import type { Send } from '../shared/toloka/service/requests';
import { textOf } from '../shared/toloka/values/foreign';
import { requestsFor, solutionPages } from '../shared/toloka/solutions/pages';
import { operationWithSolutions } from '../shared/toloka/solutions/readiness';
import { addInputs, inputFieldsOf } from './addInputs';
import { startAggregation, waitForAggregation } from './aggregatePools';
import type { Group } from './groups';
import { eachGroup, groupsOf, hasFailed } from './groups';
import { Findings } from './hints';
import { outputOf } from './outputs';
import { forgetAggregations } from './savedAggregations';
import { readConnection, readOptions } from './settings';
import type { Wanted } from './wanted';
import { wantedPerItem } from './wanted';

interface Run {
	context: IExecuteFunctions;
	connection: Connection;
	findings: Findings;
}

/** One run of the node: input items ask for the solutions of operations or pools. */
export async function getSolutions(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const options = readOptions(context);
	const connection = await connect(context, await readConnection(context, options));
	const run = { context, connection, findings: new Findings() };
	const groups = groupsOf(context, wantedPerItem(context, options));
	const begun = await eachGroup(context, groups, async (wanted) => await begin(run, wanted));
	const outputs = await eachGroup(
		context,
		begun,
		async (one, items) => await solutionsOf(run, one, items),
	);
	if (!outputs.some(({ value }) => hasFailed(value))) forgetAggregations(context);
	run.findings.tell(context);
	const items = outputs.map((output) => itemsOf(context, output));
	return items.length === 1 ? items[0] : items.flat();
}

/** An operation that has solutions, or will have them. */
interface Begun {
	operationId: string;
	poolId: string;
	/** Names of the input fields to add to the solutions. */
	inputs: string[] | undefined;
	wanted: Wanted;
}

/** Makes sure that there is an operation; the waiting comes when all are started. */
async function begin({ context, connection }: Run, wanted: Wanted): Promise<Begun> {
	const { source, query } = wanted;
	const { send, queue } = connection;
	if ('operationId' in source) {
		const { operationId } = source;
		queue.assertFits(requestsFor(query), `reading the solutions of operation ${operationId}`);
		const operation = await operationWithSolutions(send, operationId);
		const poolId = textOf(operation.parameters?.pool_id);
		return { operationId, poolId, inputs: await inputsFor(send, wanted, poolId), wanted };
	}
	const { aggregation } = source;
	const { poolId } = aggregation;
	queue.assertFits(1 + requestsFor(query), `aggregating pool ${poolId}`);
	const inputs = await inputsFor(send, wanted, poolId);
	const operationId = await startAggregation(context, connection, aggregation);
	return { operationId, poolId, inputs, wanted };
}

async function inputsFor(
	send: Send,
	{ output: { inputFields } }: Wanted,
	poolId: string,
): Promise<string[] | undefined> {
	if (inputFields === undefined) return undefined;
	if (poolId !== '') return await inputFieldsOf(send, poolId, inputFields);
	throw refusal(
		'The operation does not name its pool, so the input values of its tasks cannot be added',
		'Remove the option Add Input Values, or aggregate the pool again with Aggregate Pool.',
	);
}

async function solutionsOf(
	{ context, connection, findings }: Run,
	{ operationId, poolId, inputs, wanted: { source, query, output } }: Begun,
	items: number[],
): Promise<INodeExecutionData[]> {
	const { send } = connection;
	if ('aggregation' in source) {
		const { aggregation, waitMs } = source;
		await waitForAggregation(context, connection, aggregation, operationId, waitMs);
	}
	const cut = () => findings.limitReached(query.limit);
	const pages = solutionPages(send, operationId, query, cut);
	const walk = inputs ? addInputs(send, pages, poolId, inputs, query, findings) : pages;
	return await outputOf(context, { walk, operationId, settings: output, inputs }, items);
}

function itemsOf(
	context: IExecuteFunctions,
	{ items, value }: Group<INodeExecutionData[]>,
): INodeExecutionData[] {
	return hasFailed(value) ? items.map((item) => failedItem(context, value, item)) : value;
}
