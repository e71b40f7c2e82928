import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { connect } from '../shared/n8n/transport/transport';
import { eachGroup, groupsOf, hasFailed, itemsOfGroups } from '../shared/n8n/outputs/groups';
import { Findings } from './hints';
import { outputOf } from './outputs';
import { withinQuota } from './quotaNeeds';
import { prepare } from './readings';
import { forgetAggregations } from './savedAggregations';
import { readConnection } from './settings';
import { wantedPerItem } from './wanted';

/** Runs the node once: returns the solutions of the operations or pools that input items name. */
export async function getSolutions(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const connection = await connect(context, await readConnection(context));
	const run = { context, connection, findings: new Findings() };
	const asked = await groupsOf(context, wantedPerItem(context), connection.signal);
	const groups = await withinQuota(run, asked);
	const prepared = await eachGroup(context, groups, async (wanted) => await prepare(run, wanted));
	const outputs = await eachGroup(
		context,
		prepared,
		async (read, items) => await outputOf(context, await read(), items),
	);
	if (!outputs.some(({ value }) => hasFailed(value))) forgetAggregations(context);
	run.findings.tell(context);
	return itemsOfGroups(context, outputs);
}
