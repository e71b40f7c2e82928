import type { IDataObject } from 'n8n-workflow';
import type { Task } from './task.mts';

/** The node that does a workload, the same in n8n-core and in n8n. */
export interface NodeCall {
	/** Without the package. */
	type: string;
	parameters: IDataObject;
}

const byId = (value: string): IDataObject => ({ __rl: true, mode: 'id', value });

/** Defaults wherever a user could leave them. */
export function nodeFor({ workload, target }: Task): NodeCall {
	switch (workload) {
		case 'W3':
			return { type: 'tolokaPushItems', parameters: { project: byId(target) } };
		case 'W5':
			return {
				type: 'tolokaPollFinishedItemsTrigger',
				parameters: { project: byId(target), startFrom: 'beginning' },
			};
		default:
			throw new RangeError(`No node does ${workload}`);
	}
}

export function credentialsFor({ baseUrl, token }: Task): IDataObject {
	return { environment: 'custom', baseUrl, token, authorization: 'automatic' };
}
