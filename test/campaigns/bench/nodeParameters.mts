import type { IDataObject } from 'n8n-workflow';
import type { Task } from './task.mts';

/** The node that performs a workload, the same in n8n-core and in n8n. */
export interface NodeCall {
	/** Node type without the package. */
	type: string;
	parameters: IDataObject;
}

/** In W4, for every contestant. */
export const TASKS_PER_SUITE = 10;

const byId = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });

/** Returns the node for a workload, with the default wherever a user could leave it. */
export function nodeFor({ workload, target }: Task): NodeCall {
	switch (workload) {
		case 'W1':
			return solutionsOf(target, {});
		case 'W2':
			return solutionsOf(target, { output: 'file' });
		case 'W9':
			return solutionsOf(target, { output: 'file', options: { addInputValues: true } });
		case 'W10':
			return answersOf(target);
		case 'W3':
		case 'W8':
			return { type: 'tolokaPushItems', parameters: { project: byId(target) } };
		case 'W4':
			return {
				type: 'tolokaCreateTaskSuites',
				parameters: {
					pool: byId(target),
					tasksPerSuite: TASKS_PER_SUITE,
					overlapMode: 'number',
					overlap: 1,
				},
			};
		case 'W5':
		case 'W11':
			return {
				type: 'tolokaPollFinishedItemsTrigger',
				parameters: { project: byId(target), startFrom: 'beginning' },
			};
		default:
			throw new RangeError(`No node does ${workload}`);
	}
}

function solutionsOf(operationId: string, rest: IDataObject): NodeCall {
	return {
		type: 'tolokaGetAggregatedSolutions',
		parameters: { operation: 'getMany', operationId, returnAll: true, ...rest },
	};
}

function answersOf(poolId: string): NodeCall {
	const read = { resource: 'assignment', operation: 'getMany', returnAll: true };
	return { type: 'toloka', parameters: { ...read, pool: byId(poolId), deliverAs: 'ndjson' } };
}

export function credentialsFor({ baseUrl, token }: Task): IDataObject {
	return { environment: 'custom', baseUrl, token, authorization: 'automatic' };
}
