import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { toNodeError } from '../shared/n8n/errors';
import { chosenName, credentials } from '../shared/n8n/parameters/fields';
import { searchAppProjects, searchBatches } from '../shared/n8n/panel/pickers';
import { searchPools } from '../shared/n8n/panel/poolPickers';
import { answerCaller } from '../shared/n8n/outputs/toolCalls';
import { properties } from './fields';
import { waitForOperations } from './waitForOperations';

/** Pending comes first: n8n continues a resumed execution through output 0 (n8n §2). */
const OUTPUTS = `={{
	$parameter["operation"] === "wait" && $parameter["mode"] === "suspend"
		? [{ type: "main", displayName: "Pending" }, { type: "main", displayName: "Done" }]
		: [{ type: "main" }]
}}`;

export class TolokaWaitForOperation implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Toloka Wait for Operation',
		name: 'tolokaWaitForOperation',
		icon: { light: 'file:waitForOperation.svg', dark: 'file:waitForOperation.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: `={{ ($parameter["operation"] === "check" ? "check once: " : $parameter["mode"] === "suspend" ? "wait, suspended: " : "wait: ") + ${chosenName(['pool', 'batch'], '$parameter["waitFor"]')} }}`,
		description:
			'Wait until people are done with a pool or batch, or until a Toloka operation has finished',
		builderHint: {
			searchHint:
				'Waits until people are done with a pool (Wait For: Pool). Use it instead of a Wait node, because nobody knows how long people take.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-toloka.tolokaCreateTaskSuites',
					relationHint: 'Creates the tasks to wait for',
				},
				{
					nodeType: 'n8n-nodes-toloka.tolokaGetAggregatedSolutions',
					relationHint: 'Reads the answers afterwards',
				},
			],
		},
		defaults: { name: 'Toloka Wait for Operation' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: OUTPUTS as INodeTypeDescription['outputs'],
		credentials,
		waitingNodeTooltip: 'The execution continues by itself when the wait is over',
		properties,
	};

	methods = { listSearch: { searchAppProjects, searchBatches, searchPools } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await answerCaller(this, async () => {
			try {
				return this.getInputData().length === 0 ? [[]] : await waitForOperations(this);
			} catch (error) {
				throw toNodeError(this.getNode(), error);
			}
		});
	}
}
