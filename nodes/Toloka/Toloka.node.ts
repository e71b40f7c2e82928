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
import { searchAppProjects, searchBatches } from '../shared/n8n/panel/pickers';
import { searchPools } from '../shared/n8n/panel/poolPickers';
import { properties } from './fields';
import { runOperation } from './runOperation';

export class Toloka implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka',
		name: 'toloka',
		icon: { light: 'file:../shared/toloka.svg', dark: 'file:../shared/toloka.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ $parameter["operation"].replace(/([A-Z])/g, " $1").toLowerCase() + ": " + ${chosenName(['pool', 'batch'], '$parameter["resource"]')} }}`,
		description: 'Open and close pools, read and review answers, read items, control batches',
		builderHint: {
			searchHint:
				'Opens, closes and clones pools, accepts and rejects answers, reads items and batches.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-toloka.tolokaPoolTrigger',
					relationHint: 'Starts a workflow with the answers to review',
				},
			],
		},
		defaults: { name: 'Toloka' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		properties,
	};

	methods = { listSearch: { searchAppProjects, searchBatches, searchPools } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const run = async () => await oneAtATime(this, async () => await runOperation(this));
		return await outputOfRun(this, run);
	}
}
