import type { INodeProperties } from 'n8n-workflow';
import { mapperField } from '../shared/n8n/panel/mapper';

const showForTasks = { show: { input: ['tasks'] } };

/** Fields that determine how input items become tasks or suites. */
export const taskFields: INodeProperties[] = [
	{
		...mapperField(
			'Task Fields',
			'pool',
			'getTaskFields',
			'No fields to map yet: choose a pool whose project has input fields.',
		),
		displayOptions: showForTasks,
	},
	{
		displayName: 'Tasks per Suite',
		name: 'tasksPerSuite',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 1,
		description:
			'How many tasks a performer sees on one page. Must be 1 in a pool with smart mixing, which groups the tasks itself.',
		hint: 'You pay once per page, however many tasks it has',
		displayOptions: showForTasks,
	},
	{
		displayName: 'Task Suite',
		name: 'taskSuite',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description:
			'The task suite as JSON: an object with “tasks”, each with “input_values”. Fields that only Toloka sets are left out.',
		displayOptions: { show: { input: ['suites'] } },
	},
];

export const controlTaskFields: INodeProperties = {
	displayName: 'Control and Training Tasks',
	name: 'controlTask',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	description: 'For tasks whose answers are known; leave empty for ordinary tasks',
	displayOptions: showForTasks,
	options: [
		{
			displayName: 'Baseline Solutions',
			name: 'baselineSolutions',
			type: 'json',
			default: '',
			placeholder: '[{ "output_values": { "result": "cat" }, "confidence_weight": 1 }]',
			description:
				'JSON list of simulated answers for dynamic overlap and aggregation by skill, each with a confidence_weight from 0 to 1. Only for pools with smart mixing.',
		},
		{
			displayName: 'Known Solutions',
			name: 'knownSolutions',
			type: 'json',
			default: '',
			placeholder: '[{ "output_values": { "result": "cat" }, "correctness_weight": 1 }]',
			hint: 'Example: [{ "output_values": { "result": "cat" } }]. A fixed value makes every task a control task.',
			description:
				'JSON list of correct answers, each with a weight from 0 to 1. Use an expression to set it per item. Leave empty for an ordinary task.',
		},
		{
			displayName: 'Message on Unknown Solution',
			name: 'messageOnUnknownSolution',
			type: 'string',
			default: '',
			placeholder: 'e.g. The elephant is black',
			description: 'Hint shown after a wrong answer in a training task',
		},
	],
};
