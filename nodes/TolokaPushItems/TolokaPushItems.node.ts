import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { oneAtATime } from '../shared/n8n/execution/execution';
import { chosenFields } from '../shared/n8n/panel/mapper';
import { appProjectFields, searchAppProjects, searchBatches } from '../shared/n8n/panel/pickers';
import { chosenName, credentials } from '../shared/n8n/parameters/fields';
import { outputOfRun } from '../shared/n8n/outputs/outputs';
import { afterLoop } from './advice';
import { properties } from './fields';
import { pushItems } from './pushItems';

export class TolokaPushItems implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka Push Items',
		name: 'tolokaPushItems',
		icon: { light: 'file:pushItems.svg', dark: 'file:pushItems.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: `={{ "push: " + ${chosenName(['project'], '{ stream: "stream", existingBatch: "batch", newBatch: "new batch" }[$parameter["destination"]]')} }}`,
		description: 'Send items to a Toloka app project to be labeled by people',
		builderHint: {
			searchHint:
				'Sends rows to an app project to be labeled by people. The answers arrive later, in a second workflow that starts with Toloka Poll Finished Items Trigger.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-toloka.tolokaPollFinishedItemsTrigger',
					relationHint: 'Starts a second workflow with the answers',
				},
			],
		},
		defaults: { name: 'Toloka Push Items' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties,
	};

	methods = {
		listSearch: { searchAppProjects, searchBatches },
		resourceMapping: { getItemFields: chosenFields('project', appProjectFields) },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const run = async () => await oneAtATime(this, async () => await pushItems(this));
		return await outputOfRun(this, run, (error) => afterLoop(this, error));
	}
}
