import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { chosenName, credentials } from '../shared/n8n/parameters/fields';
import { searchAppProjects, searchBatches } from '../shared/n8n/panel/pickers';
import { properties } from './fields';
import { severalItemsHint, triggerPanel } from '../shared/n8n/polling/fields';
import { pollItems } from './pollItems';

export class TolokaPollFinishedItemsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka Poll Finished Items Trigger',
		name: 'tolokaPollFinishedItemsTrigger',
		icon: { light: 'file:finishedItems.svg', dark: 'file:finishedItems.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: `={{ "finished: " + ${chosenName(['project'], '"items"')} }}`,
		description: 'Starts the workflow with newly finished items, each exactly once',
		builderHint: {
			searchHint:
				'Starts a workflow with what people have labeled in an app project. For pools use Toloka Pool Trigger.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-toloka.tolokaPushItems',
					relationHint: 'Sends the items to be labeled',
				},
			],
		},
		defaults: { name: 'Toloka Poll Finished Items Trigger' },
		polling: true,
		eventTriggerDescription: 'Waiting for people to finish items in the Toloka project',
		activationMessage:
			'Newly finished items now start this workflow, each exactly once. Items are fetched at the poll times you chose.',
		triggerPanel: triggerPanel({
			header: 'Fetch finished items',
			shown: 'finished items',
			fresh: 'newly finished items',
			awaited: 'finished items',
		}),
		hints: [severalItemsHint('items are finished')],
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties,
	};

	methods = { listSearch: { searchAppProjects, searchBatches } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollItems(this);
	}
}
