import type { INodeProperties } from 'n8n-workflow';
import { batchField, extraFieldsOption, projectField, timeoutOption } from '../shared/n8n/fields';

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
				action: 'Push items to a project',
				description: 'Create one item for labelling per input item',
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
				description: 'Add the items to a batch that was created before',
			},
			{
				name: 'New Batch',
				value: 'newBatch',
				description: 'Create a batch for the items of this run',
			},
			{
				name: 'Stream',
				value: 'stream',
				description: 'No batch: labelling begins as soon as an item arrives',
			},
		],
		default: 'stream',
		description: 'Where the items go. Labelling of a batch begins when the batch is started.',
	},
	{
		displayName: 'Labelling of streamed items begins at once, and so do its costs',
		name: 'streamNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { destination: ['stream'] } },
	},
	{
		...batchField,
		required: true,
		description: 'The batch that takes the items',
		hint: 'In a batch that is started labelling begins at once, and so do its costs',
		displayOptions: { show: { destination: ['existingBatch'] } },
	},
	{
		displayName: 'Batch Name',
		name: 'batchName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Photos of 21 November',
		description: 'Name of the new batch',
		displayOptions: { show: { destination: ['newBatch'] } },
	},
	{
		displayName: 'Priority',
		name: 'batchPriority',
		type: 'options',
		options: [
			{ name: '1 (First)', value: 'ONE' },
			{ name: '2', value: 'TWO' },
			{ name: '3', value: 'THREE' },
			{ name: '4', value: 'FOUR' },
			{ name: '5 (Last)', value: 'FIVE' },
		],
		default: 'FIVE',
		description: 'Which batches of the project are labelled first',
		displayOptions: { show: { destination: ['newBatch'] } },
	},
	{
		displayName: 'Start After Upload',
		name: 'startBatch',
		type: 'boolean',
		default: true,
		description:
			'Whether labelling, and its costs, begin once all items are in the batch. Otherwise start it on the page of the service.',
		displayOptions: { show: { destination: ['newBatch'] } },
	},
	{
		displayName: 'Item Fields',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'autoMapInputData', value: null },
		required: true,
		typeOptions: {
			loadOptionsDependsOn: ['project.value'],
			resourceMapper: {
				resourceMapperMethod: 'getItemFields',
				mode: 'add',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: true,
				supportAutoMap: true,
				noFieldsError: 'This project declares no input fields.',
			},
		},
	},
	{
		displayName: 'Invalid Items',
		name: 'invalidItems',
		type: 'options',
		options: [
			{
				name: 'Push the Valid Ones',
				value: 'pushValid',
				description: 'Leave invalid items out and say for each what is wrong with it',
			},
			{
				name: 'Stop Before Pushing',
				value: 'stop',
				description: 'Push nothing unless every item is valid',
			},
		],
		default: 'stop',
		description: 'All items are checked against the fields of the project before anything is sent',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				...extraFieldsOption,
				displayOptions: { show: { '/fields.mappingMode': ['autoMapInputData'] } },
			},
			{
				displayName: 'If the Outcome Is Unclear',
				name: 'unclear',
				type: 'options',
				options: [
					{
						name: 'Look Up and Send What Is Missing',
						value: 'reconcile',
						description: 'Find out which items were created, and send only the others',
					},
					{
						name: 'Stop and Report',
						value: 'report',
						description: 'End with an error that says what to check',
					},
				],
				default: 'reconcile',
				description: 'When a connection breaks before the service has answered',
			},
			{
				displayName: 'Ignore Errors',
				name: 'ignoreErrors',
				type: 'boolean',
				default: false,
				description: 'Whether the service itself skips items that it finds invalid (ignore_errors)',
				displayOptions: { hide: { '/destination': ['stream'] } },
			},
			{
				displayName: 'Label Duplicates Again',
				name: 'forceNewOriginal',
				type: 'boolean',
				default: false,
				description:
					'Whether to pay for labelling an item again although an equal one was labelled before (force_new_original)',
			},
			timeoutOption,
			{
				displayName: 'Skip Items Pushed in the Last (Minutes)',
				name: 'lookBack',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 44640 },
				default: 60,
				description:
					'Do not push an item again if an equal one was created in the project in this time; its ID is returned instead. Makes it safe to run a workflow again whose n8n was killed. 0 switches it off.',
			},
		],
	},
];
