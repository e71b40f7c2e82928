import type { INodeProperties } from 'n8n-workflow';
import { controlTaskFields, taskFields } from './inputFields';
import { options, suiteFields } from './optionFields';
import { poolField } from '../shared/n8n/parameters/fields';

const costHint = 'If the pool is open, people start working (and you start paying) right away.';

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
				action: 'Create task suites',
				description: 'Create task suites, or tasks in a pool with smart mixing',
			},
		],
		default: 'create',
	},
	{
		...poolField,
		description:
			'The pool to add the task suites to. Must be open or closed, not locked or archived.',
		hint: costHint,
		displayOptions: { show: { input: ['tasks'] } },
	},
	{
		...poolField,
		required: false,
		description: 'The pool for task suites that have no pool_id of their own',
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
				description: 'The node groups the tasks into task suites',
			},
			{
				name: 'Each Item Is a Task Suite',
				value: 'suites',
				description: 'The item contains the JSON of a whole task suite with its tasks',
			},
		],
		default: 'tasks',
		description: 'What each input item contains',
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
				description: 'A fixed number of performers completes each task suite',
			},
			{
				name: 'Infinite',
				value: 'infinite',
				description: 'Every performer gets the task suite, e.g. for training (infinite_overlap)',
			},
			{
				name: 'Pool Default',
				value: 'poolDefault',
				description: 'The default overlap of the pool (allow_defaults)',
			},
		],
		default: 'poolDefault',
		description:
			"How many performers complete each task suite. You pay each of them. Values in a task suite's JSON take precedence.",
	},
	{
		displayName: 'Number of Performers',
		name: 'overlap',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 30000 },
		default: 3,
		description: 'How many performers complete each task suite, from 1 to 30,000',
		hint: 'You pay each of them for each task suite',
		displayOptions: { show: { overlapMode: ['number'] } },
	},
	{
		displayName: 'Open Pool',
		name: 'openPool',
		type: 'boolean',
		default: false,
		description:
			'Whether to open a closed pool once everything is created (open_pool). Performers start working and are paid.',
	},
	{
		displayName:
			'The pool opens once all tasks are created. People start working and you start paying.',
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
				description: 'Skip invalid items and output the reason for each (skip_invalid_items)',
			},
			{
				name: 'Stop If Any Is Invalid',
				value: 'stop',
				description: 'Create nothing unless all items are valid',
			},
		],
		default: 'stop',
		description: "All items are validated against the project's fields before anything is sent",
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
					'Create within the request (max. 5,000 tasks each). If the connection breaks, it may be unclear what was created.',
			},
			{
				name: 'Return the Operation',
				value: 'operation',
				description:
					'Start creating and output the operation, for use with Toloka Wait for Operation',
			},
			{
				name: 'Wait and Return the Task Suites',
				value: 'wait',
				description: 'Wait until everything is created and output one item per task',
			},
		],
		default: 'wait',
		description: 'How to create the task suites, and what to output',
	},
	controlTaskFields,
	suiteFields,
	options,
];
