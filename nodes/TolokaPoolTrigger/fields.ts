import type { INodeProperties } from 'n8n-workflow';
import { assignmentOutputField, poolField, simplifyField } from '../shared/n8n/parameters/fields';
import { pollOptionFields, startFields } from '../shared/n8n/polling/fields';

const nouns = {
	many: 'events',
	happened: 'that happened',
	one: 'new event',
	title: 'Events',
	all: 'All Existing Events',
};

const assignments = {
	show: { event: ['assignmentAccepted', 'assignmentRejected', 'assignmentSubmitted'] },
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		options: [
			{
				name: 'Assignment Accepted',
				value: 'assignmentAccepted',
				description: 'Answers were accepted, by a person or automatically',
			},
			{
				name: 'Assignment Rejected',
				value: 'assignmentRejected',
				description: 'Answers were rejected',
			},
			{
				name: 'Assignment Submitted',
				value: 'assignmentSubmitted',
				description: 'A performer completed a task suite',
			},
			{
				name: 'Pool Closed',
				value: 'poolClosed',
				description: 'A pool was completed or stopped. Closing for an update does not count.',
			},
		],
		default: 'assignmentSubmitted',
		description:
			'What starts the workflow. If you choose another event later, the trigger starts over as set in Start From.',
	},
	{
		displayName: 'Pools',
		name: 'pools',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Pool',
		default: { values: [{ pool: { mode: 'list', value: '' } }] },
		description: 'The pools to watch, up to 50',
		options: [
			{
				displayName: 'Pool',
				name: 'values',
				values: [{ ...poolField, description: 'A pool to watch' }],
			},
		],
	},
	...startFields(nouns),
	{ ...assignmentOutputField('item'), displayOptions: assignments },
	{
		...simplifyField,
		displayOptions: { show: { ...assignments.show, assignmentOutput: ['answers'] } },
	},
	{ ...simplifyField, displayOptions: { show: { event: ['poolClosed'] } } },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: pollOptionFields(nouns),
	},
];
