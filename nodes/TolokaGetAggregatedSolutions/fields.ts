import type { INodeProperties } from 'n8n-workflow';
import { timeoutOption, poolField, operationIdField } from '../shared/n8n/fields';

const forGetMany = { operation: ['getMany'] };
const forAggregatePool = { operation: ['aggregatePool'] };
const byTaskId = 'A task ID, for example 00022cfa46--637cf3fb6e13181a0164e7e6';

const aggregation: INodeProperties[] = [
	{
		...poolField,
		description:
			'The pool whose accepted answers are aggregated; its tasks need an overlap of 2 or more',
		displayOptions: { show: forAggregatePool },
	},
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: [
			{
				name: 'By Skill',
				value: 'WEIGHTED_DYNAMIC_OVERLAP',
				description: 'Weigh each answer by a skill of the person who gave it',
			},
			{
				name: 'Dawid-Skene',
				value: 'DAWID_SKENE',
				description: 'Estimate how reliable each person is from the answers themselves',
			},
		],
		default: 'DAWID_SKENE',
		description: 'How the answers of several people become one',
		displayOptions: { show: forAggregatePool },
	},
	{
		displayName: 'Skill',
		name: 'skill',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The skill that weighs the answers',
		displayOptions: { show: { ...forAggregatePool, method: ['WEIGHTED_DYNAMIC_OVERLAP'] } },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Choose a skill…',
				typeOptions: { searchListMethod: 'searchSkills', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: '4501' },
		],
	},
	{
		displayName: 'Output Field Name or ID',
		name: 'outputField',
		type: 'options',
		default: '',
		required: true,
		typeOptions: { loadOptionsMethod: 'getOutputFields', loadOptionsDependsOn: ['pool.value'] },
		description:
			'The field to aggregate; one with few possible values. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { ...forAggregatePool, method: ['DAWID_SKENE'] } },
	},
	{
		displayName: 'Output Field Names or IDs',
		name: 'outputFields',
		type: 'multiOptions',
		default: [],
		required: true,
		typeOptions: { loadOptionsMethod: 'getOutputFields', loadOptionsDependsOn: ['pool.value'] },
		description:
			'The fields to aggregate; ones with few possible values. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { ...forAggregatePool, method: ['WEIGHTED_DYNAMIC_OVERLAP'] } },
	},
];

const amount: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
	{
		displayName: 'Sort',
		name: 'sort',
		type: 'options',
		options: [
			{ name: 'Task ID, Ascending', value: 'ascending' },
			{ name: 'Task ID, Descending', value: 'descending' },
		],
		default: 'ascending',
		description: 'The order of the solutions',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'File',
				value: 'file',
				description: 'Files with the solutions, one item each; for any number of solutions',
			},
			{
				name: 'One Item per Page',
				value: 'pages',
				description: 'Each item holds the list of solutions of one request',
			},
			{
				name: 'One Item per Solution',
				value: 'items',
				description: 'For up to some hundred thousand solutions',
			},
		],
		default: 'items',
		description: 'What the solutions come out as',
	},
	{
		displayName: 'Format',
		name: 'format',
		type: 'options',
		options: [
			{ name: 'CSV', value: 'csv', description: 'A table with one column per output field' },
			{ name: 'NDJSON', value: 'ndjson', description: 'One JSON object per line' },
		],
		default: 'ndjson',
		description: 'What is written into the files',
		displayOptions: { show: { output: ['file'] } },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryField',
		type: 'string',
		default: 'data',
		required: true,
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { output: ['file'] } },
	},
];

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Deadline (Minutes)',
			name: 'deadlineMinutes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 10,
			description:
				'How long to wait for the aggregation before the node gives up. The aggregation itself goes on.',
			displayOptions: { show: { '/operation': ['aggregatePool'] } },
		},
		{
			displayName: 'File Size (MB)',
			name: 'fileSizeMb',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 64 },
			default: 16,
			description:
				'Size up to which solutions go into one file; more of them make further files. One that is half full ends with its page.',
			displayOptions: { show: { '/output': ['file'] } },
		},
		{
			displayName: 'Flatten Output Values',
			name: 'flatten',
			type: 'boolean',
			default: false,
			description:
				'Whether to put each output value beside task_id instead of into output_values. A name that is taken gets the prefix output_. CSV is always flat.',
		},
		{
			displayName: 'Longest Wait for the Quota (Minutes)',
			name: 'quotaWaitMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 60 },
			default: 5,
			description:
				'How long to wait for the quota before a request. Longer waits end in an error with the time at which it works again.',
		},
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100000 },
			default: 100000,
			description:
				'Solutions per request. Larger pages need fewer requests; if the service refuses the size, 300 is used.',
		},
		timeoutOption,
		{
			displayName: 'Task ID: After',
			name: 'taskIdGt',
			type: 'string',
			default: '',
			placeholder: 'e.g. 00022cfa46--637cf3fb6e13181a0164e7e6',
			description: `${byTaskId}; only solutions with a greater one are returned (task_id_gt)`,
		},
		{
			displayName: 'Task ID: Before',
			name: 'taskIdLt',
			type: 'string',
			default: '',
			placeholder: 'e.g. 00022cfa46--637cf3fb6e13181a0164e7e6',
			description: `${byTaskId}; only solutions with a smaller one are returned (task_id_lt)`,
		},
		{
			displayName: 'Task ID: From',
			name: 'taskIdGte',
			type: 'string',
			default: '',
			placeholder: 'e.g. 00022cfa46--637cf3fb6e13181a0164e7e6',
			description: `${byTaskId}; only solutions with this or a greater one are returned (task_id_gte)`,
		},
		{
			displayName: 'Task ID: Up To',
			name: 'taskIdLte',
			type: 'string',
			default: '',
			placeholder: 'e.g. 00022cfa46--637cf3fb6e13181a0164e7e6',
			description: `${byTaskId}; only solutions with this or a smaller one are returned (task_id_lte)`,
		},
	],
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Aggregate Pool',
				value: 'aggregatePool',
				action: 'Aggregate the answers of a pool',
				description: 'Aggregate the answers of a pool, wait for it, and return the solutions',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many aggregated solutions',
				description: 'Return the solutions of an aggregation that is finished',
			},
		],
		default: 'getMany',
	},
	{ ...operationIdField, displayOptions: { show: forGetMany } },
	...aggregation,
	{
		displayName:
			'The service allows 5 requests a minute, 30 an hour and 200 a day. Starting an aggregation is one request, and so is each page of up to 100,000 solutions. Every input item has requests of its own, unless Execute Once is on in the settings.',
		name: 'quotaNotice',
		type: 'notice',
		default: '',
	},
	...amount,
	options,
];
