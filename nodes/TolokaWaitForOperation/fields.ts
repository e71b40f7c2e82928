import type { INodeProperties } from 'n8n-workflow';
import {
	batchField,
	operationIdField,
	poolField,
	projectField,
	timeoutOption,
} from '../shared/n8n/parameters/fields';

/** Responses about operations are small; a poll that takes longer than this is repeated. */
export const TIMEOUT_S = 30;

const wait = { operation: ['wait'] };
const forOperation = { waitFor: ['operation'] };
const forPeople = { waitFor: ['batch', 'pool'] };

const what: INodeProperties[] = [
	{
		displayName: 'Wait For',
		name: 'waitFor',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Batch',
				value: 'batch',
				description: 'Until people have labeled all items of a batch',
			},
			{
				name: 'Operation',
				value: 'operation',
				description: 'Until Toloka has finished a job of its own, such as creating task suites',
			},
			{
				name: 'Pool',
				value: 'pool',
				description: 'Until people are done: the pool is closed and nobody is working in it',
			},
		],
		default: 'operation',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Check Once',
				value: 'check',
				action: 'Check status once',
				description: 'Get the status now, finished or not',
			},
			{
				name: 'Wait',
				value: 'wait',
				action: 'Wait until finished',
				description: 'Wait until the operation has finished, or people are done',
			},
		],
		default: 'wait',
	},
	{ ...operationIdField, displayOptions: { show: forOperation } },
	{
		...poolField,
		description: 'Pool to wait for. It must be open, or have been open.',
		displayOptions: { show: { waitFor: ['pool'] } },
	},
	{
		...projectField,
		description: 'App project of the batch',
		displayOptions: { show: { waitFor: ['batch'] } },
	},
	{
		...batchField,
		required: true,
		description: 'Batch to wait for. It must have been started.',
		displayOptions: { show: { waitFor: ['batch'] } },
	},
];

const how: INodeProperties[] = [
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'In the Node',
				value: 'inNode',
				description: 'The execution keeps running. For waits of minutes.',
			},
			{
				name: 'Suspend the Execution',
				value: 'suspend',
				description:
					'The execution is paused and resumed later. Uses no worker and survives restarts. For waits of hours.',
			},
		],
		default: 'inNode',
		displayOptions: { show: wait },
	},
	{
		displayName:
			"An existing connection now leaves from <b>Pending</b>: move it to <b>Done</b>, then connect <b>Pending</b> back to this node's input. Do not deactivate the node, or keep data pinned to it, while that loop is there: n8n would hang.",
		name: 'suspendNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...wait, mode: ['suspend'] } },
	},
	{
		displayName: 'Deadline (Minutes)',
		name: 'deadlineMinutes',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 * 24 * 60 },
		default: 10,
		description: "How long to wait before giving up. The operation continues on Toloka's side.",
		displayOptions: { show: { ...wait, ...forOperation, mode: ['inNode'] } },
	},
	{
		displayName: 'Deadline (Hours)',
		name: 'deadlineHours',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 * 24 },
		default: 24,
		description: "How long to wait before giving up. The operation continues on Toloka's side.",
		displayOptions: { show: { ...wait, ...forOperation, mode: ['suspend'] } },
	},
	{
		displayName: 'Deadline (Days)',
		name: 'deadlineDays',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 365 },
		default: 7,
		description: 'How long to wait for people before giving up. Their work continues.',
		displayOptions: { show: { ...wait, ...forPeople } },
	},
];

const ends: INodeProperties[] = [
	{
		displayName: 'If an Operation Ends With FAIL',
		name: 'ifFailed',
		type: 'options',
		options: [
			{
				name: 'Output the Operation',
				value: 'output',
				description: 'Output the operation with status FAIL and the reasons',
			},
			{
				name: 'Stop the Workflow',
				value: 'error',
				description: 'Stop with the reasons from the log of the operation',
			},
		],
		default: 'error',
		description: 'What to do when an operation ends with status FAIL',
		displayOptions: { show: { ...wait, ...forOperation } },
	},
	{
		displayName: 'If It Closes Early',
		name: 'ifClosedEarly',
		type: 'options',
		options: [
			{
				name: 'Output What Is Done',
				value: 'output',
				description: 'Output the pool or batch with the reason why people were not done',
			},
			{
				name: 'Stop the Workflow',
				value: 'error',
				description: 'Stop with the reason: no money, expired, closed by hand, blocked',
			},
		],
		default: 'error',
		description: 'What to do when the pool or batch ends before people are done',
		displayOptions: { show: { ...wait, ...forPeople } },
	},
];

export const properties: INodeProperties[] = [
	...what,
	...how,
	...ends,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Add IDs of Task Suites',
				name: 'addTaskSuiteIds',
				type: 'boolean',
				default: false,
				description:
					"Whether to add the IDs of the created task suites (read from the operation's log)",
				displayOptions: { show: { '/waitFor': ['operation'] } },
			},
			{ ...timeoutOption, default: TIMEOUT_S },
		],
	},
];
