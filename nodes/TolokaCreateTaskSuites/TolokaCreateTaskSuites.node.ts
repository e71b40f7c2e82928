import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { oneAtATime } from '../shared/n8n/execution/execution';
import { chosenName, credentials } from '../shared/n8n/parameters/fields';
import { outputOfRun } from '../shared/n8n/outputs/outputs';
import { chosenFields } from '../shared/n8n/panel/mapper';
import { poolProjectFields, searchPools } from '../shared/n8n/panel/poolPickers';
import { createTaskSuites } from './createTaskSuites';
import { afterLoop } from './failureOfRun';
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
				'Puts rows as tasks into a pool, where people are paid to complete them. Connect Toloka Wait for Operation after it.',
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
		resourceMapping: { getTaskFields: chosenFields('pool', poolProjectFields) },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const run = async () => await oneAtATime(this, async () => await createTaskSuites(this));
		return await outputOfRun(this, run, (error) => afterLoop(this, error));
	}
}
