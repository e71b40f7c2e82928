import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem } from '../shared/n8n/outputs';
import type { Connection } from '../shared/n8n/transport';
import { connect } from '../shared/n8n/transport';
import { requestsFor, solutionPages } from '../shared/toloka/solutions/pages';
import { operationWithSolutions } from '../shared/toloka/solutions/readiness';
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
	wanted: Wanted;
}

/** Makes sure that there is an operation; the waiting comes when all are started. */
async function begin({ context, connection }: Run, wanted: Wanted): Promise<Begun> {
	const { source, query } = wanted;
	if ('operationId' in source) {
		const { operationId } = source;
		const doing = `reading the solutions of operation ${operationId}`;
		connection.queue.assertFits(requestsFor(query), doing);
		await operationWithSolutions(connection.send, operationId);
		return { operationId, wanted };
	}
	const { aggregation } = source;
	connection.queue.assertFits(1 + requestsFor(query), `aggregating pool ${aggregation.poolId}`);
	return { operationId: await startAggregation(context, connection, aggregation), wanted };
}

async function solutionsOf(
	{ context, connection, findings }: Run,
	{ operationId, wanted: { source, query, output } }: Begun,
	items: number[],
): Promise<INodeExecutionData[]> {
	if ('aggregation' in source) {
		const { aggregation, waitMs } = source;
		await waitForAggregation(context, connection, aggregation, operationId, waitMs);
	}
	const cut = () => findings.limitReached(query.limit);
	const walk = solutionPages(connection.send, operationId, query, cut);
	return await outputOf(context, walk, operationId, output, items);
}

function itemsOf(
	context: IExecuteFunctions,
	{ items, value }: Group<INodeExecutionData[]>,
): INodeExecutionData[] {
	return hasFailed(value) ? items.map((item) => failedItem(context, value, item)) : value;
}
