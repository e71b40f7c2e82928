import type { INodeProperties } from 'n8n-workflow';
import { batchField, projectField, timeoutOption } from '../shared/n8n/fields';

const DEFAULT_WINDOW_S = 60;
const DEFAULT_ITEMS = 10_000;
export const WINDOW_S = { min: 0, max: 3600, fallback: DEFAULT_WINDOW_S };
/** Shorter than elsewhere: a poll has half a minute in all. */
export const TIMEOUT_S = 30;
export const ITEMS_PER_POLL = { min: 1, max: 50_000, fallback: DEFAULT_ITEMS };

export const properties: INodeProperties[] = [
	projectField,
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		options: [
			{
				name: 'A Time',
				value: 'time',
				description: 'Items that were finished at or after a time',
			},
			{
				name: 'Activation',
				value: 'activation',
				description: 'Items that are finished after the workflow is published',
			},
			{
				name: 'Beginning',
				value: 'beginning',
				description: 'Every finished item of the project, the oldest first',
			},
		],
		default: 'activation',
		description: 'Which items the first polls deliver; later polls go on where the last one ended',
	},
	{
		displayName: 'Finished Since',
		name: 'startTime',
		type: 'dateTime',
		default: '',
		required: true,
		description:
			'Items finished at or after this time are delivered; it is in the time zone of the workflow',
		displayOptions: { show: { startFrom: ['time'] } },
	},
	{
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		options: [
			{ name: 'Archived', value: 'ARCHIVE' },
			{ name: 'Cancelled', value: 'CANCELLED' },
			{ name: 'Completed', value: 'COMPLETED', description: 'Labelled, with its answer' },
			{ name: 'Error', value: 'ERROR', description: 'Could not be labelled' },
		],
		default: ['COMPLETED', 'ERROR', 'CANCELLED'],
		description: 'Deliver items that ended with one of these statuses',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{ ...batchField, description: 'Deliver only the items of this batch' },
			{
				displayName: 'Delivery',
				name: 'delivery',
				type: 'options',
				options: [
					{
						name: 'At Least Once',
						value: 'atLeastOnce',
						description:
							'After a crash or restart the last delivery is repeated; recognize repetitions by dedupeKey',
					},
					{
						name: 'Normal',
						value: 'normal',
						description:
							'Each item once; a crash in the instant of delivery can lose one delivery unless durable cursors of n8n are on',
					},
				],
				default: 'normal',
				description: 'What to prefer when n8n is killed in the instant of a delivery',
			},
			{
				displayName: 'Late Arrival Window (Seconds)',
				name: 'window',
				type: 'number',
				typeOptions: { minValue: WINDOW_S.min, maxValue: WINDOW_S.max },
				default: DEFAULT_WINDOW_S,
				description:
					'How long a finished item may take to show up in the list of the service. With 0 the trigger only follows the last item.',
			},
			{
				displayName: 'Max Items per Poll',
				name: 'maxItems',
				type: 'number',
				typeOptions: { minValue: ITEMS_PER_POLL.min, maxValue: ITEMS_PER_POLL.max },
				default: DEFAULT_ITEMS,
				description: 'What exceeds this is delivered by the next polls',
			},
			{ ...timeoutOption, default: TIMEOUT_S },
		],
	},
];
