import type { INodeProperties } from 'n8n-workflow';
import { projectField } from '../../shared/n8n/parameters/fields';

const show = { resource: ['item'] };

export const STATUSES = [
	{ name: 'Archived', value: 'ARCHIVE' },
	{ name: 'Canceled', value: 'CANCELLED' },
	{ name: 'Completed', value: 'COMPLETED' },
	{ name: 'Error', value: 'ERROR' },
	{ name: 'New', value: 'NEW' },
	{ name: 'No Money', value: 'NO_MONEY' },
	{ name: 'Processing', value: 'PROCESSING' },
	{ name: 'Stopped', value: 'STOPPED' },
];

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
				action: 'Get item',
				description: 'Get an item of an app project, labeled or not',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many items',
				description: 'Get items of an app project, the newest first',
			},
		],
		default: 'get',
	},
];

const fields: INodeProperties[] = [
	{ ...projectField, description: 'App project that labels the items', displayOptions: { show } },
	{
		displayName: 'Item ID',
		name: 'itemId',
		type: 'string',
		default: '={{ $json.id }}',
		required: true,
		placeholder: 'e.g. QlvdZj5d53QHj5Nvx9Vd',
		description: 'ID of the item, from Toloka Push Items',
		displayOptions: { show: { ...show, operation: ['get'] } },
	},
];

const filters: INodeProperties[] = [
	{
		displayName: 'Filters',
		name: 'itemFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { ...show, operation: ['getMany'] } },
		options: [
			{
				displayName: 'Batch ID',
				name: 'batchId',
				type: 'string',
				default: '',
				placeholder: 'e.g. z1Qy7aryrj9har9yKdY0',
				description: 'Return only items of this batch',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: STATUSES,
				default: 'COMPLETED',
				description: 'Return only items with this status',
			},
		],
	},
];

export const itemFields = { operations, fields, filters };
