import type { INodeProperties } from 'n8n-workflow';
import { timeoutOption } from '../shared/n8n/parameters/fields';
import {
	delimiterOption,
	fileNameOption,
	fileSizeOption,
	spreadsheetsOption,
} from '../shared/n8n/parameters/fileSettings';

function taskIdBound(which: string, name: string, than: string): INodeProperties {
	return {
		displayName: `Task ID: ${which}`,
		name,
		type: 'string',
		default: '',
		placeholder: 'e.g. 00022cfa46--637cf3fb6e13181a0164e7e6',
		description: `Return only solutions with a task ID ${than}`,
	};
}

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Add Input Values',
			name: 'addInputValues',
			type: 'boolean',
			default: true,
			description:
				'Whether to add the input values of each task, so that every answer comes with its row. Reads the tasks of the pool, which does not count against the request quota.',
		},
		{
			displayName: 'Deadline (Minutes)',
			name: 'deadlineMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 24 * 60 },
			default: 180,
			description:
				"How long to wait for the aggregation, which takes minutes to hours, before giving up. The aggregation continues on Toloka's side.",
			displayOptions: {
				show: { '/operation': ['aggregatePool'] },
				hide: { '/method': ['MAJORITY_VOTE'] },
			},
		},
		{ ...delimiterOption, displayOptions: { show: { '/output': ['file'], '/format': ['csv'] } } },
		{ ...fileNameOption, displayOptions: { show: { '/output': ['file'] } } },
		{ ...fileSizeOption, displayOptions: { show: { '/output': ['file'] } } },
		{
			displayName: 'Flatten Output Values',
			name: 'flatten',
			type: 'boolean',
			default: false,
			description:
				'Whether to put output values at the top level instead of under output_values. Conflicting names get the prefix output_. CSV is always flat.',
		},
		{
			...spreadsheetsOption,
			displayOptions: { show: { '/output': ['file'], '/format': ['csv', 'tolokaTsv'] } },
		},
		{
			displayName: 'Input Field Names or IDs',
			name: 'inputFields',
			type: 'multiOptions',
			default: [],
			typeOptions: {
				loadOptionsMethod: 'getInputFields',
				loadOptionsDependsOn: ['pool.value', 'operationId'],
			},
			description:
				'The input fields to add. If none is chosen, all. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Max Quota Wait (Minutes)',
			name: 'quotaWaitMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 60 },
			default: 5,
			description:
				'How long a request may wait for the quota. If the wait would be longer, the node fails and says when it will work again.',
		},
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100000 },
			default: 100000,
			description:
				'Solutions per request. Larger pages need fewer requests. If Toloka refuses the size, 300 is used.',
		},
		timeoutOption,
		taskIdBound('After', 'taskIdGt', 'greater than this (task_id_gt)'),
		taskIdBound('Before', 'taskIdLt', 'less than this (task_id_lt)'),
		taskIdBound('From', 'taskIdGte', 'greater than or equal to this (task_id_gte)'),
		taskIdBound('Up To', 'taskIdLte', 'less than or equal to this (task_id_lte)'),
	],
};
