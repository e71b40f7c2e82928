import type { INodeProperties } from 'n8n-workflow';
import { binaryFieldProperty } from '../shared/n8n/parameters/fileSettings';
import { limitField, operationIdField, returnAllField } from '../shared/n8n/parameters/fields';
import { aggregationFields } from './aggregationFields';
import { options } from './optionFields';

const forGetMany = { operation: ['getMany'] };

const forAggregatePool = { operation: ['aggregatePool'] };

const amount: INodeProperties[] = [
	{ ...returnAllField, displayOptions: { show: forGetMany } },
	// A pool is aggregated for all of its answers, so Return All is on by default.
	{ ...returnAllField, default: true, displayOptions: { show: forAggregatePool } },
	{ ...limitField, displayOptions: { show: { returnAll: [false] } } },
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
				description: 'One item per file. For any number of solutions.',
			},
			{
				name: 'One Item per Page',
				value: 'pages',
				description: 'One item per request, with a list of its solutions',
			},
			{
				name: 'One Item per Solution',
				value: 'items',
				description: 'For up to a few hundred thousand solutions',
			},
		],
		default: 'items',
		description: 'How to output the solutions',
	},
	{
		displayName: 'Format',
		name: 'format',
		type: 'options',
		options: [
			{ name: 'CSV', value: 'csv', description: 'A table with one column per output field' },
			{ name: 'NDJSON', value: 'ndjson', description: 'One JSON object per line' },
			{
				name: 'Toloka TSV',
				value: 'tolokaTsv',
				description:
					'Like aggregated solutions from the Toloka website: INPUT, OUTPUT and CONFIDENCE columns. Turn on Add Input Values for INPUT.',
			},
		],
		default: 'ndjson',
		description: 'The file format',
		displayOptions: { show: { output: ['file'] } },
	},
	{ ...binaryFieldProperty, displayOptions: { show: { output: ['file'] } } },
];

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
				action: 'Aggregate pool',
				description: 'Aggregate the answers of a pool and return one solution per task',
			},
			{
				name: 'Get Many',
				value: 'getMany',
				action: 'Get aggregated solutions',
				description: 'Return the solutions of a finished aggregation',
			},
		],
		default: 'aggregatePool',
	},
	{ ...operationIdField, displayOptions: { show: forGetMany } },
	...aggregationFields,
	{
		displayName:
			'Toloka allows 5 requests per minute, 30 per hour and 200 per day. Each aggregation and each page of up to 100,000 solutions counts as one: a third run within a minute waits. Items that ask for the same share their requests.',
		name: 'quotaNotice',
		type: 'notice',
		default: '',
		displayOptions: { hide: { method: ['MAJORITY_VOTE'] } },
	},
	...amount,
	options,
];
