import type { INodeProperties } from 'n8n-workflow';
import { extraFieldsOption, timeoutOption } from '../shared/n8n/parameters/fields';

const performers = 'e.g. 8a2c1f0e9b7d4c6395e1a0f7d2b4c681';

/** Fields of a suite that few need (toloka-api §S2). */
export const suiteFields: INodeProperties = {
	displayName: 'Task Suite Fields',
	name: 'suiteFields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	description:
		"Applies to all task suites. With an expression, only items with equal values share a suite. Values in a task suite's own JSON take precedence.",
	options: [
		{
			displayName: 'Issuing Order Override',
			name: 'issuingOrderOverride',
			type: 'number',
			typeOptions: { minValue: -99999.99999, maxValue: 99999.99999, numberPrecision: 5 },
			default: 0,
			description:
				'Priority within the pool; higher numbers come first. Only for pools that issue suites in creation order.',
		},
		{
			displayName: 'Latitude',
			name: 'latitude',
			type: 'number',
			typeOptions: { minValue: -90, maxValue: 90, numberPrecision: 8 },
			default: 0,
			description: 'Latitude of the location, for map-based tasks',
		},
		{
			displayName: 'Longitude',
			name: 'longitude',
			type: 'number',
			typeOptions: { minValue: -180, maxValue: 180, numberPrecision: 8 },
			default: 0,
			description: 'Longitude of the location, for map-based tasks',
		},
		{
			displayName: 'Mixed',
			name: 'mixed',
			type: 'boolean',
			default: false,
			description: 'Whether to mark the task suites as created by smart mixing',
		},
		{
			displayName: 'Reserved For',
			name: 'reservedFor',
			type: 'string',
			default: '',
			placeholder: performers,
			description: 'Comma-separated IDs of the performers who may get the task suites',
		},
		{
			displayName: 'Unavailable For',
			name: 'unavailableFor',
			type: 'string',
			default: '',
			placeholder: performers,
			description: 'Comma-separated IDs of performers to exclude',
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
				// Not tied to the mapping mode: n8n does not save default values, and drops hidden options.
				show: { '/input': ['tasks'] },
			},
		},
		{
			displayName: 'Create Again in Manual Runs',
			name: 'manualRuns',
			type: 'boolean',
			default: false,
			description:
				'Whether manual executions create (and pay for) items again that an earlier manual execution of this node created. Production executions are not affected.',
		},
		{
			displayName: 'Deadline (Minutes)',
			name: 'maxWait',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 31 * 24 * 60 },
			default: 60,
			description: "How long to wait before giving up. Creation continues on Toloka's side.",
			displayOptions: { show: { '/delivery': ['wait'] } },
		},
		{
			displayName: 'Operation ID',
			name: 'operationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 5c04458e-63c1-46c1-ba0d-6f0756a5358b',
			description:
				'The same ID always means the same task suites: they are created once, and other items with this ID are refused. If empty, an ID that stays the same across retries of this execution is used. A UUID is used as is if one request is enough, otherwise one ID per request is derived from it.',
			hint: 'Use a key from your data (e.g. a date) to prevent duplicates across executions',
		},
		timeoutOption,
		{
			displayName: 'Return Task IDs',
			name: 'returnTaskIds',
			type: 'boolean',
			default: true,
			description: 'Whether to return task IDs (needed to match aggregated solutions to your rows)',
			displayOptions: { show: { '/delivery': ['sync', 'wait'] } },
		},
	],
};
