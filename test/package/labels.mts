import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { TolokaApi } from '../../credentials/TolokaApi.credentials.ts';
import { Toloka } from '../../nodes/Toloka/Toloka.node.ts';
import { TolokaCreateTaskSuites } from '../../nodes/TolokaCreateTaskSuites/TolokaCreateTaskSuites.node.ts';
import { TolokaGetAggregatedSolutions } from '../../nodes/TolokaGetAggregatedSolutions/TolokaGetAggregatedSolutions.node.ts';
import { TolokaPollFinishedItemsTrigger } from '../../nodes/TolokaPollFinishedItemsTrigger/TolokaPollFinishedItemsTrigger.node.ts';
import { TolokaPoolTrigger } from '../../nodes/TolokaPoolTrigger/TolokaPoolTrigger.node.ts';
import { TolokaPushItems } from '../../nodes/TolokaPushItems/TolokaPushItems.node.ts';
import { TolokaWaitForOperation } from '../../nodes/TolokaWaitForOperation/TolokaWaitForOperation.node.ts';

const NODES: Array<[string, INodeType]> = [
	['push-items', new TolokaPushItems()],
	['poll-finished-items-trigger', new TolokaPollFinishedItemsTrigger()],
	['pool-trigger', new TolokaPoolTrigger()],
	['create-task-suites', new TolokaCreateTaskSuites()],
	['wait-for-operation', new TolokaWaitForOperation()],
	['toloka', new Toloka()],
	['get-aggregated-solutions', new TolokaGetAggregatedSolutions()],
];

export const NODE_NAMES = NODES.map(([, { description }]) => description.displayName);

/** The fields of each panel, by the name of its page in docs. */
export const PAGES: Array<[string, INodeProperties[]]> = [
	['credential', new TolokaApi().properties],
	...NODES.map(([page, { description }]): [string, INodeProperties[]] => [
		page,
		description.properties,
	]),
];

export type Entry = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Lists the names that the panel shows: of fields and of their options. */
export function namesIn(entries: readonly Entry[]): string[] {
	return entries.flatMap((entry) => {
		if (!('displayName' in entry)) return [entry.name];
		if (!('type' in entry)) return [entry.displayName, ...namesIn(entry.values)];
		return entry.type === 'notice' ? [] : [entry.displayName, ...namesIn(entry.options ?? [])];
	});
}
