import type { INodeProperties } from 'n8n-workflow';
import { poolField } from '../../shared/n8n/parameters/fields';

const show = { resource: ['pool'] };

export const STATUSES = [
	{ name: 'Archived', value: 'ARCHIVED' },
	{ name: 'Closed', value: 'CLOSED' },
	{ name: 'Locked', value: 'LOCKED' },
	{ name: 'Open', value: 'OPEN' },
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
				name: 'Clone',
				value: 'clone',
				action: 'Clone pool',
				description: 'Create a closed, empty pool with the same settings',
			},
			{
				name: 'Close',
				value: 'close',
				action: 'Close pool',
				description: 'Stop giving out tasks; performers may finish what they have begun',
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get pool',
				description: 'Get a pool with its status and settings',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many pools',
				description: 'Get pools, the newest first',
			},
			{
				name: 'Open',
				value: 'open',
				action: 'Open pool',
				description: 'Start giving out tasks. People start working and you start paying.',
			},
		],
		default: 'get',
	},
];

const fields: INodeProperties[] = [
	{
		displayName: 'Once the pool is open, people start working and you start paying.',
		name: 'openNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...show, operation: ['open'] } },
	},
	{
		...poolField,
		description: 'Pool to work with',
		displayOptions: { show: { ...show, operation: ['clone', 'close', 'get', 'open'] } },
	},
	{
		displayName: 'Name',
		name: 'cloneName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Photos, January 31',
		description: 'Name of the new pool. If empty, the name of the cloned pool is kept.',
		displayOptions: { show: { ...show, operation: ['clone'] } },
	},
	{
		displayName: 'Expires',
		name: 'cloneExpires',
		type: 'dateTime',
		default: '',
		description:
			'When the new pool closes by itself. If empty, the time of the cloned pool is kept, which may have passed.',
		displayOptions: { show: { ...show, operation: ['clone'] } },
	},
];

const filters: INodeProperties[] = [
	{
		displayName: 'Filters',
		name: 'poolFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		displayOptions: { show: { ...show, operation: ['getMany'] } },
		options: [
			{
				displayName: 'Project ID',
				name: 'projectId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 911',
				description: 'Return only pools of this project',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: STATUSES,
				default: 'OPEN',
				description: 'Return only pools with this status',
			},
		],
	},
];

export const poolFields = { operations, fields, filters };
