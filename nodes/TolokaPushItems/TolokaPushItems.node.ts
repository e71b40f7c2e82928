import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	ResourceMapperFields,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { logCanceled, toNodeError } from '../shared/n8n/errors';
import { oneCallAtATime } from '../shared/n8n/execution';
import { chosenFields } from '../shared/n8n/mapper';
import { appProjectFields, searchAppProjects, searchBatches } from '../shared/n8n/pickers';
import { credentials } from '../shared/n8n/fields';
import { failedItem } from '../shared/n8n/outputs';
import { chosenName } from '../shared/n8n/subtitle';
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
		resourceMapping: {
			async getItemFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
				return await chosenFields(this, 'project', appProjectFields);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [await oneCallAtATime(this, async () => await pushItems(this))];
		} catch (error) {
			const told = afterLoop(this, error);
			logCanceled(this, told);
			// n8n would hand the input on as if it had been pushed (n8n §4).
			if (!this.continueOnFail()) throw toNodeError(this.getNode(), told);
			return [this.getInputData().map((_item, index) => failedItem(this, error, index))];
		}
	}
}
