import type { INodeProperties } from 'n8n-workflow';
import { poolField } from '../shared/n8n/fields';

/** Fields of the operation Aggregate Pool. */

const forAggregatePool = { operation: ['aggregatePool'] };

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
				description: 'Estimate from the answers themselves how reliable each person is',
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
];
