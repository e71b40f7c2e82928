import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentials } from '../shared/n8n/fields';
import { searchAppProjects, searchBatches } from '../shared/n8n/pickers';
import { chosenName } from '../shared/n8n/subtitle';
import { properties } from './fields';
import { severalItemsHint } from '../shared/n8n/pollFields';
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
		triggerPanel: {
			header: 'Fetch finished items',
			executionsHelp: {
				inactive:
					'<b>While building your workflow</b>, click “Fetch Test Event” to show up to five of the newest finished items. Nothing changes on Toloka.<br /><br /><b>Once you are happy with your workflow</b>, publish it. Newly finished items then start it at the poll times, and the executions show up in the executions list.',
				active:
					'<b>While building your workflow</b>, click “Fetch Test Event” to show up to five of the newest finished items. Nothing changes on Toloka.<br /><br /><b>Your workflow is published</b>: newly finished items start it at the poll times, and the executions show up in the executions list.',
			},
			activationHint:
				'Once you have finished building your workflow, publish it to have finished items start it.',
		},
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
