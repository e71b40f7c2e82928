import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { chosenName, credentials } from '../shared/n8n/parameters/fields';
import { outputOfRun } from '../shared/n8n/outputs/outputs';
import { searchPools } from '../shared/n8n/panel/poolPickers';
import { properties } from './fields';
import { getSolutions } from './getSolutions';
import { searchSkills } from './skillPickers';
import { getInputFields, getOutputFields } from './fieldPickers';

export class TolokaGetAggregatedSolutions implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka Get Aggregated Solutions',
		name: 'tolokaGetAggregatedSolutions',
		icon: { light: 'file:aggregatedSolutions.svg', dark: 'file:aggregatedSolutions.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: `={{ $parameter["operation"] === "getMany" ? "get many: operation" : "aggregate: " + ${chosenName(['pool'], '"pool"')} }}`,
		description: 'Aggregate the answers of several people into one solution per task',
		builderHint: {
			searchHint:
				'Returns one answer per task of a pool, with its confidence. Turn on Add Input Values to get the answers beside the rows.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-toloka.tolokaWaitForOperation',
					relationHint: 'Waits until people are done before the answers are read',
				},
			],
		},
		defaults: { name: 'Toloka Get Aggregated Solutions' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties,
	};

	methods = {
		listSearch: { searchPools, searchSkills },
		loadOptions: { getInputFields, getOutputFields },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await outputOfRun(this, async () => await getSolutions(this));
	}
}
