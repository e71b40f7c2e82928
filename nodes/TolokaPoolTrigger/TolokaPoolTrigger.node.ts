import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentials } from '../shared/n8n/parameters/fields';
import { severalItemsHint, triggerPanel } from '../shared/n8n/polling/fields';
import { searchPools } from '../shared/n8n/panel/poolPickers';
import { properties } from './fields';
import { pollPools } from './pollPools';

export class TolokaPoolTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka Pool Trigger',
		name: 'tolokaPoolTrigger',
		icon: { light: 'file:poolTrigger.svg', dark: 'file:poolTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["event"].replace(/([A-Z])/g, " $1").toLowerCase() + ($parameter["pools"]?.values?.[0]?.pool?.cachedResultName ? ": " + $parameter["pools"].values[0].pool.cachedResultName : "") }}',
		description:
			'Starts the workflow when assignments are submitted, accepted or rejected, or when pools close',
		builderHint: {
			searchHint:
				'Starts a workflow when people submit answers in a pool, to review them one by one, or when a pool closes.',
			relatedNodes: [
				{ nodeType: 'n8n-nodes-toloka.toloka', relationHint: 'Accepts or rejects the answers' },
			],
		},
		defaults: { name: 'Toloka Pool Trigger' },
		polling: true,
		eventTriggerDescription: 'Waiting for events in the Toloka pools',
		activationMessage:
			'New events in the pools now start this workflow, each exactly once. Events are fetched at the poll times you chose.',
		triggerPanel: triggerPanel({
			header: 'Fetch pool events',
			shown: 'events',
			fresh: 'new events',
			awaited: 'new events',
		}),
		hints: [severalItemsHint('events happen')],
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties,
	};

	methods = { listSearch: { searchPools } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollPools(this);
	}
}
