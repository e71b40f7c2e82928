import type { INodeProperties } from 'n8n-workflow';
import { controlTaskFields, taskFields } from './inputFields';
import { options, suiteFields } from './optionFields';
import { poolField } from '../shared/n8n/fields';

const costHint = 'In an open pool the work begins at once, and so do its costs';

export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Create',
				value: 'create',
				action: 'Create task suites in a pool',
				description: 'Create one or many task suites',
			},
		],
		default: 'create',
	},
	{
		...poolField,
		description: 'The pool that takes the task suites; open and closed pools do',
		hint: costHint,
		displayOptions: { show: { input: ['tasks'] } },
	},
	{
		...poolField,
		required: false,
		description: 'The pool for task suites that name no pool_id themselves',
		hint: costHint,
		displayOptions: { show: { input: ['suites'] } },
	},
	{
		displayName: 'Input',
		name: 'input',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Each Item Is a Task',
				value: 'tasks',
				description: 'The node puts the tasks into task suites',
			},
			{
				name: 'Each Item Is a Task Suite',
				value: 'suites',
				description: 'The item holds the JSON of a whole task suite with its tasks',
			},
		],
		default: 'tasks',
		description: 'What each input item holds',
	},
	...taskFields,
	{
		displayName: 'Overlap',
		name: 'overlapMode',
		type: 'options',
		options: [
			{
				name: 'Fixed Number',
				value: 'number',
				description: 'So many performers do each task suite',
			},
			{
				name: 'Infinite',
				value: 'infinite',
				description: 'Every performer gets it, for example in training (infinite_overlap)',
			},
			{
				name: 'Pool Default',
				value: 'poolDefault',
				description: 'The default overlap of the pool (allow_defaults)',
			},
		],
		default: 'poolDefault',
		description:
			'How many performers do each task suite. Each of them is paid. What a task suite given as JSON says itself wins.',
	},
	{
		displayName: 'Number of Performers',
		name: 'overlap',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 30000 },
		default: 3,
		description: 'The overlap, from 1 to 30000',
		hint: 'Each of them is paid for each task suite',
		displayOptions: { show: { overlapMode: ['number'] } },
	},
	{
		displayName: 'Open Pool',
		name: 'openPool',
		type: 'boolean',
		default: false,
		description:
			'Whether to open a closed pool once everything is created (open_pool). Performers begin to work and are paid.',
	},
	{
		displayName: 'When everything is created the pool opens: the work begins, and so do its costs',
		name: 'openPoolNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { openPool: [true] } },
	},
	{
		displayName: 'Invalid Items',
		name: 'invalidItems',
		type: 'options',
		options: [
			{
				name: 'Create Valid Items Only',
				value: 'createValid',
				description: 'Leave invalid items out and say for each what is wrong (skip_invalid_items)',
			},
			{
				name: 'Stop',
				value: 'stop',
				description: 'Create nothing of a request unless all of it is valid',
			},
		],
		default: 'stop',
		description: 'All items are checked against the fields of the project before anything is sent',
	},
	{
		displayName: 'Delivery',
		name: 'delivery',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Create Synchronously',
				value: 'sync',
				description:
					'Create in the request itself, up to 5000 tasks each; a broken connection can leave open what was created',
			},
			{
				name: 'Return the Operation',
				value: 'operation',
				description: 'Start the creation and hand its operations to Toloka Wait for Operation',
			},
			{
				name: 'Wait and Return the Task Suites',
				value: 'wait',
				description: 'Start the creation, wait for it and answer each item',
			},
		],
		default: 'wait',
		description: 'How the task suites are created, and what comes out',
	},
	controlTaskFields,
	suiteFields,
	options,
];
