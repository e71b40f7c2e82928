import type { INodeProperties } from 'n8n-workflow';
import { batchField, projectField } from '../shared/n8n/parameters/fields';
import { pollOptionFields, startFields } from '../shared/n8n/polling/fields';

const nouns = {
	many: 'items',
	happened: 'finished',
	one: 'finished item',
	title: 'Finished',
	all: 'All Existing Items',
};

/** Statuses of finished app items (toloka-api §5.6). */
export const STATUSES = [
	{ name: 'Archived', value: 'ARCHIVE' },
	{ name: 'Canceled', value: 'CANCELLED' },
	{ name: 'Completed', value: 'COMPLETED', description: 'Labeled, with its answer' },
	{ name: 'Error', value: 'ERROR', description: 'Could not be labeled' },
];

export const properties: INodeProperties[] = [
	projectField,
	...startFields(nouns),
	{
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		options: STATUSES,
		default: ['COMPLETED', 'ERROR', 'CANCELLED'],
		description: 'Which statuses to deliver',
		hint: 'Only completed items have an answer',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: false,
		description:
			'Whether to put the output fields at the top level instead of under output_data. Conflicting names get the prefix output_.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{ ...batchField, description: 'Deliver only the items of this batch' },
			...pollOptionFields(nouns),
		],
	},
];
