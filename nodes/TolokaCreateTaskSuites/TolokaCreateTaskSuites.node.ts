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
import { credentials } from '../shared/n8n/fields';
import { failedItem } from '../shared/n8n/outputs';
import { chosenFields } from '../shared/n8n/mapper';
import { poolProjectFields, searchPools } from '../shared/n8n/poolPickers';
import { createTaskSuites } from './createTaskSuites';
import { afterLoop } from './failureOfRun';
import { chosenName } from '../shared/n8n/subtitle';
import { properties } from './fields';

export class TolokaCreateTaskSuites implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka Create Task Suites',
		name: 'tolokaCreateTaskSuites',
		icon: { light: 'file:createTaskSuites.svg', dark: 'file:createTaskSuites.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: `={{ "create: " + ${chosenName(['pool'], '{ tasks: "each item is a task", suites: "each item is a task suite" }[$parameter["input"]]')} }}`,
		description: 'Create task suites in a Toloka or Yandex Tasks pool',
		builderHint: {
			searchHint:
				'Puts rows as tasks into a pool, where people are paid to complete them. Connect Toloka Wait for Operation behind it.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-toloka.tolokaWaitForOperation',
					relationHint: 'Waits until people are done with the pool',
				},
				{
					nodeType: 'n8n-nodes-toloka.tolokaGetAggregatedSolutions',
					relationHint: 'Returns one answer per task',
				},
			],
		},
		defaults: { name: 'Toloka Create Task Suites' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties,
	};

	methods = {
		listSearch: { searchPools },
		resourceMapping: {
			async getTaskFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
				return await chosenFields(this, 'pool', poolProjectFields);
			},
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			return [await oneCallAtATime(this, async () => await createTaskSuites(this))];
		} catch (error) {
			const told = afterLoop(this, error);
			logCanceled(this, told);
			if (!this.continueOnFail()) throw toNodeError(this.getNode(), told);
			return [this.getInputData().map((_item, index) => failedItem(this, error, index))];
		}
	}
}
