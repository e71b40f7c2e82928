import type { INodeProperties } from 'n8n-workflow';
import { timeoutOption, operationIdField } from '../shared/n8n/fields';

/** An operation is a small answer; a look that hangs longer is made again. */
export const TIMEOUT_S = 30;

const showForWait = { operation: ['wait'] };

export const properties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Check Once',
				value: 'check',
				action: 'Get an operation as it is now',
				description: 'Get the operation as it is now, finished or not',
			},
			{
				name: 'Wait',
				value: 'wait',
				action: 'Get an operation when it is finished',
				description: 'Get the operation when it is finished',
			},
		],
		default: 'wait',
	},
	operationIdField,
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'In the Node',
				value: 'inNode',
				description: 'The execution keeps running meanwhile; for operations of minutes',
			},
			{
				name: 'Suspend the Execution',
				value: 'suspend',
				description:
					'The execution is saved and resumed: it takes no worker and survives restarts; for operations of hours',
			},
		],
		default: 'inNode',
		displayOptions: { show: showForWait },
	},
	{
		displayName:
			'Connect the output Pending to the input of this same node, and the next node to the output Done',
		name: 'suspendNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...showForWait, mode: ['suspend'] } },
	},
	{
		displayName: 'Deadline (Minutes)',
		name: 'deadlineMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 10,
		description: 'How long to wait before the node gives up. The operation itself goes on.',
		displayOptions: { show: { ...showForWait, mode: ['inNode'] } },
	},
	{
		displayName: 'Deadline (Hours)',
		name: 'deadlineHours',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 24,
		description: 'How long to wait before the node gives up. The operation itself goes on.',
		displayOptions: { show: { ...showForWait, mode: ['suspend'] } },
	},
	{
		displayName: 'If an Operation Fails',
		name: 'ifFailed',
		type: 'options',
		options: [
			{
				name: 'Output the Operation',
				value: 'output',
				description: 'Output it like a successful one, with its status FAIL and the reasons',
			},
			{
				name: 'Stop With an Error',
				value: 'error',
				description: 'End with an error that gives the reasons from the log of the operation',
			},
		],
		default: 'error',
		description: 'What to do when an operation ends with the status FAIL',
		displayOptions: { show: showForWait },
	},
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
					'Whether to add the IDs of the task suites that the operation created, from its log',
			},
			{ ...timeoutOption, default: TIMEOUT_S },
		],
	},
];
