import type { INodeProperties } from 'n8n-workflow';
import { poolField } from '../shared/n8n/parameters/fields';

const forAggregatePool = { operation: ['aggregatePool'] };
const forVote = { ...forAggregatePool, method: ['MAJORITY_VOTE'] };

export const aggregationFields: INodeProperties[] = [
	{
		...poolField,
		description:
			'The pool to aggregate. Only accepted answers count; tasks need an overlap of at least 2.',
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
				description:
					"Weight each answer by the performer's skill. Only for pools with smart mixing.",
			},
			{
				name: 'Dawid-Skene',
				value: 'DAWID_SKENE',
				description:
					'Estimate from the answers themselves how reliable each person is. Control tasks get solutions, too.',
			},
			{
				name: 'Majority Vote (in the Node)',
				value: 'MAJORITY_VOTE',
				description:
					'Take the answer that most people gave. For fields of any type. Does not use the request quota.',
			},
		],
		default: 'DAWID_SKENE',
		description: "How to combine several people's answers",
		displayOptions: { show: forAggregatePool },
	},
	{
		displayName: 'Skill',
		name: 'skill',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The skill used to weight the answers',
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
			'The field to aggregate. Should have only a few possible values. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
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
			'The fields to aggregate. Each should have only a few possible values. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { ...forAggregatePool, method: ['WEIGHTED_DYNAMIC_OVERLAP'] } },
	},
	{
		displayName: 'Output Field Names or IDs',
		name: 'outputFields',
		type: 'multiOptions',
		default: [],
		typeOptions: { loadOptionsMethod: 'getOutputFields', loadOptionsDependsOn: ['pool.value'] },
		description:
			'The fields to vote on. If none is chosen, all. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: forVote },
	},
	{
		displayName: 'Minimum Votes',
		name: 'minVotes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 30000 },
		default: 1,
		description:
			'How many people must have given the winning answer. With fewer, the value is left empty.',
		displayOptions: { show: forVote },
	},
	{
		displayName: 'If Tied',
		name: 'ifTied',
		type: 'options',
		options: [
			{
				name: 'First Answer',
				value: 'first',
				description: 'Take the tied answer from the assignment that was started first',
			},
			{ name: 'Leave Empty', value: 'empty', description: 'Leave the value empty' },
			{
				name: 'Stop the Workflow',
				value: 'fail',
				description: 'Stop, and name the task and its answers',
			},
		],
		default: 'empty',
		description: 'What to do when two answers have the same number of votes',
		displayOptions: { show: forVote },
	},
	{
		displayName: 'Delivery',
		name: 'delivery',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Return the Operation',
				value: 'operation',
				description:
					'Start the aggregation and output the operation, for Toloka Wait for Operation, which can pause the execution for hours. Get Many then reads the solutions.',
			},
			{
				name: 'Wait and Return the Solutions',
				value: 'wait',
				description: 'Wait in this node until the aggregation is finished',
			},
		],
		default: 'wait',
		description: 'What to output',
		displayOptions: { show: forAggregatePool, hide: { method: ['MAJORITY_VOTE'] } },
	},
];
