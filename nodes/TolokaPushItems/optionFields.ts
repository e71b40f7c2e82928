import type { INodeProperties } from 'n8n-workflow';
import { extraFieldsOption, timeoutOption } from '../shared/n8n/fields';

export const optionsField: INodeProperties = {
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
				'Don’t push an item if an identical one was created in the project within this time; return the existing ID instead. Use it to safely re-run a workflow after n8n was killed. Set to 0 to turn off.',
		},
	],
};
