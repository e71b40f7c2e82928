import type { INodeProperties } from 'n8n-workflow';
import { batchField, projectField } from '../../shared/n8n/parameters/fields';

const show = { resource: ['batch'] };

const operations: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show },
		options: [
			{
				name: 'Get',
				value: 'get',
				action: 'Get batch',
				description: 'Get a batch with its status and the number of items in each status',
			},
			{
				name: 'Resume',
				value: 'resume',
				action: 'Resume batch',
				description: 'Continue labeling a stopped batch. You are charged for it.',
			},
			{
				name: 'Start',
				value: 'start',
				action: 'Start batch',
				description: 'Start labeling the items of a new batch. You are charged for it.',
			},
			{
				name: 'Stop',
				value: 'stop',
				action: 'Stop batch',
				description:
					'Stop a batch. Items that people are working on are still labeled and charged.',
			},
		],
		default: 'get',
	},
];

const fields: INodeProperties[] = [
	{
		displayName: 'Labeling starts right away, and you are charged for it.',
		name: 'startNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...show, operation: ['resume', 'start'] } },
	},
	{ ...projectField, description: 'App project of the batch', displayOptions: { show } },
	{
		...batchField,
		required: true,
		description: 'Batch to work with',
		displayOptions: { show },
	},
];

export const batchFields = { operations, fields };
