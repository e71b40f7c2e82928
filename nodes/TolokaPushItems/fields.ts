import type { INodeProperties } from 'n8n-workflow';
import {
	batchField,
	extraFieldsOption,
	projectField,
	timeoutOption,
} from '../shared/n8n/parameters/fields';
import { mapperField } from '../shared/n8n/panel/mapper';
import { PRIORITIES } from './priority';

const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Create Again in Manual Runs',
			name: 'manualRuns',
			type: 'boolean',
			default: false,
			description:
				'Whether a manual run pushes items again that are identical to items of the last 24 hours. If off, running the node while building a workflow never pays twice. Other executions are not affected.',
		},
		extraFieldsOption,
		{
			displayName: 'If the Connection Is Lost',
			name: 'unclear',
			type: 'options',
			options: [
				{
					name: 'Look Up and Send What Is Missing',
					value: 'reconcile',
					description: 'Look up which items were created and send only the missing ones',
				},
				{
					name: 'Stop and Report',
					value: 'report',
					description: 'End the run and say what to check',
				},
			],
			default: 'reconcile',
			description: 'What to do when the connection breaks before Toloka has responded',
		},
		{
			displayName: 'Ignore Errors',
			name: 'ignoreErrors',
			type: 'boolean',
			default: false,
			description:
				'Whether Toloka should skip items it considers invalid instead of rejecting the request (ignore_errors)',
			displayOptions: { hide: { '/destination': ['stream'] } },
		},
		{
			displayName: 'Label Duplicates Again',
			name: 'forceNewOriginal',
			type: 'boolean',
			default: false,
			description:
				'Whether to pay to label an item again even if an identical one has been labeled before (force_new_original)',
		},
		timeoutOption,
		{
			displayName: 'Skip Recently Pushed Items (Minutes)',
			name: 'lookBack',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 44640 },
			default: 60,
			description:
				"Don't push an item if an identical one was created in the project within this time; return the existing ID instead. Use it to safely re-run a workflow after n8n was killed. Set to 0 to turn off.",
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
				name: 'Push',
				value: 'push',
				action: 'Push items',
				description: 'Create one item for labeling per input item',
			},
		],
		default: 'push',
	},
	projectField,
	{
		displayName: 'Destination',
		name: 'destination',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Existing Batch',
				value: 'existingBatch',
				description: 'Add the items to an existing batch',
			},
			{
				name: 'New Batch',
				value: 'newBatch',
				description: "Create a batch for this run's items",
			},
			{
				name: 'Stream',
				value: 'stream',
				description:
					'Push the items without a batch, up to 10,000 per request. Labeling starts immediately.',
			},
		],
		default: 'stream',
		description: 'Where to send the items. Labeling of a batch starts when the batch is started.',
	},
	{
		displayName: 'Labeling starts as soon as the items are pushed, and you are charged for it.',
		name: 'streamNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { destination: ['stream'] } },
	},
	{
		...batchField,
		required: true,
		description: 'The batch to add the items to',
		hint: 'If the batch has already been started, labeling and charges begin right away.',
		displayOptions: { show: { destination: ['existingBatch'] } },
	},
	{
		displayName: 'Batch Name',
		name: 'batchName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Photos, November 21',
		description: 'Name of the new batch',
		displayOptions: { show: { destination: ['newBatch'] } },
	},
	{
		displayName: 'Priority',
		name: 'batchPriority',
		type: 'options',
		options: PRIORITIES,
		default: 'FIVE',
		description: "Determines which of the project's batches is labeled first",
		displayOptions: { show: { destination: ['newBatch'] } },
	},
	{
		displayName: 'Start After Upload',
		name: 'startBatch',
		type: 'boolean',
		default: true,
		description:
			'Whether to start the batch (and its charges) once all items are uploaded. If off, start it with Toloka (Batch: Start) or on the Toloka website.',
		displayOptions: { show: { destination: ['newBatch'] } },
	},
	{
		displayName:
			'Labeling starts as soon as all items are in the batch, and you are charged for it.',
		name: 'startNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { destination: ['newBatch'], startBatch: [true] } },
	},
	mapperField(
		'Item Fields',
		'project',
		'getItemFields',
		'No fields to map yet: choose a project that has input fields.',
	),
	{
		displayName: 'Invalid Items',
		name: 'invalidItems',
		type: 'options',
		options: [
			{
				name: 'Push Valid Items Only',
				value: 'pushValid',
				description: 'Skip invalid items and output the reason for each',
			},
			{
				name: 'Stop If Any Is Invalid',
				value: 'stop',
				description:
					"Push nothing unless all items are valid. Above 10,000 items only Toloka's own checks remain, which may stop a later request.",
			},
		],
		default: 'stop',
		description: "All items are validated against the project's fields before anything is sent",
	},
	optionsField,
];
