import type { INodeProperties } from 'n8n-workflow';
import { extraFieldsOption, timeoutOption } from '../shared/n8n/fields';

const performers = 'e.g. 8a2c1f0e9b7d4c6395e1a0f7d2b4c681';

/** Fields of a suite that few need (toloka-api §S2). */
export const suiteFields: INodeProperties = {
	displayName: 'Task Suite Fields',
	name: 'suiteFields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	description:
		'For all task suites; an expression takes the first task of each. What a task suite given as JSON says itself wins.',
	options: [
		{
			displayName: 'Issuing Order Override',
			name: 'issuingOrderOverride',
			type: 'number',
			typeOptions: { minValue: -99999.99999, maxValue: 99999.99999, numberPrecision: 5 },
			default: 0,
			description:
				'Priority among the task suites of the pool: higher goes first. Works in pools that issue task suites in creation order.',
		},
		{
			displayName: 'Latitude',
			name: 'latitude',
			type: 'number',
			typeOptions: { minValue: -90, maxValue: 90, numberPrecision: 8 },
			default: 0,
			description: 'Latitude of the place on the map, for tasks that are chosen on a map',
		},
		{
			displayName: 'Longitude',
			name: 'longitude',
			type: 'number',
			typeOptions: { minValue: -180, maxValue: 180, numberPrecision: 8 },
			default: 0,
			description: 'Longitude of the place on the map, for tasks that are chosen on a map',
		},
		{
			displayName: 'Mixed',
			name: 'mixed',
			type: 'boolean',
			default: false,
			description:
				'Whether the task suites count as made by smart mixing. Otherwise they count as made by hand.',
		},
		{
			displayName: 'Reserved For',
			name: 'reservedFor',
			type: 'string',
			default: '',
			placeholder: performers,
			description: 'IDs of the only performers who get the task suites, separated by commas',
		},
		{
			displayName: 'Unavailable For',
			name: 'unavailableFor',
			type: 'string',
			default: '',
			placeholder: performers,
			description: 'IDs of performers who do not get the task suites, separated by commas',
		},
	],
};

export const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			...extraFieldsOption,
			displayOptions: {
				show: { '/input': ['tasks'], '/fields.mappingMode': ['autoMapInputData'] },
			},
		},
		{
			displayName: 'Max Wait (Minutes)',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description:
				'How long to wait for the creation before the node gives up. The creation itself goes on.',
			displayOptions: { show: { '/delivery': ['wait'] } },
		},
		{
			displayName: 'Operation ID',
			name: 'operationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5c04458e-63c1-46c1-ba0d-6f0756a5358b',
			description:
				'The same ID never creates the same task suites twice. Empty takes one that stays the same in every retry of the execution. A UUID is used as it is where one request is enough; otherwise one is derived for each request.',
			hint: 'Use a key from your data (e.g. a date) to prevent duplicates across executions',
		},
		timeoutOption,
		{
			displayName: 'Return Task IDs',
			name: 'returnTaskIds',
			type: 'boolean',
			default: true,
			description:
				'Whether to read the created task suites back to return the IDs of their tasks, by which aggregated solutions refer to them',
			displayOptions: { show: { '/delivery': ['sync', 'wait'] } },
		},
	],
};
