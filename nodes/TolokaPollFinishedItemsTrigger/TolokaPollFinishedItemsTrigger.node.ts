import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentials, icon } from '../shared/n8n/fields';
import { searchAppProjects, searchBatches } from '../shared/n8n/pickers';
import { properties } from './fields';
import { pollItems } from './pollItems';

export class TolokaPollFinishedItemsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka Poll Finished Items Trigger',
		name: 'tolokaPollFinishedItemsTrigger',
		icon,
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["statuses"].join(", ").toLowerCase() }}',
		description: 'Starts the workflow with the items that people have finished labelling',
		defaults: { name: 'Toloka Poll Finished Items Trigger' },
		polling: true,
		eventTriggerDescription: 'Finished items are fetched at the times you choose',
		activationMessage: 'From now on finished items start this workflow, each of them once.',
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
