import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Paired } from '../shared/n8n/outputs/groups';
import { eachGroup, groupsOf, itemsOfGroups, pairedWith } from '../shared/n8n/outputs/groups';
import type { Run, RunOperation } from './operation';

/**
 * Makes an operation that returns lists. Input items that request the same list get it once: after
 * a wait for people every row names the pool, and its answers would be output once per row.
 */
export function listing<Asked extends object>(
	read: (context: IExecuteFunctions, index: number) => Asked,
	list: (run: Run, asked: Asked, pairedItem: Paired) => Promise<INodeExecutionData[]>,
): RunOperation {
	return async (run) => {
		const { context, connection } = run;
		const groups = await groupsOf(context, (index) => read(context, index), connection.signal);
		const outputs = await eachGroup(
			context,
			groups,
			async (asked, items) => await list(run, asked, pairedWith(items)),
		);
		return itemsOfGroups(context, outputs);
	};
}
