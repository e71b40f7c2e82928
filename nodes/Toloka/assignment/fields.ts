import type { INodeProperties } from 'n8n-workflow';
import {
	assignmentOutputField,
	poolField,
	simplifyField,
} from '../../shared/n8n/parameters/fields';
import {
	binaryFieldProperty,
	delimiterOption,
	fileNameOption,
	fileSizeOption,
	spreadsheetsOption,
} from '../../shared/n8n/parameters/fileSettings';

const show = { resource: ['assignment'] };
const forMany = { ...show, operation: ['getMany'] };
const forOne = { ...show, operation: ['accept', 'downloadFiles', 'get', 'reject'] };
const FILES = ['csv', 'ndjson', 'tolokaTsv'];
const forFiles = { ...show, operation: ['downloadFiles'] };

export const STATUSES = [
	{ name: 'Accepted', value: 'ACCEPTED' },
	{ name: 'Active', value: 'ACTIVE', description: 'A performer is still working on it' },
	{ name: 'Expired', value: 'EXPIRED', description: 'The time ran out before submission' },
	{ name: 'Rejected', value: 'REJECTED' },
	{ name: 'Skipped', value: 'SKIPPED', description: 'The performer left it unanswered' },
	{ name: 'Submitted', value: 'SUBMITTED', description: 'Waiting for review' },
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
				name: 'Accept',
				value: 'accept',
				action: 'Accept assignment',
				description: 'Accept a task suite that a performer has submitted. You pay for it.',
			},
			{
				name: 'Download Files',
				value: 'downloadFiles',
				action: 'Download files of assignment',
				description: 'Download the files that a performer uploaded as answers',
			},
			{
				name: 'Get',
				value: 'get',
				action: 'Get assignment',
				description: 'Get one assignment with its tasks and answers',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get many assignments',
				description: 'Get the answers of a pool, accepted or not',
			},
			{
				name: 'Reject',
				value: 'reject',
				action: 'Reject assignment',
				description: 'Reject a task suite that a performer has submitted. You do not pay for it.',
			},
		],
		default: 'getMany',
	},
];

const fields: INodeProperties[] = [
	{
		displayName:
			'Acceptance pays the performer for all answers of the assignment and cannot be undone. If suites have several tasks, check the answers of each assignment together: set Output to “Assignments” where they are read.',
		name: 'acceptNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...show, operation: ['accept'] } },
	},
	{
		displayName: 'Assignment ID',
		name: 'assignmentId',
		type: 'string',
		default: '={{ $json.assignment_id ?? $json["ASSIGNMENT:assignment_id"] ?? $json.id }}',
		required: true,
		placeholder: 'e.g. 0000001006--63a1c2b017a8be00d1f0a6de',
		description: 'ID of the assignment, from the previous node or the Toloka website',
		displayOptions: { show: forOne },
	},
	{
		displayName: 'Comment',
		name: 'comment',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		required: true,
		description: 'Reason for the rejection, shown to the performer',
		displayOptions: { show: { ...show, operation: ['reject'] } },
	},
	{
		displayName: 'Comment',
		name: 'comment',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		description: 'Comment shown to the performer',
		displayOptions: { show: { ...show, operation: ['accept'] } },
	},
	{
		...poolField,
		description: 'Pool to read the answers of',
		displayOptions: { show: forMany },
	},
	{
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		options: STATUSES,
		default: ['SUBMITTED', 'ACCEPTED'],
		description: 'Which statuses to return. If empty, all.',
		displayOptions: { show: forMany },
	},
	{ ...assignmentOutputField('item or line'), displayOptions: { show: forMany } },
	{ ...simplifyField, displayOptions: { show: { ...forMany, assignmentOutput: ['answers'] } } },
	{
		displayName: 'Deliver As',
		name: 'deliverAs',
		type: 'options',
		options: [
			{
				name: 'CSV File',
				value: 'csv',
				description: 'A table with one column per input and output field',
			},
			{ name: 'Items', value: 'items', description: 'For up to a few hundred thousand answers' },
			{ name: 'NDJSON File', value: 'ndjson', description: 'One JSON object per line' },
			{
				name: 'Toloka TSV File',
				value: 'tolokaTsv',
				description:
					'Like the results of a pool from the Toloka website: INPUT, OUTPUT, GOLDEN and ASSIGNMENT columns, one line per answer',
			},
		],
		default: 'items',
		description: 'Whether to output items, or files of bounded size for any number of answers',
		displayOptions: { show: forMany },
	},
	{ ...binaryFieldProperty, displayOptions: { show: forFiles } },
	{
		...binaryFieldProperty,
		displayOptions: { show: { ...forMany, deliverAs: FILES } },
	},
];

const filters: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: forMany },
		options: [
			{ ...delimiterOption, displayOptions: { show: { '/deliverAs': ['csv'] } } },
			{ ...fileNameOption, displayOptions: { show: { '/deliverAs': FILES } } },
			{ ...fileSizeOption, displayOptions: { show: { '/deliverAs': FILES } } },
			{
				...spreadsheetsOption,
				displayOptions: { show: { '/deliverAs': ['csv', 'tolokaTsv'] } },
			},
			{
				displayName: 'Include Control Tasks',
				name: 'includeControlTasks',
				type: 'boolean',
				default: true,
				description: 'Whether to return answers to tasks whose right answer is known',
			},
			{
				displayName: 'Since',
				name: 'since',
				type: 'dateTime',
				default: '',
				description:
					'Return only assignments that got their status at or after this time. With several statuses: that were given out at or after this time.',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: forFiles },
		options: [
			{
				displayName: 'File Fields',
				name: 'fileFields',
				type: 'string',
				default: '',
				placeholder: 'e.g. photo, receipt',
				description: 'Comma-separated output fields to download files from. If empty, all.',
			},
			{
				displayName: 'Max File Size (MB)',
				name: 'maxFileSizeMb',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1024 },
				default: 100,
				description: 'Largest file to download. The node stops at a larger file.',
			},
		],
	},
];

export const assignmentFields = { operations, fields, filters };
